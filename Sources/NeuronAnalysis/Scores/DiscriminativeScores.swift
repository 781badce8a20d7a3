public import NumericKernels

/// What tells how well a neuron tells a class from the rest.
public enum DiscriminativeMeasure: String, Sendable, Codable, CaseIterable {
  /// The mean normalized decrease of impurity in a forest of extremely randomized trees.
  case importance
  /// How much worse such a forest judges held-out items when the neuron is shuffled.
  case permutation
  /// Mutual information of the activation and "class or rest", in nats.
  case mutualInformation = "mutual-information"
  /// How much stronger the mean answer is to the class than to the others.
  case selectivity

  /// What to call it.
  public var title: String {
    switch self {
    case .importance: "Importance in extremely randomized trees"
    case .permutation: "Permutation importance"
    case .mutualInformation: "Mutual information"
    case .selectivity: "Selectivity"
    }
  }
}

/// One measure of every neuron for every class.
public struct ClassScores: Sendable, Equatable {
  /// The class that a neuron tells best.
  public struct Best: Sendable, Equatable {
    /// The class.
    public let classIndex: Int
    /// Its score, above 0.
    public let score: Float
  }

  /// What is measured.
  public let measure: DiscriminativeMeasure
  /// Neurons × classes; zeros for neurons that are constant and for classes without items.
  public let values: Matrix
  /// For each neuron the class with the highest score, the first of equals; nil where no score is above 0, as for
  /// constant neurons.
  public let best: [Best?]

  init(measure: DiscriminativeMeasure, values: Matrix) {
    (self.measure, self.values) = (measure, values)
    best = (0..<values.rowCount).map { neuron in
      var best: Best?
      for index in 0..<values.columnCount where values[neuron, index] > best?.score ?? 0 {
        best = Best(classIndex: index, score: values[neuron, index])
      }
      return best
    }
  }
}

/// How discriminative scores are computed.
public struct DiscriminativeScoresOptions: Sendable, Equatable, Codable {
  /// The forests.
  public var forests = ExtremelyRandomizedTreesOptions()
  /// Bins of activations for mutual information, from 2 to 256.
  public var binCount = 16

  /// The defaults.
  public init() {}
}

/// How well each neuron tells each class from the rest, by several measures.
///
/// Measures disagree for reasons: see the guide NeuronScores. One seed, one result, bit for bit, for any number of threads.
public struct DiscriminativeScores: Sendable, Equatable {
  /// The measures, in the order of `DiscriminativeMeasure`; permutation only when items are held out and shuffled.
  public let scores: [ClassScores]
  /// The forests that importance and permutation are of, with their accuracy.
  public let forests: ExtremelyRandomizedTrees
  /// The options asked for.
  public let options: DiscriminativeScoresOptions

  /// Scores the columns of `activations`, one row per item, by labels (indices of classes), nil for items to leave out.
  ///
  /// Throws `badInput` for values that are not finite, another number of labels than items, fewer than two items with a
  /// label and a single class; `badOption`; and what `progress` throws.
  public init(
    activations: Matrix, labels: [Int?], options: DiscriminativeScoresOptions = .init(),
    parallel: ParallelRows = .init(), progress: ProgressHandler? = nil
  ) throws {
    try Validation.requireOption(
      (2...256).contains(options.binCount), "binCount", options.binCount, expected: "from 2 to 256")
    let forestProgress: ProgressHandler = { try progress?(0.9 * $0) }
    forests = try ExtremelyRandomizedTrees(
      activations: activations, labels: labels, options: options.forests, parallel: parallel, progress: forestProgress)
    let classes = try ClassLabels(labels, itemCount: activations.rowCount)
    let columns = NeuronColumns(activations, rows: classes.rows, parallel: parallel)
    let table = ClassTable(
      shape: (activations.columnCount, classes.classCount), neurons: columns.neurons, classes: classes.present)
    let information = try ClassMutualInformation(
      columns, labels: classes, binCount: options.binCount, parallel: parallel, progress: progress, span: 0.9...0.98)
    let selectivity = ClassSelectivity(columns, labels: classes, parallel: parallel)
    var scores = [ClassScores(measure: .importance, values: forests.importances)]
    if let values = forests.permutationImportances { scores.append(ClassScores(measure: .permutation, values: values)) }
    scores.append(ClassScores(measure: .mutualInformation, values: table.matrix(information.values)))
    scores.append(ClassScores(measure: .selectivity, values: table.matrix(selectivity.values)))
    (self.scores, self.options) = (scores, options)
    try progress?(1)
  }

  /// The scores by one measure; nil when it was not computed.
  public subscript(measure: DiscriminativeMeasure) -> ClassScores? { scores.first { $0.measure == measure } }
}
