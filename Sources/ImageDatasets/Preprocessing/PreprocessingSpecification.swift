public import Foundation

extension Preprocessing {
  /// Reads what a command line gives: a preset (`imagenet`), a preset with changes (`imagenet:resize=224,crop=224`), or
  /// the path of a JSON file (`food.json`).
  ///
  /// Changes: `resize` (`224`, `224x320` as height x width, `automatic`, `none`), `crop` (`224`, `224x320`,
  /// `automatic`), `order` (`rgb`, `bgr`, `gray`), `scale`, `mean` and `std` (numbers separated by `/`),
  /// `interpolation` (`box`, `bilinear`, `bicubic`, `lanczos`), `filter` (`sobel`, `none`), then `blur` (`1`).
  /// - Throws: `ImageDatasetsError` of kind `.badInput` or, for a JSON file, `.inputOutput`.
  public init(specification: String) throws {
    if specification.hasSuffix(".json") {
      self = try Preprocessing(contentsOf: URL(fileURLWithPath: specification))
      return
    }
    let parts = specification.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    self = try Self.preset(named: String(parts[0]))
    guard parts.count == 2 else { return }
    name = specification
    for change in parts[1].split(separator: ",", omittingEmptySubsequences: false) {
      let pair = change.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2 else {
        throw ImageDatasetsError(
          .badInput, "\"\(change)\" in \"\(specification)\" is not a change. Write for example resize=224.")
      }
      try apply(key: String(pair[0]), value: String(pair[1]))
    }
    try validate()
  }

  /// Reads a JSON file.
  /// - Throws: `ImageDatasetsError`, naming the file.
  public init(contentsOf url: URL) throws {
    let data = try TextFile.data(contentsOf: url, maximumByteCount: 1 << 20)
    do {
      self = try JSONDecoder().decode(Preprocessing.self, from: data)
    } catch let error as ImageDatasetsError {
      throw ImageDatasetsError(error.kind, "\(url.path): \(error.description)")
    } catch {
      throw ImageDatasetsError(
        .badInput, "\(url.path) is not a preprocessing in JSON (\(TextFile.reason(of: error))). Correct the file.")
    }
  }

  private mutating func apply(key: String, value: String) throws {
    switch key {
    case "resize": resizing = try Self.resizing(of: Self.size(value))
    case "crop": crop = try Self.cropSize(of: Self.size(value))
    case "order", "channelOrder": channelOrder = try Self.choice(value, "channelOrder")
    case "scale": scale = try Self.numbers(value, key)[0]
    case "mean": mean = try Self.numbers(value, key)
    case "std", "standardDeviation": standardDeviation = try Self.numbers(value, key)
    case "interpolation": interpolation = try Self.choice(value, key)
    case "filter": filter = try Self.filter(named: value)
    case "blur": try setBlur(Self.numbers(value, key)[0])
    default:
      throw ImageDatasetsError(
        .badInput,
        "\"\(key)\" in \"\(name)\" is unknown. Use resize, crop, order, scale, mean, std, interpolation, filter or blur."
      )
    }
  }

  private static func size(_ text: String) -> Size {
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    let numbers = sides.compactMap(\.self)
    return numbers.count == sides.count ? .numbers(numbers) : .word(text)
  }

  private static func numbers(_ text: String, _ key: String) throws -> [Double] {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Double($0) }
    let numbers = parts.compactMap(\.self)
    guard numbers.count == parts.count else {
      throw ImageDatasetsError(
        .badInput, "\(key)=\(text) has something that is not a number. Write for example \(key)=0.5/0.5/0.5.")
    }
    return numbers
  }
}
