public import Foundation
public import ImageDatasets
import NumericKernels

/// `training.json`: what lies beside the checkpoints of a training and says where they come from.
public struct TrainingRecord: Sendable, Equatable, Codable {
  /// Version of this file's format.
  public var formatVersion = 1
  /// Name of the training, that of its folder.
  public var series: String
  /// Name of the network.
  public var network: String
  /// Name of the data set.
  public var dataset: String
  /// The classes in the order of the outputs.
  public var classes: [String]
  /// How images became inputs.
  public var preprocessing: Preprocessing
  /// Seed of everything random.
  public var seed: UInt64
  /// Options by name.
  public var options: [String: Double]
  /// What products were computed in; nil in records from before there was a choice, which means Float32.
  public var precision: TrainingPrecision?
  /// Images trained on, held back, and tested with.
  public var imageCounts: ImageCounts
  /// One record for each epoch.
  public var epochs: [EpochRecord]
  /// The networks.
  public var checkpoints: [CheckpointRecord]
  /// The epoch with the smallest validation loss.
  public var bestEpoch: Int?
  /// Whether training ended before the epochs that were asked for.
  public var hasStoppedEarly: Bool

  /// Numbers of images.
  public struct ImageCounts: Sendable, Equatable, Codable {
    /// Trained on.
    public var training: Int
    /// Held back to judge each epoch.
    public var validation: Int
    /// Of the split `test`.
    public var test: Int
  }

  /// Name of the file.
  public static let fileName = "training.json"

  /// Name of a checkpoint's file.
  public static func checkpointFile(epoch: Int) -> String {
    let digits = String(epoch)
    return "epoch-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + ".onnx"
  }

  /// Reads the record of a folder.
  /// - Throws: `ModelTrainingError` that names the file.
  public init(folder: URL) throws {
    let file = folder.appendingPathComponent(Self.fileName)
    do {
      self = try JSONDecoder().decode(TrainingRecord.self, from: Data(contentsOf: file))
    } catch let error as DecodingError {
      throw ModelTrainingError(
        kind: .badInput,
        description: "\(file.path) is no record of a training: \(error). Delete it and train again.")
    } catch {
      throw ModelTrainingError(
        kind: .inputOutput, description: "\(file.path) cannot be read: \(error.localizedDescription)")
    }
  }

  /// Makes a record.
  public init(
    series: String, network: String, dataset: String, classes: [String], preprocessing: Preprocessing,
    options: TrainingOptions, imageCounts: ImageCounts, history: TrainingHistory
  ) {
    (self.series, self.network, self.dataset, self.classes) = (series, network, dataset, classes)
    (self.preprocessing, self.seed, self.imageCounts) = (preprocessing, options.seed, imageCounts)
    self.options = [
      "batchSize": Double(options.batchSize), "learningRate": options.learningRate, "momentum": options.momentum,
      "learningRateDecay": options.learningRateDecay, "weightDecay": options.weightDecay,
      "validationShare": options.validationShare,
    ]
    precision = options.precision
    (epochs, checkpoints) = (history.epochs, history.checkpoints)
    (bestEpoch, hasStoppedEarly) = (history.bestEpoch, history.hasStoppedEarly)
  }

  /// Writes the record; it appears under its name only when it is whole.
  public func write(to folder: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try FileOutput.write(encoder.encode(self), to: folder.appendingPathComponent(Self.fileName))
  }
}

/// Writing with an error that names the file.
enum FileOutput {
  static func write(_ data: Data, to file: URL) throws {
    do {
      try data.write(wholeTo: file)
    } catch {
      throw ModelTrainingError(
        kind: .inputOutput,
        description: "\(file.path) cannot be written: \(error.localizedDescription) Check the folder, its permissions "
          + "and the free space, and run again.")
    }
  }
}
