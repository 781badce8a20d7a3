/// A way to spoil images, of the benchmark ImageNet-C (Hendrycks & Dietterich 2019, arXiv:1903.12261).
///
/// Pixels are taken as numbers from 0 to 1, changed, cut off at 0 and 1, and rounded to 8 bits again. The parameters are
/// those of the benchmark for images of 224 pixels:
///
/// | kind | what happens | severity 1 … 5 |
/// |---|---|---|
/// | noise | Gaussian noise is added to every channel of every pixel | σ .08 .12 .18 .26 .38 |
/// | blur | Gaussian blur, the border pixel repeated, cut off at 4 σ | σ 1 2 3 4 6 pixels |
/// | contrast | the distance from each channel's mean is multiplied | .4 .3 .2 .1 .05 |
///
/// Deviations: values are rounded to 8 bits, not cut, and not stored as JPEG; of images that are not 224 pixels on their
/// smaller side the blur is as much wider or narrower. The noise of an image follows from the seed and its name, and is
/// the same at all severities but for its strength. The same bytes for any number of threads and any order.
public struct Corruption: Sendable, Equatable, Hashable, Codable, CustomStringConvertible {
  /// The ways.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// Gaussian noise.
    case noise
    /// Gaussian blur.
    case blur
    /// Less contrast.
    case contrast
  }

  /// The severities that there are.
  public static let severities = 1...5
  /// The severity where none is given.
  public static let usualSeverity = 3

  /// The way.
  public let kind: Kind
  /// How badly, from 1 to 5.
  public let severity: Int

  /// Makes a corruption. Throws `badInput` for a severity that is not from 1 to 5.
  public init(_ kind: Kind, severity: Int = usualSeverity) throws {
    guard Self.severities.contains(severity) else {
      throw ImageDatasetsError(
        .badInput, "There is no \(kind.rawValue) of severity \(severity). Give a severity from 1 to 5.")
    }
    (self.kind, self.severity) = (kind, severity)
  }

  /// Reads one or several: `noise`, `noise:2`, `blur:1-5`.
  ///
  /// Throws `badInput` for another form, an unknown kind or an impossible severity.
  public static func reading(_ text: String) throws -> [Corruption] {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard (1...2).contains(parts.count), let kind = Kind(rawValue: parts[0]) else { throw unknown(text) }
    guard parts.count == 2 else { return [try Corruption(kind)] }
    let ends = parts[1].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first <= last,
      severities.contains(first), severities.contains(last)
    else { throw unknown(text) }
    return try (first...last).map { try Corruption(kind, severity: $0) }
  }

  private static func unknown(_ text: String) -> ImageDatasetsError {
    ImageDatasetsError(
      .badInput,
      "\"\(text)\" is no corruption. Give \(Kind.allCases.map(\.rawValue).joined(separator: ", ")), with a severity from 1 "
        + "to 5 or several, as in noise, noise:2 or blur:1-5.")
  }

  /// The kind and the severity: `noise 3`.
  public var description: String { "\(kind.rawValue) \(severity)" }

  /// Deviation of the noise in shares of the range, deviation of the blur in pixels of images of 224, or factor of the
  /// contrast.
  public var strength: Double {
    let strengths: [Double] =
      switch kind {
      case .noise: [0.08, 0.12, 0.18, 0.26, 0.38]
      case .blur: [1, 2, 3, 4, 6]
      case .contrast: [0.4, 0.3, 0.2, 0.1, 0.05]
      }
    return strengths[severity - 1]
  }

  /// The image, spoiled. `name` and `seed` decide about the noise; the others do not need them. O(pixels), of the blur
  /// O(pixels · σ).
  public func applied(to image: PixelImage, named name: String = "", seed: UInt64 = 0) -> PixelImage {
    guard !image.pixels.isEmpty else { return image }
    switch kind {
    case .noise:
      let noise = GaussianNoise(deviation: strength, seed: seed, stream: ImageName.hash(of: name))
      return noise.applied(to: image)
    case .blur:
      return GaussianBlur(deviation: strength * Double(min(image.width, image.height)) / 224).applied(to: image)
    case .contrast: return ContrastReduction(factor: strength).applied(to: image)
    }
  }
}

/// A number for the name of an image, the same on every machine (FNV-1a).
private enum ImageName {
  static func hash(of name: String) -> UInt64 {
    name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
