/// What of an imported network is trained.
public enum TrainedPart: String, Sendable, Codable, CaseIterable {
  /// The new classifier only; all before it stays as it is, batch normalization and dropout included.
  case head
  /// All weights. Batch normalization takes mean and variance from the batches.
  case all
}
