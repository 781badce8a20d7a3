public import ImageDatasets
import TensorEngine

/// The mean magnitudes of the Fourier transforms of images, in decorrelated colours.
public struct NaturalSpectrum: Sendable, Equatable {
  /// 1 or 3.
  public let channelCount: Int
  /// In pixels.
  public let height: Int
  /// In pixels.
  public let width: Int
  /// [channels, height, width / 2 + 1], orthonormal.
  public let magnitudes: [Float]

  /// Measures images.
  ///
  /// O(pixels · log pixels). The same for any number of threads.
  /// - Parameters:
  ///   - images: At least one, all of the network's size (see `VisualizedNetwork.visibleImages`).
  ///   - colors: The images' colour statistics.
  ///   - network: Whose size counts, and whose engine computes.
  /// - Throws: `FeatureVisualizationError` without images or for images of another size.
  public init(of images: [PixelImage], colors: ColorStatistics, network: VisualizedNetwork) throws {
    let geometry = ImageGeometry(network)
    guard !images.isEmpty else {
      throw FeatureVisualizationError(.badInput, "There are no images to measure a spectrum in. Expected at least one.")
    }
    (channelCount, height, width) = (geometry.channelCount, geometry.height, geometry.width)
    var sums = [Double](repeating: 0, count: channelCount * height * geometry.columnCount)
    for image in images {
      guard image.width == width, image.height == height else {
        throw FeatureVisualizationError(
          .badInput,
          "An image of \(image.width) x \(image.height) pixels was given. Expected \(width) x \(height), as the network "
            + "takes them.")
      }
      let transform = try Self.transform(Self.decorrelated(image, colors), geometry)
      for place in sums.indices {
        let (real, imaginary) = (Double(transform[2 * place]), Double(transform[2 * place + 1]))
        sums[place] += (real * real + imaginary * imaginary).squareRoot()
      }
    }
    magnitudes = sums.map { Float($0 / Double(images.count)) }
  }

  /// [channels, height, width].
  private static func decorrelated(_ image: PixelImage, _ colors: ColorStatistics) -> [Float] {
    let fitted = colors.channelCount == 1 ? image.grayscale() : image.rgb()
    let (channels, count) = (colors.channelCount, image.width * image.height)
    var values = [Float](repeating: 0, count: channels * count)
    for pixel in 0..<count {
      let color = (0..<channels).map { Float(fitted.pixels[pixel * channels + $0]) / 255 }
      let own = ColorDecorrelation.values(of: color, statistics: colors)
      for channel in 0..<channels { values[channel * count + pixel] = own[channel] }
    }
    return values
  }

  /// The forward transform, as the gradient of the inverse one: that of Σ x·F⁻¹(S) with respect to S is F(x), twice where a
  /// coefficient stands for its mirror image too.
  private static func transform(_ values: [Float], _ geometry: ImageGeometry) throws -> [Float] {
    let (channels, height, width) = (geometry.channelCount, geometry.height, geometry.width)
    let columns = geometry.columnCount
    let coefficients = try geometry.engine
      .tensor([Float](repeating: 0, count: 2 * channels * height * columns), shape: [channels, height, columns, 2])
      .requiringGradient()
    let image = try geometry.engine.tensor(values, shape: [channels, height, width])
    try (coefficients.inverseFourier(height: height, width: width) * image).sum().backward()
    guard var result = try coefficients.gradient()?.floats() else {
      preconditionFailure("coefficients have a gradient")
    }
    for place in 0..<result.count / 2 {
      let column = place % columns
      guard column > 0, 2 * column != width else { continue }
      result[2 * place] /= 2
      result[2 * place + 1] /= 2
    }
    return result
  }
}
