import Foundation
import ImageDatasets
import ModelTraining
import TensorEngine
import Testing

/// Tests that compute with libtorch: one after another, since the number of threads is the process's.
@Suite("Training", .serialized, .needsTorch)
enum TrainingSuite {}

extension Trait where Self == ConditionTrait {
  /// Skips where libtorch was not there when this was built.
  static var needsTorch: Self {
    let isPresent = (try? TensorEngine.load()) != nil
    return .enabled(if: isPresent, "libtorch is not there")
  }
}

/// Digits of 16 x 16 pixels, small enough for many trainings.
func digits(_ count: Int, seed: UInt64 = 7) throws -> DecodedImages {
  let preprocessing = try Preprocessing.unit.adapted(toInput: (1, 32, 32))
  return try DecodedImages(of: BuiltInDigits(count: count, seed: seed), preprocessing: preprocessing)
}

/// A convolution, a pool, normalization, dropout and a hidden layer: every kind of state that training has.
let smallNetwork = NetworkDescription(
  name: "small",
  layers: [
    LayerDescription(.convolution(channels: 6, kernel: 3, stride: 2, padding: .same, activation: nil)),
    LayerDescription(.batchNormalization(activation: .relu)), LayerDescription(.maxPooling(size: 2, stride: 2)),
    LayerDescription(.dense(units: 24, activation: .relu)), LayerDescription(.dropout(probability: 0.2)),
  ])

func makeNetwork(_ description: NetworkDescription = smallNetwork, seed: UInt64 = 3) throws -> SequentialNetwork {
  try SequentialNetwork(
    plan: NetworkPlan(description, inputShape: [1, 32, 32], classCount: 10), seed: seed, engine: TensorEngine.load())
}

func makeOptions(epochs: Int = 3) -> TrainingOptions {
  var options = TrainingOptions()
  options.epochCount = epochs
  options.batchSize = 20
  options.learningRate = 0.05
  options.validationShare = 0.2
  options.checkpointEpochs = [0, 1]
  return options
}

/// A folder that goes away with the test.
final class TestFolder {
  let url: URL
  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("ModelTrainingTests.\(UUID())")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }
  deinit { try? FileManager.default.removeItem(at: url) }

  /// Contents by name.
  func files(in name: String) throws -> [String: Data] {
    let folder = url.appendingPathComponent(name)
    return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .reduce(into: [:]) { $0[$1.lastPathComponent] = try Data(contentsOf: $1) }
  }
}

/// Stops a training after so many steps.
final class Stopper: TrainingObserver {
  struct Stop: Error {}
  private var left: Int
  private(set) var losses: [Double] = []
  init(after steps: Int = .max) { left = steps }
  func stepped(_ progress: TrainingProgress) throws {
    losses.append(progress.loss ?? .nan)
    left -= 1
    if left <= 0 { throw Stop() }
  }
  func epochEnded(_ record: EpochRecord, of epochCount: Int) throws {}
  func checkpointWritten(_ record: CheckpointRecord) throws {}
}
