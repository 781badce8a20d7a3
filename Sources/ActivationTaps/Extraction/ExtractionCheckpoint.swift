import Foundation
import NumericKernels

/// What an interrupted extraction needs in order to go on: which batches are on disk, and what was gathered from them.
struct ExtractionCheckpoint: Codable {
  /// Identifies network, layers, images and options; a checkpoint of another extraction is ignored.
  let key: String
  /// One byte for each batch, 1 where its rows are on disk.
  let completedBatches: Data
  /// The top images of each layer, empty for layers without.
  let topImages: [[Data]]
  /// The predictions, empty where there are none.
  let predictions: [Data]

  /// Reads a checkpoint; nil where there is none that can be read and has this key.
  static func read(_ url: URL, key: String) -> ExtractionCheckpoint? {
    guard let data = try? Data(contentsOf: url),
      let checkpoint = try? PropertyListDecoder().decode(ExtractionCheckpoint.self, from: data), checkpoint.key == key
    else { return nil }
    return checkpoint
  }

  /// Writes the checkpoint beside its place and renames it, so that it is always whole.
  func write(to url: URL) throws {
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    do {
      try encoder.encode(self).write(wholeTo: url)
    } catch {
      throw ActivationTapsError(
        kind: .inputOutput,
        description: "\(url.path) cannot be written: \(error.localizedDescription) Make room on the disk, check the "
          + "folder's permissions, and run again.")
    }
  }
}
