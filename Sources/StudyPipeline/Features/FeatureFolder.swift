import Foundation
import ImageDatasets
import NumericKernels
import StudyStore

/// A folder with the optimized images of a layer and what is known of them.
struct FeatureFolder {
  static let description = "features.json"

  let url: URL

  /// What is there already for a key, whether or not anything else knows of it; nil where there is nothing of use.
  func found(key: String) -> FeatureDocument? {
    guard let data = try? Data(contentsOf: url.appendingPathComponent(Self.description)),
      let document = try? JSONDecoder().decode(FeatureDocument.self, from: data), document.key == key
    else { return nil }
    var kept = document
    kept.features = document.features.filter {
      FileManager.default.fileExists(atPath: url.appendingPathComponent($0.image).path)
    }
    return kept
  }

  /// Writes a picture.
  func write(_ image: PixelImage, named name: String) throws {
    try write(image.pngData(), to: name)
  }

  /// Writes the facts.
  func write(_ document: FeatureDocument) throws {
    try write(StudyJSON.data(document), to: Self.description)
  }

  private func write(_ data: Data, to name: String) throws {
    let target = url.appendingPathComponent(name)
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
      try data.write(wholeTo: target)
    } catch {
      throw StudyPipelineError.unwritable(target, error)
    }
  }
}
