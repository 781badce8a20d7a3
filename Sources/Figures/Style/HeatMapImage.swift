public import ImageDatasets

/// A heat map as pictures: in colors, and laid over an image.
///
/// Colors end at the 99th percentile of the magnitudes: a few pixels far above the others would leave the rest of one color
/// (Smilkov et al. 2017, arXiv:1706.03825).
public struct HeatMapImage: Sendable {
  /// The number of rows.
  public let height: Int
  /// The number of columns.
  public let width: Int
  /// Whether colors stand for values on both sides of zero.
  public let isSigned: Bool
  /// The value at which colors end: from 0, or from its negative, to it. Zero for a map without any value but zero.
  public let limit: Float
  /// The largest magnitude of all.
  public let largest: Float
  private let values: [Float]

  /// Takes a map of finite values, row by row. O(pixels · log pixels).
  /// - Throws: `FigureError` when the map has no pixels, another number of values, or values that are not finite.
  public init(height: Int, width: Int, values: [Float], isSigned: Bool) throws {
    guard height > 0, width > 0, values.count == height * width, values.allSatisfy(\.isFinite) else {
      throw FigureError(
        kind: .badInput,
        description: "\(values.count) values are no map of \(height) × \(width) finite values. Give one for each pixel."
      )
    }
    (self.height, self.width, self.values, self.isSigned) = (height, width, values, isSigned)
    let magnitudes = values.map(abs).sorted()
    let percentile = magnitudes[(magnitudes.count - 1) * 99 / 100]
    largest = magnitudes[magnitudes.count - 1]
    limit = percentile > 0 ? percentile : largest
  }

  /// The map in colors.
  public var colors: PixelImage {
    picture { shares, _ in Self.color(shares, isSigned) }
  }

  /// The map over an image of the same size, which becomes gray: the stronger a value is, the less of the image shows.
  /// - Throws: `FigureError` for an image of another size.
  public func over(_ image: PixelImage) throws -> PixelImage {
    guard image.width == width, image.height == height else {
      throw FigureError(
        kind: .badInput,
        description:
          "A map of \(height) × \(width) cannot lie over an image of \(image.height) × \(image.width). Give the "
          + "image in the map's size.")
    }
    let gray = image.grayscale().pixels
    return picture { share, pixel in
      let ground = FigureColor(gray: Double(gray[pixel]) / 255)
      return ground.mixed(with: Self.color(share, isSigned), share: 0.85 * abs(share).squareRoot())
    }
  }

  static func color(_ share: Double, _ isSigned: Bool) -> FigureColor {
    isSigned ? HeatMapColors.signed(share) : HeatMapColors.unsigned(share)
  }

  private func picture(_ color: (_ share: Double, _ pixel: Int) -> FigureColor) -> PixelImage {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(3 * values.count)
    for (pixel, value) in values.enumerated() {
      let share = limit > 0 ? Double(value / limit) : 0
      pixels += color(min(1, max(isSigned ? -1 : 0, share)), pixel).bytes
    }
    return PixelImage(width: width, height: height, channelCount: 3, pixels: pixels)
  }
}
