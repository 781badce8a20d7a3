/// How far a training is.
public struct TrainingProgress: Sendable, Equatable {
  /// The epoch under way, from 1; 0 while the first weights are judged.
  public let epoch: Int
  /// Epochs altogether.
  public let epochCount: Int
  /// Images shown in this epoch.
  public let shownCount: Int
  /// Images of an epoch.
  public let imageCount: Int
  /// Mean loss over the epoch so far; nil before the first step.
  public let loss: Double?
  /// Share told right over the epoch so far.
  public let accuracy: Double?
}

/// Hears of the course of a training; throwing stops it, and it can be continued.
public protocol TrainingObserver {
  /// A step was done.
  func stepped(_ progress: TrainingProgress) throws
  /// An epoch is over.
  func epochEnded(_ record: EpochRecord, of epochCount: Int) throws
  /// A network was written.
  func checkpointWritten(_ record: CheckpointRecord) throws
}
