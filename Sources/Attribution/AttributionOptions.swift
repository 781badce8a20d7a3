/// How much is computed at once. The results do not depend on it but in their last bits.
public struct AttributionOptions: Sendable, Equatable {
  /// The bytes that the tensors of one run may take, about; at least one image is run at a time.
  public var memoryLimit: Int
  /// The most images (perturbed copies count) that are run at once, at least 1. A network whose file fixes the number takes
  /// that.
  public var largestBatch: Int

  /// Creates options.
  public init(memoryLimit: Int = 512 << 20, largestBatch: Int = 64) {
    (self.memoryLimit, self.largestBatch) = (memoryLimit, largestBatch)
  }

  func validate() throws {
    try AttributionError.option(
      memoryLimit > 0 && largestBatch > 0,
      "A memory limit of \(memoryLimit) bytes and batches of \(largestBatch) were asked for. Expected both at least 1.")
  }
}
