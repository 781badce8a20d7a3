public import TensorEngine

/// How well a network tells images.
public struct NetworkEvaluation: Sendable, Equatable {
  /// Mean cross entropy, in nats.
  public let loss: Double
  /// Share whose class has the largest logit, 0…1.
  public let accuracy: Double

  /// Judges a network.
  ///
  /// - Parameters:
  ///   - network: The network, in inference mode.
  ///   - images: The images.
  ///   - indices: Which of them; at least one.
  ///   - engine: Computes.
  ///   - batchSize: Images at once; the result may differ in its last bits with another size.
  ///   - check: Called before every batch; throwing stops.
  /// - Throws: What `check` throws, and errors of images and tensors.
  public init(
    of network: any TrainableNetwork, on images: any TrainingImages, indices: [Int], engine: TensorEngine,
    batchSize: Int = 250, check: () throws -> Void = {}
  ) throws {
    precondition(!indices.isEmpty, "at least one image")
    var (lossSum, correct) = (0.0, 0)
    let batches = BatchReader(images: images, device: network.device, engine: engine)
    for start in stride(from: 0, to: indices.count, by: batchSize) {
      try check()
      let chosen = indices[start..<min(indices.count, start + batchSize)]
      let batch = try batches.batch(chosen, epoch: nil)
      let (loss, hits) = try engine.withoutGradient {
        let logits = try network.logits(of: batch.images, in: .inference)
        return (
          try logits.crossEntropy(targets: batch.targets).scalar(), try batch.correctCount(logits)
        )
      }
      lossSum += loss * Double(chosen.count)
      correct += hits
    }
    loss = lossSum / Double(indices.count)
    accuracy = Double(correct) / Double(indices.count)
  }
}

/// Images and classes of one step, as tensors.
struct Batch {
  let images: Tensor
  let targets: Tensor
  let labels: [Int]

  /// How many images have their largest logit at their class.
  func correctCount(_ logits: Tensor) throws -> Int {
    zip(try logits.detached().indexOfMaximum().integers(), labels).count { $0 == $1 }
  }
}

/// Takes batches from images, with one buffer for all.
final class BatchReader {
  private let images: any TrainingImages
  private let labels: [Int]
  private let inputShape: [Int]
  private let device: Device
  private let engine: TensorEngine
  private var buffer: [Float] = []

  init(images: any TrainingImages, device: Device, engine: TensorEngine) {
    (self.images, self.device, self.engine) = (images, device, engine)
    (labels, inputShape) = (images.labels, images.inputShape)
  }

  func batch(_ indices: ArraySlice<Int>, epoch: Int?) throws -> Batch {
    let size = indices.count * inputShape.reduce(1, *)
    if buffer.count < size { buffer = [Float](repeating: 0, count: size) }
    let tensor = try buffer.withUnsafeMutableBufferPointer { buffer in
      let part = UnsafeMutableBufferPointer(rebasing: buffer[..<size])
      try images.write(indices, epoch: epoch, into: part)
      return try engine.tensor(UnsafeBufferPointer(part), shape: [indices.count] + inputShape, device: device)
    }
    let classes = indices.map { labels[$0] }
    return Batch(
      images: tensor, targets: try engine.tensor(classes, shape: [classes.count], device: device), labels: classes)
  }
}
