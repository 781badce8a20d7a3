public import Foundation

/// A folder of checkpoints: ONNX files whose names end in the epoch, and perhaps a `training.json`.
public struct CheckpointFolder: Sendable {
  /// A network after some epochs of training.
  public struct Checkpoint: Sendable, Equatable {
    /// After how many epochs.
    public let epoch: Int
    /// The ONNX file.
    public let file: URL
  }

  /// The folder.
  public let url: URL
  /// The training's name: that of `training.json`, else the folder's.
  public let series: String
  /// The checkpoints, by epoch.
  public let checkpoints: [Checkpoint]
  /// What `training.json` says, where it is there.
  public let training: TrainingRecord?

  /// Lists a folder. The epoch is the last whole number in a file's name.
  /// - Throws: `StudyPipelineError` for a folder that is none or holds fewer than two checkpoints, names without a number,
  ///   two files of one epoch, and a `training.json` that cannot be used.
  public init(contentsOf url: URL) throws {
    func refusal(_ description: String) -> StudyPipelineError { .init(kind: .badInput, description: description) }
    let entries: [String]
    do {
      entries = try FileManager.default.contentsOfDirectory(atPath: url.path)
    } catch {
      throw refusal(
        "\(url.path) cannot be read as a folder of checkpoints: \(error.localizedDescription) Give a folder of ONNX "
          + "files such as epoch-0000.onnx, epoch-0001.onnx.")
    }
    let names = entries.filter { $0.lowercased().hasSuffix(".onnx") && !$0.hasPrefix(".") }.sorted()
    var found: [Checkpoint] = []
    for name in names {
      guard let epoch = Self.epoch(ofFile: name) else {
        throw refusal(
          "\(url.appendingPathComponent(name).path) does not say after which epoch it was kept. Let the name end in the "
            + "epoch, as in epoch-0005.onnx.")
      }
      if let other = found.first(where: { $0.epoch == epoch }) {
        throw refusal(
          "\(other.file.lastPathComponent) and \(name) in \(url.path) are both of epoch \(epoch). Rename or remove one."
        )
      }
      found.append(Checkpoint(epoch: epoch, file: url.appendingPathComponent(name)))
    }
    guard found.count >= 2 else {
      throw refusal(
        "\(url.path) holds \(found.isEmpty ? "no ONNX file" : "one ONNX file only"); an evolution needs the checkpoints "
          + "of at least two epochs, such as epoch-0000.onnx and epoch-0005.onnx.")
    }
    let record = url.appendingPathComponent(TrainingRecord.fileName)
    training = FileManager.default.fileExists(atPath: record.path) ? try TrainingRecord(contentsOf: record) : nil
    self.url = url
    series = training?.series ?? url.standardizedFileURL.lastPathComponent
    checkpoints = found.sorted { $0.epoch < $1.epoch }
  }

  /// The last whole number in a file's name without its ending.
  static func epoch(ofFile name: String) -> Int? {
    let stem = (name as NSString).deletingPathExtension
    return stem.split { !($0.isASCII && $0.isNumber) }.last.flatMap { Int($0) }
  }
}
