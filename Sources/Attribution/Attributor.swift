import GraphExecution
public import NumericKernels
public import ONNXModel
public import TensorEngine

/// Attributes what a network answers to the parts of images.
///
/// ```swift
/// let attributor = try Attributor(network: network)
/// let images = try AttributionImages(shape: [3, 224, 224], values: preprocessed)
/// let found = try attributor.attributions(of: images, to: .classScore(281), by: .gradCAM(.init()))
/// let map = found[0].heatMap(.sum)
/// ```
///
/// It belongs to one thread at a time, and uses libtorch's threads. One seed gives one result, whatever the number of
/// threads. The numbers of one image depend on those that go with it only in their last bits.
public final class Attributor {
  /// What a network makes of an image.
  public struct Prediction: Sendable, Equatable {
    /// The class with the highest score; the first of equals.
    public let classIndex: Int
    /// The scores of all classes: before the softmax or sigmoid where the network ends in one.
    public let scores: [Float]
    /// Whether the classes exclude each other, so that a softmax of the scores gives probabilities.
    public let areExclusive: Bool
  }

  /// The network.
  public let network: ONNXNetwork
  /// What computes.
  public let engine: TensorEngine
  /// How much is computed at once.
  public let options: AttributionOptions
  let executor: GraphExecutor

  /// Prepares a network.
  ///
  /// - Parameters:
  ///   - network: Any network whose input is images; for class scores, one that ends in classes.
  ///   - engine: What computes; nil loads the process's.
  ///   - device: Where.
  ///   - options: How much is computed at once.
  /// - Throws: `AttributionError` for options out of range; `TensorEngineError` without libtorch, with what to install.
  public init(
    network: ONNXNetwork, engine: TensorEngine? = nil, device: Device = .cpu, options: AttributionOptions = .init()
  ) throws {
    try options.validate()
    let engine = try engine ?? TensorEngine.load()
    (self.network, self.engine, self.options) = (network, engine, options)
    executor = try GraphExecutor(network: network, engine: engine, device: device)
  }

  /// What the network makes of images. One run.
  ///
  /// - Throws: As `attributions`.
  public func predictions(of images: AttributionImages) throws -> [Prediction] {
    let target = AttributionTarget.classScore(0)
    let runner = try runner(images, target)
    guard let head = network.classifierHead else { preconditionFailure("a class score has a head") }
    // The scores of all classes are one row of the tensor that holds the first.
    var found: [Prediction] = []
    for start in stride(from: 0, to: images.count, by: runner.sizes.withoutGradients) {
      let batch = start..<min(images.count, start + runner.sizes.withoutGradients)
      let rows = try runner.outputs(batch)
      for row in rows.prefix(batch.count) {
        var best = 0
        for (place, score) in row.enumerated() where score > row[best] { best = place }
        found.append(Prediction(classIndex: best, scores: row, areExclusive: !head.isMultiLabel))
      }
    }
    return found
  }

  /// The target's value for images. One run.
  ///
  /// - Throws: As `attributions`.
  public func scores(of images: AttributionImages, target: AttributionTarget) throws -> [Double] {
    try runner(images, target).scores()
  }

  /// Attributes a target to the parts of images.
  ///
  /// Time, in runs of the network forwards (backwards takes about twice as much): gradients and Grad-CAM one with its
  /// gradient for each image; integrated gradients one for each step, SmoothGrad one for each copy (and step), occlusion one
  /// forwards for each window.
  /// - Parameters:
  ///   - images: Preprocessed images.
  ///   - target: What is attributed.
  ///   - method: How.
  ///   - progress: Called after every batch; throwing stops.
  /// - Returns: One attribution for each image.
  /// - Throws: `AttributionError` for images of another shape than the network's, classes and units that are not there,
  ///   targets that do not depend on the image, layers without a grid, options out of range, and results that are not
  ///   finite; `GraphExecutionError` for operators that cannot be computed, before anything is; what `progress` throws.
  public func attributions(
    of images: AttributionImages, to target: AttributionTarget, by method: AttributionMethod,
    progress: ProgressHandler? = nil
  ) throws -> [Attribution] {
    try method.validate()
    let runner = try runner(images, target)
    try progress?(0)
    let report: NetworkRunner.Progress? = progress.map { progress in { try progress($0) } }
    return switch method {
    case .gradient(let gradient): try GradientRun(runner, gradient, noise: nil).attributions(progress: report)
    case .smoothGrad(let noise, of: let gradient):
      try GradientRun(runner, gradient, noise: noise).attributions(progress: report)
    case .gradCAM(let options): try GradCAMRun(runner, options).attributions(progress: report)
    case .occlusion(let options): try OcclusionRun(runner, options).attributions(progress: report)
    }
  }

  /// The name of the layer that Grad-CAM takes for a target when none is named.
  /// - Throws: `AttributionError` where there is none, or no such target.
  public func usualFeatureLayer(for target: AttributionTarget) throws -> String {
    let count = if case .classScores(let classes) = target { classes.count } else { 1 }
    let resolved = try ResolvedTarget(target, in: network, imageCount: count)
    return try FeatureLayer(named: nil, in: network, before: resolved).tap.name
  }

  func runner(_ images: AttributionImages, _ target: AttributionTarget) throws -> NetworkRunner {
    let expected = network.inputs[0].shape.dropFirst()
    let fits = zip(images.shape, expected).allSatisfy { $1 == nil || $0 == $1 }
    guard expected.isEmpty || images.shape.count == expected.count && fits else {
      throw AttributionError(
        .badInput,
        "Images of the shape \(images.shape) were given to \(network.fileName). Expected "
          + "[\(expected.map { $0.map(String.init) ?? "any" }.joined(separator: ", "))].")
    }
    let resolved = try ResolvedTarget(target, in: network, imageCount: images.count)
    try executor.requireSupport(for: [resolved.tensor])
    let sizes = BatchSizes(network, nodes: resolved.nodes, imageSize: images.size, options: options)
    return NetworkRunner(executor: executor, images: images, target: resolved, sizes: sizes)
  }
}
