import ONNXModel
import TensorEngine

/// One step of gradient ascent for a batch of images.
struct MaximizationStep {
  let network: VisualizedNetwork
  let images: any ParameterizedImages
  let sampler: TransformSampler
  let penalties: PixelPenalties
  let references: ReferenceDistances
  let options: MaximizationOptions
  private let statistics: BatchStatistics?

  init(
    network: VisualizedNetwork, images: any ParameterizedImages, sampler: TransformSampler, penalties: PixelPenalties,
    references: ReferenceDistances, options: MaximizationOptions, tensors: [String]
  ) throws {
    (self.network, self.images, self.sampler) = (network, images, sampler)
    (self.penalties, self.references, self.options) = (penalties, references, options)
    statistics = options.penalties.batchNormalization > 0 ? try BatchStatistics(below: tensors, in: network) : nil
  }

  /// Moves the active rows.
  func take(_ rows: inout [OptimizedRow], active: [Int], number: Int) throws {
    let size = images.valueCount
    var flat: [Float] = []
    flat.reserveCapacity(active.count * size)
    for place in active { flat += rows[place].values }
    let values = try network.engine
      .tensor(flat, shape: [active.count, size], device: network.device).requiringGradient()
    let pictures = try images.images(values)
    let seen = try sampler.apply(
      to: pictures, streams: active.map { rows[$0].stream }, step: number,
      share: Double(number) / Double(max(1, options.stepCount - 1)))
    let found = try measure(rows, active, pictures: pictures, seen: seen)
    if found.sum.requiresGradient { try found.sum.backward() }
    guard let gradient = try values.gradient() else {
      throw FeatureVisualizationError(
        .computation,
        "Nothing leads from \(rows[active[0]].objective.objective.name) back to the image: the operators between have no "
          + "gradients. Choose a layer before them.")
    }
    try gradient.withValues { slopes in
      for (index, place) in active.enumerated() {
        rows[place].step(
          value: found.values[index], total: found.totals[index],
          gradient: UnsafeBufferPointer(rebasing: slopes[index * size..<(index + 1) * size]), options: options)
      }
    }
  }

  private struct Measurement {
    /// What is followed upwards: a single number with gradients.
    let sum: Tensor
    /// The objective of each active row.
    let values: [Double]
    /// The same less penalties.
    let totals: [Double]
  }

  private func measure(
    _ rows: [OptimizedRow], _ active: [Int], pictures: Tensor, seen: Tensor
  ) throws -> Measurement {
    var tensors = Set(active.flatMap { rows[$0].objective.tensors } + (statistics?.tensors ?? []))
    let isMoved = options.transforms != .none
    tensors.formUnion(references.styleTensors + (isMoved ? [] : references.contentTensors))
    for place in active where rows[place].isSilent { tensors.formUnion(rows[place].objective.tensorsBeforeRectifiers) }
    let activations = try network.activations(of: tensors.sorted(), for: seen)
    let objectives = try active.enumerated().map { index, place in
      try rows[place].objective.value(activations, row: index).reshaped(to: [1])
    }
    // A silent unit is approached from before its rectifier.
    let followed = try active.enumerated().map { index, place in
      guard rows[place].isSilent else { return objectives[index] }
      return try rows[place].objective.valueBeforeRectifiers(activations, row: index)?.reshaped(to: [1])
        ?? objectives[index]
    }
    let values = try Tensor.concatenated(objectives).floats().map(Double.init)
    var totals = try Tensor.concatenated(followed)
    if let pixels = try penalties.values(pictures) { totals = try totals - pixels }
    if let statistics {
      totals = try totals - statistics.values(activations) * options.penalties.batchNormalization
    }
    // What is where in an image is compared as it is, not as transforms have moved it.
    let plain =
      try isMoved ? network.activations(of: references.contentTensors, for: pictures) : activations
    if let distances = try references.values(plain: plain, seen: activations) { totals = try totals - distances }
    var sum = try totals.sum()
    if options.penalties.diversity > 0 { sum = try sum - likeness(rows, active, activations) }
    return Measurement(sum: sum, values: values, totals: try totals.floats().map(Double.init))
  }

  /// The penalty on images of one objective that are alike.
  private func likeness(_ rows: [OptimizedRow], _ active: [Int], _ activations: [String: Tensor]) throws -> Tensor {
    var sum: Tensor?
    let groups = Dictionary(grouping: active.indices) { rows[active[$0]].objective.objective.name }
    for (_, places) in groups.sorted(by: { $0.key < $1.key }) where places.count > 1 {
      let objective = rows[active[places[0]]].objective
      guard let name = objective.tensors.first, let activation = activations[name] else { continue }
      let channelsLast = network.network.tapPoints.first { $0.tensorName == name }?.layout == .tokens
      let part =
        try Diversity.likeness(activation, rows: places, channelsLast: channelsLast)
        * (options.penalties.diversity * Double(places.count))
      sum = try sum.map { try $0 + part } ?? part
    }
    return try sum ?? network.engine.filled(0, shape: [1]).sum()
  }
}
