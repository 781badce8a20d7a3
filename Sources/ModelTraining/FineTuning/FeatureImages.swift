public import TensorEngine

/// What a classifier reads, computed once for all images: training it alone then needs no other layer.
public final class FeatureImages: TrainingImages, Sendable {
  /// The shape of what the classifier reads of one image.
  public let inputShape: [Int]
  /// The class of each image.
  public let labels: [Int]
  /// Identifies the images.
  public let fingerprint: String
  private let values: [Float]
  /// The number of images.
  public var count: Int { labels.count }

  /// Computes the features of all images, `batchSize` at a time.
  ///
  /// - Parameters:
  ///   - images: The images.
  ///   - network: Computes the features.
  ///   - engine: Where tensors are made.
  ///   - batchSize: Images at once.
  ///   - progress: Told the share that is done; throwing stops.
  /// - Throws: What reading the images, computing, and `progress` throw.
  public init(
    of images: any TrainingImages, by network: FineTunedNetwork, engine: TensorEngine, batchSize: Int = 32,
    progress: ((Double) throws -> Void)? = nil
  ) throws {
    labels = images.labels
    inputShape = network.featureShape
    fingerprint = "features of \(images.fingerprint)"
    let size = network.featureShape.reduce(1, *)
    var values: [Float] = []
    values.reserveCapacity(images.count * size)
    let batches = BatchReader(images: images, device: network.device, engine: engine)
    let all = Array(0..<images.count)
    for start in stride(from: 0, to: all.count, by: batchSize) {
      let end = min(all.count, start + batchSize)
      values += try network.features(of: batches.batch(all[start..<end], epoch: nil).images).floats()
      try progress?(Double(end) / Double(all.count))
    }
    self.values = values
  }

  /// Writes features, the same in every epoch.
  public func write(_ indices: ArraySlice<Int>, epoch: Int?, into buffer: UnsafeMutableBufferPointer<Float>) throws {
    values.withUnsafeBufferPointer { copy(indices, from: $0, into: buffer) }
  }
}
