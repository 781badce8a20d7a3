/// How much is computed at once. The results do not depend on it but in their last bits.
public struct SilencingOptions: Sendable, Equatable {
  /// The bytes that the tensors of one run may take, about; at least one image is run at a time.
  public var memoryLimit: Int
  /// The most images that are run at once, at least 1. A network whose file fixes the number takes that.
  public var largestBatch: Int

  /// Creates options.
  public init(memoryLimit: Int = 512 << 20, largestBatch: Int = 256) {
    self.memoryLimit = memoryLimit
    self.largestBatch = largestBatch
  }

  func validate() throws {
    guard memoryLimit > 0, largestBatch > 0 else {
      throw NeuronSilencingError(
        .badOption,
        "A memory limit of \(memoryLimit) bytes and batches of \(largestBatch) images were asked for. Expected both to "
          + "be at least 1.")
    }
  }
}
