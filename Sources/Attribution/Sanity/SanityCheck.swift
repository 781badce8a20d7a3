import GraphExecution
public import NumericKernels
import ONNXModel
import TensorEngine

/// Whether a method shows what the network has learned (Adebayo et al. 2018, arXiv:1810.03292): its maps are compared with
/// those of the same network whose last layers have random weights. Maps that stay alike do not depend on what these layers
/// learned; edges of the image do as well.
///
/// Layers are randomized from the end on, more and more of them (the paper's cascade). Weights are drawn from the normal
/// distribution with the mean and the deviation of the layer's own; biases and normalizations go with the layer before.
public struct SanityCheck: Sendable, Equatable, Codable {
  /// How many of the last layers are randomized, one comparison for each. Nil means 1, 2, 4, … and all.
  public var layerCounts: [Int]?
  /// The random weights follow from it.
  public var seed: UInt64

  /// Creates a check.
  public init(layerCounts: [Int]? = nil, seed: UInt64 = 42) { (self.layerCounts, self.seed) = (layerCounts, seed) }

  /// Compares the maps of a method.
  ///
  /// Takes as long as the method for each comparison and once more, and needs the weights a second time in memory.
  /// - Parameters:
  ///   - attributor: The network.
  ///   - images: A few images; the report has their mean and each one.
  ///   - target: What is attributed; classes stay the same with random weights.
  ///   - method: How.
  ///   - reduction: How maps are made of attributions; nil means the usual of the method.
  ///   - known: The attributions of the network as it is, where they have been computed.
  ///   - progress: Called after every batch; throwing stops.
  /// - Returns: The comparisons, with more and more random layers.
  /// - Throws: As `Attributor.attributions`, and `AttributionError` of kind `badOption` for numbers of layers that the
  ///   network does not have.
  public func report(
    on attributor: Attributor, images: AttributionImages, target: AttributionTarget, method: AttributionMethod,
    reduction: ChannelReduction? = nil, known: [Attribution]? = nil, progress: ProgressHandler? = nil
  ) throws -> SanityReport {
    let reduction = reduction ?? method.usualReduction
    let tensor = try ResolvedTarget(target, in: attributor.network, imageCount: images.count).tensor
    let random = try Attributor(
      network: attributor.network, engine: attributor.engine, device: attributor.executor.device,
      options: attributor.options)
    let layers = WeightLayers(random.executor, before: tensor)
    let counts = try checkedCounts(layers.count, file: attributor.network.fileName)
    let runs = Double(counts.count + (known == nil ? 1 : 0))
    var finished = 0.0
    func maps(_ attributor: Attributor) throws -> [HeatMap] {
      let start = finished
      finished += 1
      let report = Self.part(of: progress, from: start, runs: runs)
      let found = try attributor.attributions(of: images, to: target, by: method, progress: report)
      return found.map { $0.heatMap(reduction) }
    }
    let own = try known?.map { $0.heatMap(reduction) } ?? maps(attributor)
    var steps: [SanityReport.Step] = []
    var randomized = 0
    for count in counts {
      try layers.randomize(last: count, except: randomized, seed: seed)
      randomized = count
      let pairs = zip(own, try maps(random)).map { MapSimilarity($0, $1) }
      steps.append(
        SanityReport.Step(layerCount: count, firstLayer: layers.name(fromEnd: count), images: pairs))
    }
    return SanityReport(layerCount: layers.count, imageCount: images.count, seed: seed, steps: steps)
  }

  private static func part(of progress: ProgressHandler?, from start: Double, runs: Double) -> ProgressHandler? {
    guard let progress else { return nil }
    return { fraction in try progress((start + fraction) / runs) }
  }

  private func checkedCounts(_ layerCount: Int, file: String) throws -> [Int] {
    guard layerCount > 0 else {
      throw AttributionError(.badTarget, "\(file) has no weights before the target, so there is nothing to randomize.")
    }
    guard let layerCounts else {
      return Array(sequence(first: 1) { 2 * $0 }.prefix { $0 < layerCount }) + [layerCount]
    }
    let sorted = Set(layerCounts).sorted()
    guard let first = sorted.first, let last = sorted.last, first >= 1, last <= layerCount else {
      throw AttributionError(
        .badOption,
        "The last \(layerCounts) layers of \(file) shall be randomized, but it has \(layerCount) with weights before the "
          + "target. Expected numbers from 1 to \(layerCount).")
    }
    return sorted
  }
}
