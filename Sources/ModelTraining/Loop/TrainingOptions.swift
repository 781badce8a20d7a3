/// What products and convolutions are computed in while training.
public enum TrainingPrecision: String, Sendable, Codable, CaseIterable {
  /// Float32.
  case float32 = "f32"
  /// Operands rounded to bfloat16, sums, weights and steps in Float32.
  case bfloat16 = "bf16"
}

/// How a network is trained. The defaults are those of the study's convolutional network.
public struct TrainingOptions: Sendable, Equatable {
  /// Epochs altogether, at least 1.
  public var epochCount = 10
  /// Images in a step, at least 1.
  public var batchSize = 32
  /// Factor of the gradient, above 0.
  public var learningRate = 0.01
  /// Part of the last step that is kept, 0 to below 1.
  public var momentum = 0.9
  /// Step t has the rate `learningRate / (1 + learningRateDecay · t)`.
  public var learningRateDecay = 1e-6
  /// Factor of a parameter that is added to its gradient.
  public var weightDecay = 0.0
  /// Share of the images that is held back to judge, 0 to below 1.
  public var validationShare = 0.1
  /// Training ends when the validation loss has not fallen for so many epochs; nil never.
  public var patience: Int?
  /// Epochs after which the network is written; the last one is written too.
  public var checkpointEpochs: [Int] = TrainingOptions.defaultCheckpointEpochs
  /// What products are computed in; networks are judged in Float32 either way.
  public var precision = TrainingPrecision.float32
  /// Everything random follows from it.
  public var seed: UInt64 = 42

  /// The first weights, then ever fewer.
  public static let defaultCheckpointEpochs = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]

  /// The defaults.
  public init() {}

  /// Throws `badInput` that names an option out of range.
  public func validate() throws {
    func require(_ isFine: Bool, _ text: String) throws {
      if !isFine { throw ModelTrainingError(kind: .badInput, description: text) }
    }
    try require(epochCount >= 1, "\(epochCount) epochs are no training. Give at least 1.")
    try require(batchSize >= 1, "A batch of \(batchSize) images is not possible. Give at least 1.")
    try require(
      learningRate.isFinite && learningRate > 0, "The learning rate is \(learningRate). Give a number above 0.")
    try require((0..<1).contains(momentum), "The momentum is \(momentum). Give a number from 0 to below 1.")
    try require(
      learningRateDecay.isFinite && learningRateDecay >= 0 && weightDecay.isFinite && weightDecay >= 0,
      "The decay is \(learningRateDecay), the weight decay \(weightDecay). Give numbers of at least 0.")
    try require(
      (0..<1).contains(validationShare),
      "The share for validation is \(validationShare). Give a number from 0 to below 1.")
    try require(patience.map { $0 >= 1 } ?? true, "The patience is \(patience ?? 0) epochs. Give at least 1.")
    try require(patience == nil || validationShare > 0, "Early stopping needs a share of the images for validation.")
    try require(checkpointEpochs.allSatisfy { $0 >= 0 }, "An epoch to record is below 0.")
  }

  /// What must be the same for a training to be continued; the number of epochs may grow.
  var fingerprint: String {
    "\(batchSize) \(learningRate) \(momentum) \(learningRateDecay) \(weightDecay) \(validationShare) \(seed)"
      + (precision == .float32 ? "" : " \(precision.rawValue)")
  }
}
