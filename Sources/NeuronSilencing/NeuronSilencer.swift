import GraphExecution
public import NumericKernels
public import ONNXModel
public import TensorEngine

/// Runs a network with neurons of a layer silenced and measures what becomes of its classes (ablation; Morcos et al. 2018,
/// arXiv:1803.06959; Zhou et al. 2018, arXiv:1806.02891).
///
/// A neuron is a channel of [N, channels, …], or a feature of [N, features] and [N, …, features]; silencing one replaces
/// it at all positions. The part of the network up to the layer is run once for each batch of images, and what follows
/// once for each group of neurons; small groups of rows are run together. Shortcuts past the layer keep their values.
///
/// ```swift
/// let silencer = try NeuronSilencer(network: network, layer: "fc1.relu")
/// let report = try silencer.report(silencing: [[3], [7], [3, 7]], on: data)
/// print(report.before.accuracy, report.groups[0].after.accuracy)
/// ```
///
/// It belongs to one thread at a time, and uses libtorch's threads. Batches do not depend on the number of threads.
public final class NeuronSilencer {
  /// The layer: its name, tensor and shape.
  public var layer: TapPoint { cut.layer }
  /// The number of neurons.
  public var neuronCount: Int { cut.neuronCount }
  /// The number of the network's classes.
  public var classCount: Int { cut.head.classCount }

  private let network: ONNXNetwork
  private let cut: NetworkCut
  private let engine: TensorEngine
  private let executor: GraphExecutor

  /// Prepares a network.
  ///
  /// - Parameters:
  ///   - network: A network that ends in classes.
  ///   - layer: The layer's name or tensor.
  ///   - engine: What computes; nil loads the process's.
  ///   - device: Where.
  /// - Throws: `NeuronSilencingError` for a layer that is not there, that the classes do not depend on, or whose neurons
  ///   cannot be told; `TensorEngineError` without libtorch, with what to install; `GraphExecutionError` for operators
  ///   that cannot be computed.
  public init(network: ONNXNetwork, layer: String, engine: TensorEngine? = nil, device: Device = .cpu) throws {
    let cut = try NetworkCut(network, layer: layer)
    let engine = try engine ?? TensorEngine.load()
    (self.network, self.cut, self.engine) = (network, cut, engine)
    executor = try GraphExecutor(network: network, engine: engine, device: device)
    try executor.requireSupport(for: [cut.layer.tensorName] + cut.bypassing)
    try executor.requireSupport(for: [cut.scores], from: [cut.layer.tensorName] + cut.bypassing)
  }

  /// Silences groups of neurons, one group after another, and measures the classes without them.
  ///
  /// Time: one run up to the layer, and one from there for each group and once more, over all images.
  /// - Parameters:
  ///   - groups: The neurons of each group, each at least one.
  ///   - replacement: What takes the place of their activations.
  ///   - data: The images. Those that cannot be scored are not run.
  ///   - options: How much is computed at once.
  ///   - progress: Called after every run; throwing stops.
  /// - Returns: The scores before and, for each group, after.
  /// - Throws: `NeuronSilencingError`, `GraphExecutionError`, and what reading images and `progress` throw.
  public func report(
    silencing groups: [[Int]], replacement: SilencingReplacement = .zero, on data: SilencingData,
    options: SilencingOptions = .init(), progress: ProgressHandler? = nil
  ) throws -> SilencingReport {
    try options.validate()
    try validate(groups)
    let values = try replacement.values(neuronCount: neuronCount)
    let items = try scoredItems(of: data)
    let scoring = OutputScoring(
      labelOfOutput: data.labelOfOutput, labelCount: data.labelCount, isMultiLabel: cut.head.isMultiLabel)
    // The network as it is goes first, as a group of none.
    let all = [[]] + groups
    var sums = all.map { _ in ScoreSums(labelCount: data.labelCount) }
    let sizes = BatchSizes(network, cut: cut, imageShape: data.imageShape, options: options)
    try progress?(0)
    var finished = 0
    try forEachBatch(of: data, items: items, sizes: sizes) { activations, bypassing, chosen in
      let batch = SilencedBatch(
        activations: activations, neuronAxis: cut.neuronAxis, bypassing: bypassing,
        replacement: replacement == .zero ? nil : values)
      let atOnce = batch.canBeRepeated ? sizes.groups : 1
      for start in stride(from: 0, to: all.count, by: atOnce) {
        let part = all[start..<min(all.count, start + atOnce)]
        try scoreRun(batch, part, items: chosen, data: data, scoring: scoring, sums: &sums)
        finished += part.count * chosen.count
        try progress?(Double(finished) / Double(all.count * items.count))
      }
    }
    return SilencingReport(
      layer: cut.layer.tensorName, neuronCount: neuronCount, replacement: replacement.name, itemCount: items.count,
      before: sums[0].scores,
      groups: zip(groups, sums.dropFirst()).map { SilencingReport.Group(neurons: $0, after: $1.scores) })
  }

  /// The mean activation of every neuron over the positions of all images that can be scored, for
  /// `SilencingReplacement.mean`. Sums are in Double, in the order of the images.
  public func means(
    on data: SilencingData, options: SilencingOptions = .init(), progress: ProgressHandler? = nil
  ) throws -> [Float] {
    try options.validate()
    let items = try scoredItems(of: data)
    var sums = NeuronSums(neuronCount: neuronCount, axis: cut.neuronAxis)
    let sizes = BatchSizes(network, cut: cut, imageShape: data.imageShape, options: options)
    try progress?(0)
    var finished = 0
    try forEachBatch(of: data, items: items, sizes: sizes) { activations, _, chosen in
      try sums.add(activations, imageCount: chosen.count)
      finished += chosen.count
      try progress?(Double(finished) / Double(items.count))
    }
    return sums.means
  }

  private func forEachBatch(
    of data: SilencingData, items: [Int], sizes: BatchSizes,
    _ body: (_ activations: Tensor, _ bypassing: [String: Tensor], _ items: ArraySlice<Int>) throws -> Void
  ) throws {
    let batches = ImageBatches(data: data, items: items, sizes: sizes, engine: engine, device: executor.device)
    let (input, layer) = (network.inputs[0].name, cut.layer.tensorName)
    try engine.withoutGradient {
      try batches.forEach { images, chosen in
        var tensors = try executor.evaluate([input: images], outputs: [layer] + cut.bypassing)
        guard let activations = tensors.removeValue(forKey: layer),
          activations.shape.first == images.shape[0], activations.shape.count == cut.layer.shape.count,
          activations.shape[cut.neuronAxis] == neuronCount
        else {
          throw NeuronSilencingError(
            .computation,
            "The layer \(layer) did not give \(neuronCount) neurons for each of \(images.shape[0]) images. Export the "
              + "network with a free number of images.")
        }
        try body(activations, tensors, chosen)
      }
    }
  }

  private func scoreRun(
    _ batch: SilencedBatch, _ groups: ArraySlice<[Int]>, items: ArraySlice<Int>, data: SilencingData,
    scoring: OutputScoring, sums: inout [ScoreSums]
  ) throws {
    var inputs = try batch.repeated(groups.count)
    inputs[cut.layer.tensorName] = try batch.silencing(groups)
    let rows = groups.count * batch.count
    guard let outputs = try executor.evaluate(inputs, outputs: [cut.scores])[cut.scores],
      outputs.shape.first == rows, outputs.elementCount == rows * classCount
    else {
      throw NeuronSilencingError(
        .computation,
        "\(network.fileName) did not give \(classCount) classes for each of \(rows) images. Export it with a "
          + "free number of images.")
    }
    try outputs.withValues { values in
      for (place, group) in groups.indices.enumerated() {
        for (row, item) in items.enumerated() {
          let start = (place * batch.count + row) * classCount
          guard let label = data.labels[item] else { continue }
          let own = UnsafeBufferPointer(rebasing: values[start..<start + classCount])
          guard let score = scoring.score(own, label: label) else { throw notFinite(groups[group], item) }
          sums[group].add(label: label, isCorrect: score.isCorrect, logProbability: score.logProbability)
        }
      }
    }
  }
}

extension NeuronSilencer {
  private func validate(_ groups: [[Int]]) throws {
    guard !groups.isEmpty else {
      throw NeuronSilencingError(.badInput, "There are no groups of neurons to silence. Expected at least one.")
    }
    for (place, group) in groups.enumerated() {
      guard !group.isEmpty else {
        throw NeuronSilencingError(.badInput, "Group \(place) has no neurons. Expected at least one.")
      }
      guard let stray = group.first(where: { !(0..<neuronCount).contains($0) }) else { continue }
      throw NeuronSilencingError(
        .badInput,
        "Group \(place) names the neuron \(stray), which the layer \(cut.layer.name) does not have. Expected 0 to "
          + "\(neuronCount - 1).")
    }
  }

  private func scoredItems(of data: SilencingData) throws -> [Int] {
    let expected = network.inputs[0].shape.dropFirst()
    let fits = zip(data.imageShape, expected).allSatisfy { $1 == nil || $0 == $1 }
    guard expected.isEmpty || data.imageShape.count == expected.count && fits, data.imageShape.allSatisfy({ $0 > 0 })
    else {
      throw NeuronSilencingError(
        .badInput,
        "Images of the shape \(data.imageShape) were given to \(network.fileName). Expected "
          + "[\(expected.map { $0.map(String.init) ?? "any" }.joined(separator: ", "))].")
    }
    return try data.scoredItems(classCount: classCount)
  }

  private func notFinite(_ group: [Int], _ item: Int) -> NeuronSilencingError {
    let what = group.isEmpty ? "" : " with the neurons \(group.prefix(5)) silenced"
    return NeuronSilencingError(
      .computation,
      "The outputs for image \(item)\(what) are not finite numbers. Check how the images are preprocessed.")
  }
}
