public import ImageDatasets
import ONNXModel
public import TensorEngine

extension VisualizedNetwork {
  /// Images of the network's size as [N, channels, height, width] with values from 0 to 1, red first.
  ///
  /// - Throws: `FeatureVisualizationError` of kind `badInput` for images of another size or other channels; `visibleImages`
  ///   makes them fit.
  public func tensor(of pictures: [PixelImage]) throws -> Tensor {
    let count = height * width
    var values = [Float](repeating: 0, count: pictures.count * channelCount * count)
    for (index, picture) in pictures.enumerated() {
      try check(picture)
      for channel in 0..<channelCount {
        for place in 0..<count {
          values[(index * channelCount + channel) * count + place] =
            Float(picture.pixels[place * channelCount + channel]) / 255
        }
      }
    }
    return try engine.tensor(
      values, shape: [pictures.count, channelCount, height, width], device: device)
  }

  /// The part of images that the network sees, at its size and with its channels: for `tensor(of:)`, `ColorStatistics`,
  /// `NaturalSpectrum` and comparisons.
  public func visibleImages(_ images: [PixelImage]) -> [PixelImage] {
    let preprocessor = Preprocessor(preprocessing)
    return images.map { image in
      let seen = preprocessor.visiblePart(of: image)
      return channelCount == 1 ? seen.grayscale() : seen.rgb()
    }
  }

  private func check(_ picture: PixelImage) throws {
    guard picture.width == width, picture.height == height, picture.channelCount == channelCount else {
      throw FeatureVisualizationError(
        .badInput,
        "An image of \(picture.width) x \(picture.height) pixels with \(picture.channelCount) channels was given. Expected "
          + "\(width) x \(height) with \(channelCount), as \(network.fileName) takes them; visibleImages makes images fit."
      )
    }
  }
}
