import NumericKernels

/// House numbers that the program draws itself: ten classes of digits, RGB, 32 x 32, in the manner of SVHN.
///
/// Six typefaces, many sizes, positions, tilts and colors, light on dark and dark on light, shadows, plates, uneven
/// light, blur, noise, and neighboring digits cut off at the border. No file and no font is read.
///
/// Image i depends on the seed and i alone, whatever `count` is; each block of ten holds every class once. The same
/// bits come out on every machine (only operations that IEEE 754 defines exactly). About 0.15 ms an image.
///
/// Attributes: `typeface`, `polarity` (`light on dark` or `dark on light`), `neighbors` (number of neighboring digits),
/// `split` (`test` for every fifth block of ten, else `train`).
public struct BuiltInDigits: ImageDataset {
  /// "digits".
  public let name = "digits"
  /// "0" to "9".
  public let classNames = (0..<10).map { String($0) }
  /// All images.
  public let items: [DatasetItem]
  /// Seed of all choices.
  public let seed: UInt64

  /// Number of images where none is given.
  public static let defaultCount = 2000

  /// Plans `count` images; each is drawn when asked for.
  /// - Throws: `ImageDatasetsError` for a count outside 1 to 10,000,000.
  public init(count: Int = BuiltInDigits.defaultCount, seed: UInt64 = 42) throws {
    guard (1...10_000_000).contains(count) else {
      throw ImageDatasetsError(.badInput, "\(count) built-in digits are not possible. Ask for 1 to 10,000,000.")
    }
    self.seed = seed
    items = (0..<count).map { index in
      let scene = DigitScene(seed: seed, index: index)
      return DatasetItem(
        identifier: PackedImages.identifier("digits", index), label: scene.digit,
        attributes: [
          "typeface": scene.typeface.rawValue, "polarity": scene.isLightOnDark ? "light on dark" : "dark on light",
          "neighbors": String(scene.neighbors.count), "split": index / 10 % 5 == 4 ? "test" : "train",
        ])
    }
  }

  /// Reads `builtin:digits`, `builtin:digits:2000` or `builtin:digits:2000:7` (count, then seed).
  public init(specification: String) throws {
    let parts = specification.split(separator: ":", omittingEmptySubsequences: false)
    let count = parts.count > 2 ? Int(parts[2]) : Self.defaultCount
    let seed = parts.count > 3 ? UInt64(parts[3]) : 42
    guard (2...4).contains(parts.count), parts[0] == "builtin", parts[1] == "digits", let count, let seed else {
      throw ImageDatasetsError(
        .badInput, "\"\(specification)\" is no built-in data set. Write builtin:digits or builtin:digits:2000:42.")
    }
    try self.init(count: count, seed: seed)
  }

  /// Draws an image.
  public func image(at index: Int) throws -> PixelImage {
    DigitScene(seed: seed, index: index).drawn()
  }
}
