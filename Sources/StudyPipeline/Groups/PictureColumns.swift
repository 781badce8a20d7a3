import ImageDatasets
import StudyStore

/// Columns that are measured in the thumbnails and sizes of a study's images: what a network can see without seeing a thing.
enum PictureColumns {
  /// Brightness, contrast, saturation, hue, the colors of border and corners, and size and shape of the image where they
  /// are known. Thumbnails show the middle square, so corners are those of it. Numbers are divided into `bins` groups.
  static func read(_ study: Study, bins: Int, check: () throws -> Void) throws -> [GroupColumn] {
    var traits: [PictureTraits] = []
    guard try study.forEachThumbnail(check: check, { traits.append(PictureTraits($0)) }) != nil else { return [] }
    let items = try study.database.items()
    let pixels = items.map { item in item.width.flatMap { width in item.height.map { Double(width * $0) } } }
    let shapes = items.map { item in item.width.flatMap { width in item.height.map { shape(width, $0) } } ?? "" }
    let numbers: [(String, [Double?])] = [
      ("brightness", traits.map(\.brightness)), ("contrast", traits.map(\.contrast)),
      ("saturation", traits.map(\.saturation)), ("number of pixels", pixels),
    ]
    var texts: [(String, [String])] = [
      ("hue", traits.map(\.hue)), ("border color", traits.map(\.border)), ("shape", shapes),
    ]
    for (place, corner) in PictureTraits.corners.enumerated() {
      texts.append(("\(corner) corner", traits.map { $0.cornerColors[place] }))
    }
    let measured = numbers.map { GroupColumn("picture: \($0)", numbers: $1, bins: bins, isPicture: true) }
    let named = texts.compactMap { try? GroupColumn("picture: \($0)", texts: $1, bins: nil, isPicture: true) }
    return (measured + named).filter { !$0.values.isEmpty }
  }

  private static func shape(_ width: Int, _ height: Int) -> String {
    let ratio = Double(width) / Double(max(1, height))
    return ratio > 1.1 ? "wide" : ratio < 1 / 1.1 ? "tall" : "square"
  }
}

/// What a thumbnail looks like as a whole.
struct PictureTraits {
  static let corners = ["top left", "top right", "bottom left", "bottom right"]

  /// The mean luma, 0 ... 255.
  let brightness: Double
  /// The standard deviation of luma.
  let contrast: Double
  /// The mean difference of the largest and smallest channel, 0 ... 255.
  let saturation: Double
  /// The name of the mean color's hue.
  let hue: String
  /// The name of the mean color of the outermost sixteenth.
  let border: String
  /// The names of the mean colors of the corners, squares of an eighth of the side.
  let cornerColors: [String]

  init(_ picture: PixelImage) {
    let (color, side) = (picture.rgb(), picture.width)
    let luma = picture.grayscale().pixels.map(Double.init)
    let mean = luma.reduce(0, +) / Double(luma.count)
    brightness = mean
    contrast = (luma.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(luma.count)).squareRoot()
    var spread = 0
    for place in stride(from: 0, to: color.pixels.count, by: 3) {
      let pixel = color.pixels[place..<place + 3]
      spread += Int(pixel.max() ?? 0) - Int(pixel.min() ?? 0)
    }
    saturation = Double(spread) / Double(luma.count)
    hue = ColorName.hue(of: Self.mean(color) { _, _ in true }) ?? "gray"
    let (frame, square) = (max(1, side / 16), max(1, side / 8))
    border = ColorName.name(
      of: Self.mean(color) { min($0, $1) < frame || max($0, $1) >= side - frame })
    cornerColors = [(false, false), (true, false), (false, true), (true, true)].map { right, bottom in
      ColorName.name(
        of: Self.mean(color) { x, y in
          (right ? x >= side - square : x < square) && (bottom ? y >= side - square : y < square)
        })
    }
  }

  private static func mean(_ image: PixelImage, where isInside: (_ x: Int, _ y: Int) -> Bool) -> [Double] {
    var (sums, count) = ([0.0, 0.0, 0.0], 0.0)
    for y in 0..<image.height {
      for x in 0..<image.width where isInside(x, y) {
        let place = (y * image.width + x) * 3
        for channel in 0..<3 { sums[channel] += Double(image.pixels[place + channel]) }
        count += 1
      }
    }
    return sums.map { $0 / max(1, count) }
  }
}

/// Plain names of colors.
enum ColorName {
  /// black, gray or white without much color, else the name of the hue; channels are 0 ... 255.
  static func name(of color: [Double]) -> String {
    let (low, high) = (color.min() ?? 0, color.max() ?? 0)
    if high < 40 { return "black" }
    guard high - low >= 48, let hue = hue(of: color) else { return low > 200 ? "white" : high < 80 ? "black" : "gray" }
    return hue
  }

  /// The nearest of six hues; nil for colors that are nearly gray.
  static func hue(of color: [Double]) -> String? {
    let (red, green, blue) = (color[0], color[1], color[2])
    let (low, high) = (color.min() ?? 0, color.max() ?? 0)
    guard high - low >= 12 else { return nil }
    let sixth =
      switch high {
      case red: (green - blue) / (high - low)
      case green: 2 + (blue - red) / (high - low)
      default: 4 + (red - green) / (high - low)
      }
    let names = ["red", "yellow", "green", "cyan", "blue", "magenta"]
    return names[(Int((sixth + 6).rounded()) % 6 + 6) % 6]
  }
}
