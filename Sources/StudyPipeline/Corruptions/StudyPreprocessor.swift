import ImageDatasets

/// Turns images into inputs of a study's network in the way that the study's own went: as they are, or spoiled. One per
/// worker.
final class StudyPreprocessor {
  private let plain: Preprocessor
  private let spoiling: CorruptedPreprocessor?

  init(_ preprocessing: Preprocessing, corruption: AppliedCorruption?) {
    plain = Preprocessor(preprocessing)
    spoiling = corruption.map {
      CorruptedPreprocessor(preprocessing, corruption: $0.corruption, seed: $0.seed)
    }
  }

  /// Writes one image as CHW Float32; noise follows from the name.
  func write(_ image: PixelImage, named name: String, into input: UnsafeMutableBufferPointer<Float>) {
    guard let spoiling else { return plain.write(image, into: input) }
    spoiling.write(image, named: name, into: input)
  }
}
