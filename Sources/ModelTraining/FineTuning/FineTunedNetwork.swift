public import Foundation
import GraphExecution
public import ONNXModel
public import TensorEngine

/// A network from an ONNX file whose classifier was replaced by one for other classes, to be trained further (Yosinski et
/// al. 2014, arXiv:1411.1792).
///
/// The new classifier has Glorot uniform weights and biases of zero. What is written is the file's own graph with the
/// trained weights: nodes and tensors keep their names.
public final class FineTunedNetwork: TrainableNetwork {
  /// The file's name without its ending.
  public let name: String
  /// Channels, height and width of an image, or the shape of features.
  public let inputShape: [Int]
  /// The number of the new classes.
  public let classCount: Int
  /// Where it is computed.
  public let device: Device
  /// What is trained, in the order of the graph.
  public let parameters: [NamedTensor]
  /// Running means and variances, where all is trained.
  public let buffers: [NamedTensor]
  /// Identifies the file, the classes and what is trained.
  public let fingerprint: String
  /// What is trained.
  public let part: TrainedPart
  /// Channels, height and width, or whatever shape, of what the new classifier reads.
  public let featureShape: [Int]

  private let replacement: ClassifierReplacement
  private let executor: GraphExecutor
  private let engine: TensorEngine
  /// Whether it is given features instead of images.
  public let readsFeatures: Bool
  private var input: String { replacement.network.inputs[0].name }

  /// Prepares a network.
  ///
  /// - Parameters:
  ///   - network: The network; its input is [n, channels, height, width] with known sizes.
  ///   - classCount: The number of the new classes.
  ///   - part: What is trained.
  ///   - readsFeatures: Whether it is given what the new classifier reads, as `features` computes it, instead of images;
  ///     for the part `head`.
  ///   - seed: Chooses the first weights of the classifier.
  ///   - engine: Computes.
  ///   - device: Where.
  /// - Throws: `ONNXModelError` where the classifier cannot be replaced, `GraphExecutionError` for operators that cannot be
  ///   computed with gradients, `ModelTrainingError` for an input of another form.
  public init(
    _ network: ONNXNetwork, classCount: Int, training part: TrainedPart, readsFeatures: Bool = false, seed: UInt64,
    engine: TensorEngine, device: Device = .cpu
  ) throws {
    precondition(!readsFeatures || part == .head, "the layers before the features are not trained")
    let replacement = try network.replacingClassifier(classCount: classCount) { count, fanIn, fanOut in
      GlorotInitialization.uniform(count: count, fanIn: fanIn, fanOut: fanOut, seed: seed, stream: 0)
    }
    let executor = try GraphExecutor(network: replacement.network, engine: engine, device: device)
    try executor.requireSupport(for: [replacement.logits])
    let images = try ImportedNetwork(network).imageShape
    let features = try engine.withoutGradient {
      let one = try engine.filled(shape: [1] + images, device: device)
      return try executor.evaluate([network.inputs[0].name: one], outputs: [replacement.features])
    }
    (self.replacement, self.executor, self.engine, self.device) = (replacement, executor, engine, device)
    (self.part, self.classCount, self.readsFeatures) = (part, classCount, readsFeatures)
    name = network.url.deletingPathExtension().lastPathComponent
    featureShape = Array((features[replacement.features]?.shape ?? []).dropFirst())
    inputShape = readsFeatures ? featureShape : images
    let trained = part == .head ? replacement.parameters : executor.trainableParameters(for: [replacement.logits])
    let running = part == .head ? [] : executor.runningStatistics(for: [replacement.logits])
    parameters = try trained.map { try Self.named($0, executor).requiringGradient() }
    buffers = try running.map { try Self.named($0, executor) }
    executor.parametersChanged()
    fingerprint = "\(name) \(try Self.digest(network)) \(part.rawValue) \(classCount)"
  }

  private static func named(_ name: String, _ executor: GraphExecutor) throws -> NamedTensor {
    guard let tensor = executor.parameters[name] else {
      throw ModelTrainingError(
        kind: .badInput, description: "The network has no weights `\(name)`. Export it again with its weights.")
    }
    return NamedTensor(name: name, tensor: tensor)
  }

  /// FNV-1a over the file: a state of another file is not resumed.
  private static func digest(_ network: ONNXNetwork) throws -> String {
    let data = try Data(contentsOf: network.url, options: .alwaysMapped)
    let hash = data.withUnsafeBytes { bytes in
      bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
    return String(hash, radix: 16)
  }

  /// Scores [n, classes] of images, or of features where those are read.
  public func logits(of images: Tensor, in mode: ForwardMode) throws -> Tensor {
    var execution = ExecutionMode.inference
    if case .training(let seed, let step) = mode {
      execution = ExecutionMode(
        dropout: .init(seed: seed, step: UInt64(step)), usesBatchStatistics: part == .all)
    }
    let given =
      switch part {
      case .all: [input: images]
      case .head: [replacement.features: readsFeatures ? images : try features(of: images)]
      }
    let scores = try executor.evaluate(given, outputs: [replacement.logits], mode: execution)
    guard let logits = scores[replacement.logits] else { preconditionFailure("what was asked for is there") }
    return try logits.reshaped(to: [images.shape[0], classCount])
  }

  /// What the new classifier reads, of images [n, channels, height, width], as in inference.
  public func features(of images: Tensor) throws -> Tensor {
    try engine.withoutGradient {
      let found = try executor.evaluate([input: images], outputs: [replacement.features])
      guard let features = found[replacement.features] else { preconditionFailure("what was asked for is there") }
      return features
    }
  }

  /// The file's graph with the trained weights and the new classifier.
  public func serialized(describedAs description: String) throws -> Data {
    let values = try (parameters + buffers).map { ($0.name, try $0.tensor.detached().floats()) }
    return try replacement.network.serialized(
      replacing: Dictionary(uniqueKeysWithValues: values), description: description)
  }
}

extension NamedTensor {
  fileprivate func requiringGradient() throws -> NamedTensor {
    try tensor.requiringGradient()
    return self
  }
}
