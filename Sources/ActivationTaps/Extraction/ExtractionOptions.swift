/// How activations are extracted.
public struct ExtractionOptions: Sendable, Codable, Equatable {
  /// How maps and tokens become one row for an image.
  public var pooling: ActivationPooling = .average
  /// How the network computes.
  public var precision: InferencePrecision = .float32
  /// Items in a request, where the network leaves the batch open.
  public var batchSize = 4
  /// Threads that decode, and streams of the network; nil means one of each for every core.
  public var threadCount: Int?
  /// Whether the images that excite each channel most are gathered.
  public var collectsTopImages = true
  /// Seconds between checkpoints.
  public var checkpointInterval = 2.0

  /// Creates options with the defaults.
  public init() {}
}

/// Loads items into the input of a network. One loader belongs to one thread, so it may reuse its buffers.
public protocol ItemLoader: AnyObject {
  /// Writes the preprocessed item, Float32, channels × height × width, into `input`, filling it.
  func load(item: Int, into input: UnsafeMutableBufferPointer<Float>) throws
}

/// How far an extraction is.
public struct ExtractionProgress: Sendable, Equatable {
  /// Items whose rows are written.
  public let completedItems: Int
  /// All items.
  public let itemCount: Int
  /// Items that an earlier, interrupted run had done.
  public let resumedItems: Int
}
