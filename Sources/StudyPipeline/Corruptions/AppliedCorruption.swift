import ImageDatasets
import StudyStore

/// How the images of a network are spoiled, and which network saw them as they are.
struct AppliedCorruption: Sendable, Codable {
  let corruption: Corruption
  /// The folder of the network on the images as they are.
  let of: String
  /// What noise follows from, with the image's name.
  let seed: UInt64

  /// What the catalogue keeps.
  var record: ModelCorruption { ModelCorruption(kind: corruption.kind.rawValue, severity: corruption.severity, of: of) }

  /// What a person calls the network on spoiled images: `googlenet, noise 3`.
  func name(of model: StudyModel) -> String { "\(model.name), \(corruption)" }

  /// Its folder: `googlenet-noise-3`; of long names the end is left out.
  func folder(of model: StudyModel) -> String {
    let ending = "-\(corruption.kind.rawValue)-\(corruption.severity)"
    return StudyPaths.folderName(for: model.folder.prefix(80 - ending.count) + ending)
  }
}
