/// What Dropout and BatchNormalization nodes do, which differs between training and use.
public struct ExecutionMode: Sendable, Equatable {
  /// Where the choices of Dropout nodes come from: each pair, with the node, makes another choice.
  public struct Dropout: Sendable, Equatable {
    /// The seed of the training.
    public var seed: UInt64
    /// The number of the step.
    public var step: UInt64

    /// Creates a source of choices.
    public init(seed: UInt64, step: UInt64) {
      self.seed = seed
      self.step = step
    }
  }

  /// Nil passes values through Dropout nodes as they are.
  public var dropout: Dropout?
  /// Whether BatchNormalization takes mean and variance from the batch, and moves the running values towards them in
  /// place; otherwise it uses the running values.
  public var usesBatchStatistics: Bool

  /// Creates a mode.
  public init(dropout: Dropout? = nil, usesBatchStatistics: Bool = false) {
    self.dropout = dropout
    self.usesBatchStatistics = usesBatchStatistics
  }

  /// As a trained network is used: no dropout, running values.
  public static let inference = ExecutionMode()
}
