/// Turns images into network inputs, spoiled between crop and normalization; one per worker.
public final class CorruptedPreprocessor {
  /// What happens to the images.
  public let corruption: Corruption
  private let seed: UInt64
  private let seeing: Preprocessor
  private let normalizing: Preprocessor

  /// Creates the worker's preprocessor. `seed` decides about noise, with each image's name.
  public init(_ preprocessing: Preprocessing, corruption: Corruption, seed: UInt64) {
    (self.corruption, self.seed) = (corruption, seed)
    seeing = Preprocessor(preprocessing)
    // What is seen has the crop's size already, and went through the filter.
    var rest = preprocessing
    (rest.resizing, rest.filter, rest.crop) = (.none, nil, nil)
    normalizing = Preprocessor(rest)
  }

  /// What the network sees of the image: resized, cropped and spoiled, before the normalization.
  public func visiblePart(of image: PixelImage, named name: String) -> PixelImage {
    corruption.applied(to: seeing.visiblePart(of: image), named: name, seed: seed)
  }

  /// Writes one image as CHW Float32, as ``Preprocessor/write(_:into:)`` does.
  public func write(_ image: PixelImage, named name: String, into output: UnsafeMutableBufferPointer<Float>) {
    normalizing.write(visiblePart(of: image, named: name), into: output)
  }
}
