/// What an epoch did.
public struct EpochRecord: Sendable, Equatable, Codable {
  /// From 1.
  public var epoch: Int
  /// Mean cross entropy over the epoch's steps, in nats, with dropout and while the weights were changing.
  public var trainingLoss: Double
  /// Share of the training images that were told right in the same steps, 0…1.
  public var trainingAccuracy: Double
  /// Mean cross entropy of the images held back, at the end of the epoch; nil without any.
  public var validationLoss: Double?
  /// Share of them that are told right, 0…1.
  public var validationAccuracy: Double?
  /// Seconds spent on the steps of the epoch; the parts of an interrupted epoch are added.
  public var seconds: Double
}

/// A network that was written during training.
public struct CheckpointRecord: Sendable, Equatable, Codable {
  /// The epochs that it was trained for; 0 has the first weights.
  public var epoch: Int
  /// Its file, in the folder of the record.
  public var file: String
  /// Share of the test images that it tells right, 0…1; nil where the data set has no split `test`.
  public var testAccuracy: Double?
  /// Mean cross entropy of the test images.
  public var testLoss: Double?
}

/// The course of a training.
public struct TrainingHistory: Sendable, Equatable, Codable {
  /// One record for each epoch that is over.
  public var epochs: [EpochRecord] = []
  /// The networks that were written.
  public var checkpoints: [CheckpointRecord] = []
  /// The epoch with the smallest validation loss; nil without validation.
  public var bestEpoch: Int?
  /// Whether training ended before the epochs that were asked for.
  public var hasStoppedEarly = false

  /// Nothing yet.
  public init() {}
}
