/// How Resize finds the value at a place between others.
struct InterpolationRule {
  enum Mode {
    case nearest, linear, cubic

    init(_ reader: NodeReader) throws {
      switch reader.text("mode") ?? "nearest" {
      case "nearest": self = .nearest
      case "linear": self = .linear
      case "cubic": self = .cubic
      case let other: throw reader.unsupported("mode = \(other)", supported: "nearest, linear, cubic")
      }
    }
  }

  enum Coordinates: String, CaseIterable {
    case halfPixel = "half_pixel"
    case halfPixelSymmetric = "half_pixel_symmetric"
    case pytorchHalfPixel = "pytorch_half_pixel"
    case alignCorners = "align_corners"
    case asymmetric
  }

  enum Nearest: String, CaseIterable {
    case roundPreferFloor = "round_prefer_floor"
    case roundPreferCeil = "round_prefer_ceil"
    case floor, ceil
  }

  let mode: Mode
  let coordinates: Coordinates
  let nearest: Nearest
  var cubicCoefficient = -0.75
  /// Whether the weights of places beyond the edge go to those inside; otherwise the edge is repeated.
  var excludesOutside = false

  init(mode: Mode, coordinates: Coordinates, nearest: Nearest) {
    self.mode = mode
    self.coordinates = coordinates
    self.nearest = nearest
  }

  init(_ reader: NodeReader) throws {
    let isOld = reader.opset < 11
    let coordinates = reader.text("coordinate_transformation_mode") ?? (isOld ? "asymmetric" : "half_pixel")
    let nearest = reader.text("nearest_mode") ?? (isOld ? "floor" : "round_prefer_floor")
    guard let known = Coordinates(rawValue: coordinates) else {
      throw reader.unsupported(
        "coordinate_transformation_mode = \(coordinates)",
        supported: Coordinates.allCases.map(\.rawValue).joined(separator: ", "))
    }
    guard let way = Nearest(rawValue: nearest) else {
      throw reader.unsupported(
        "nearest_mode = \(nearest)", supported: Nearest.allCases.map(\.rawValue).joined(separator: ", "))
    }
    let policy = reader.text("keep_aspect_ratio_policy") ?? "stretch"
    guard !reader.flag("antialias"), policy == "stretch" else {
      throw reader.unsupported("antialias or keep_aspect_ratio_policy = \(policy)", supported: "antialias = 0, stretch")
    }
    self.init(mode: try Mode(reader), coordinates: known, nearest: way)
    cubicCoefficient = reader.real("cubic_coeff_a", default: -0.75)
    excludesOutside = reader.flag("exclude_outside")
    // Only cropping uses it.
    reader.ignore("extrapolation_value")
  }

  /// The place in the source of a place in the result.
  func place(_ index: Int, size: Int, target: Int, scale: Double) -> Double {
    let index = Double(index)
    switch coordinates {
    case .halfPixel: return (index + 0.5) / scale - 0.5
    case .halfPixelSymmetric:
      let adjustment = Double(target) / (scale * Double(size))
      let offset = Double(size) / 2 * (1 - adjustment)
      return offset + (index + 0.5) / scale - 0.5
    case .pytorchHalfPixel: return target > 1 ? (index + 0.5) / scale - 0.5 : 0
    case .alignCorners: return target > 1 ? index * Double(size - 1) / Double(target - 1) : 0
    case .asymmetric: return index / scale
    }
  }

  func nearest(_ place: Double) -> Int {
    switch nearest {
    case .roundPreferFloor: Int((place - 0.5).rounded(.up))
    case .roundPreferCeil: Int((place + 0.5).rounded(.down))
    case .floor: Int(place.rounded(.down))
    case .ceil: Int(place.rounded(.up))
    }
  }

  /// The values around a place with their weights, which sum to 1.
  func weights(_ place: Double, size: Int) -> [(index: Int, weight: Double)] {
    let base = place.rounded(.down)
    let fraction = place - base
    let around: [(offset: Int, weight: Double)] =
      mode == .linear ? [(0, 1 - fraction), (1, fraction)] : (-1...2).map { ($0, cubic(fraction - Double($0))) }
    let all = around.map { (index: Int(base) + $0.offset, weight: $0.weight) }
    guard excludesOutside else { return all.map { (min(max($0.index, 0), size - 1), $0.weight) } }
    let inside = all.filter { (0..<size).contains($0.index) }
    let sum = inside.reduce(0) { $0 + $1.weight }
    return inside.map { ($0.index, $0.weight / sum) }
  }

  /// Keys 1981, doi:10.1109/TASSP.1981.1163711.
  private func cubic(_ distance: Double) -> Double {
    let (a, x) = (cubicCoefficient, abs(distance))
    if x <= 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
    return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0
  }
}
