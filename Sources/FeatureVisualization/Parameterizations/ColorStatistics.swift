public import ImageDatasets
import NumericKernels

/// Mean colour and correlation of the colour channels of images, in which an image's colours become independent of each other.
///
/// Natural images vary together in red, green and blue; a gradient that follows each by itself exaggerates colours. With the
/// matrix M = U·√S of the covariance U·S·Uᵀ (scaled so that its longest column has the length 1, as in Lucid),
/// colour = sigmoid(M·z + offset) of decorrelated numbers z (Olah, Mordvintsev, Schubert 2017, doi:10.23915/distill.00007).
/// Unlike Lucid, z = 0 is the mean colour of the images and not grey.
public struct ColorStatistics: Sendable, Equatable, Codable {
  /// The mean of each channel, from 0 to 1.
  public let mean: [Float]
  /// M, channels x channels, row-major: rows are colours, columns decorrelated numbers.
  public let matrix: [Float]
  /// 1 or 3.
  public var channelCount: Int { mean.count }

  /// Those of ImageNet's photos (the covariance that Lucid ships), for networks whose images are not at hand.
  public static let photographs = ColorStatistics(
    mean: [0.485, 0.456, 0.406],
    matrix: normalized([0.26, 0.09, 0.02, 0.27, 0.00, -0.05, 0.27, -0.09, 0.03], channels: 3))

  /// Channels that do not depend on each other around a grey of 0.5.
  public static func neutral(channelCount: Int) -> ColorStatistics {
    let matrix = (0..<channelCount * channelCount).map { $0 % (channelCount + 1) == 0 ? Float(1) : 0 }
    return ColorStatistics(mean: [Float](repeating: 0.5, count: channelCount), matrix: matrix)
  }

  init(mean: [Float], matrix: [Float]) { (self.mean, self.matrix) = (mean, matrix) }

  /// Measures images.
  ///
  /// O(pixels). Sums are in Double, in the order of the images.
  /// - Parameters:
  ///   - images: At least one; grey ones count as three equal channels where `channelCount` is 3.
  ///   - channelCount: 1 for networks of grey images, else 3.
  /// - Throws: `FeatureVisualizationError` without images.
  public init(of images: [PixelImage], channelCount: Int) throws {
    guard !images.isEmpty else {
      throw FeatureVisualizationError(.badInput, "There are no images to measure colours in. Expected at least one.")
    }
    var (sum, products) = ([Double](repeating: 0, count: 3), [Double](repeating: 0, count: 9))
    var count = 0.0
    for image in images {
      let fitted = channelCount == 1 ? image.grayscale() : image.rgb()
      Self.add(fitted, to: &sum, &products)
      count += Double(image.width * image.height)
    }
    let mean = (0..<channelCount).map { sum[$0] / count / 255 }
    var covariance = [Double](repeating: 0, count: channelCount * channelCount)
    for row in 0..<channelCount {
      for column in 0..<channelCount {
        covariance[row * channelCount + column] = products[3 * row + column] / count / 65025 - mean[row] * mean[column]
      }
    }
    self.mean = mean.map { Float(min(0.98, max(0.02, $0))) }
    matrix = try Self.root(of: covariance, channels: channelCount)
  }

  private static func add(_ image: PixelImage, to sum: inout [Double], _ products: inout [Double]) {
    let channels = image.channelCount
    var whole = [UInt64](repeating: 0, count: 3)
    var pairs = [UInt64](repeating: 0, count: 9)
    image.pixels.withUnsafeBufferPointer { pixels in
      for start in stride(from: 0, to: pixels.count, by: channels) {
        for first in 0..<channels {
          let value = UInt64(pixels[start &+ first])
          whole[first] &+= value
          for second in first..<channels { pairs[3 &* first &+ second] &+= value &* UInt64(pixels[start &+ second]) }
        }
      }
    }
    for first in 0..<channels {
      sum[first] += Double(whole[first])
      for second in first..<channels {
        products[3 * first + second] += Double(pairs[3 * first + second])
        if second > first { products[3 * second + first] += Double(pairs[3 * first + second]) }
      }
    }
  }

  /// U·√S, scaled.
  private static func root(of covariance: [Double], channels: Int) throws -> [Float] {
    guard channels > 1 else { return [1] }
    let pairs = try DenseAlgebra.largestEigenpairs(of: covariance, order: channels, count: channels)
    var root = [Float](repeating: 0, count: channels * channels)
    for column in 0..<channels {
      // Grey images have no colours; a thousandth of the brightness keeps their directions open.
      let scale = max(pairs.values[column], pairs.values[0] * 1e-3, 1e-8).squareRoot()
      for row in 0..<channels { root[row * channels + column] = Float(pairs.vectors[column * channels + row] * scale) }
    }
    return normalized(root, channels: channels)
  }

  private static func normalized(_ matrix: [Float], channels: Int) -> [Float] {
    let squares = matrix.map { $0 * $0 }
    let lengths = (0..<channels).map { column in
      (0..<channels).reduce(Float(0)) { sum, row in sum + squares[row * channels + column] }.squareRoot()
    }
    let longest = lengths.max() ?? 1
    return matrix.map { $0 / longest }
  }
}
