public import NumericKernels
import ONNXModel

/// Whether the neurons that score highest for a class are those that the network tells it with: silences each class's
/// top share of neurons and, to compare, as many random ones.
///
/// The random groups are drawn from all neurons of the layer, and every class is compared with the same ones.
public struct SilencingExperiment: Sendable {
  /// What is silenced.
  public struct Options: Sendable, Equatable {
    /// The share of the neurons in a group, above 0 and at most 1; at least one neuron.
    public var share: Double
    /// The number of random groups, at least 1.
    public var repetitions: Int
    /// Where the random groups come from.
    public var seed: UInt64

    /// Creates options.
    public init(share: Double = 0.05, repetitions: Int = 10, seed: UInt64 = 0) {
      self.share = share
      self.repetitions = repetitions
      self.seed = seed
    }
  }

  /// The options.
  public let options: Options
  /// The neurons with the highest scores for each class, highest first; ties go to the smaller number.
  public let topNeurons: [[Int]]
  /// The random groups, each ascending.
  public let randomNeurons: [[Int]]

  /// Chooses the neurons.
  ///
  /// - Parameters:
  ///   - scores: Neurons × classes; NaN ranks last.
  ///   - options: The sizes.
  /// - Throws: `NeuronSilencingError` for an empty matrix and options out of range.
  public init(scores: Matrix, options: Options = .init()) throws {
    guard scores.rowCount > 0, scores.columnCount > 0 else {
      throw NeuronSilencingError(
        .badInput,
        "The scores are \(scores.rowCount) neurons × \(scores.columnCount) classes. Expected at least one of each.")
    }
    guard options.share > 0, options.share <= 1 else {
      throw NeuronSilencingError(
        .badOption, "The share of neurons is \(options.share). Expected above 0 and at most 1, such as 0.05.")
    }
    guard options.repetitions >= 1 else {
      throw NeuronSilencingError(
        .badOption, "\(options.repetitions) random groups were asked for. Expected at least 1.")
    }
    self.options = options
    let size = max(1, Int((options.share * Double(scores.rowCount)).rounded()))
    topNeurons = (0..<scores.columnCount).map { label in
      let ranked = (0..<scores.rowCount).map { neuron in
        let score = scores[neuron, label]
        return (neuron: neuron, score: score.isNaN ? -Float.infinity : score)
      }
      return ranked.sorted { ($1.score, $0.neuron) < ($0.score, $1.neuron) }.prefix(size).map(\.neuron)
    }
    randomNeurons = (0..<options.repetitions).map { repetition in
      var generator = SeededGenerator(seed: options.seed, stream: UInt64(repetition))
      return Array((0..<scores.rowCount).shuffled(using: &generator).prefix(size)).sorted()
    }
    neuronCount = scores.rowCount
  }

  private let neuronCount: Int

  /// Silences all groups, which takes classes + repetitions + 1 runs of what follows the layer over all images.
  ///
  /// - Throws: `NeuronSilencingError` where the scores are of other neurons or labels, and what
  ///   `NeuronSilencer.report` throws.
  public func run(
    with silencer: NeuronSilencer, on data: SilencingData, replacement: SilencingReplacement = .zero,
    silencing: SilencingOptions = .init(), progress: ProgressHandler? = nil
  ) throws -> SilencingExperimentReport {
    guard neuronCount == silencer.neuronCount, topNeurons.count == data.labelCount else {
      throw NeuronSilencingError(
        .badInput,
        "The scores are of \(neuronCount) neurons and \(topNeurons.count) classes, but the layer "
          + "\(silencer.layer.name) has \(silencer.neuronCount) neurons and there are \(data.labelCount) labels. "
          + "Score the neurons of this layer.")
    }
    let report = try silencer.report(
      silencing: topNeurons + randomNeurons, replacement: replacement, on: data, options: silencing, progress: progress)
    return SilencingExperimentReport(report, options: options, topCount: topNeurons.count)
  }
}
