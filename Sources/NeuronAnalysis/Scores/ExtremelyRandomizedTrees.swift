public import NumericKernels

/// Forests of extremely randomized trees, one for each class against the rest, and what they say of neurons.
///
/// Geurts, Ernst & Wehenkel 2006 (doi:10.1007/s10994-006-6226-1): every tree sees all items, draws neurons at each node,
/// a threshold for each between the smallest and the largest activation, and takes what lowers Gini's impurity most.
/// Neurons that are constant in a node do not count among those drawn, as in the paper; scikit-learn counts them once one
/// that varies is found. Counts are whole numbers, so that no order of adding matters. Importances are of forests on all
/// items. Without bootstrap no item is out of a tree's bag: accuracy and permutation importance are of forests grown on a
/// stratified part, on the items set aside. O(classes · trees · items · log(items) · √neurons). One seed, one result, bit for
/// bit, for any number of threads and every instruction set.
public struct ExtremelyRandomizedTrees: Sendable, Equatable {
  /// How well a class is told from the rest.
  public struct Forest: Sendable, Equatable {
    /// The class.
    public let classIndex: Int
    /// How many items are of the class.
    public let itemCount: Int
    /// The share of held-out items that are told right; nil when nothing was held out.
    public let accuracy: Double?
    /// The mean of the shares among those of the class and among the rest; nil when none of the class was held out.
    public let balancedAccuracy: Double?
    /// The accuracy of always naming the larger of class and rest; nil when nothing was held out.
    public let baseline: Double?
  }

  /// Neurons × classes, the mean normalized decrease of impurity: a class sums to 1; zeros for classes without items.
  public let importances: Matrix
  /// Neurons × classes, the mean increase of Brier's score of held-out items when the neuron is shuffled among them; nil
  /// when nothing was held out or no repetitions are asked for.
  public let permutationImportances: Matrix?
  /// The forests of the classes that have items, ascending.
  public let forests: [Forest]
  /// Neurons with the same activation for every item with a label, ascending; their importance is 0.
  public let constant: [Int]
  /// The options asked for.
  public let options: ExtremelyRandomizedTreesOptions
  /// How many neurons were drawn at a node.
  public let candidateCount: Int
  /// How many items were set aside to judge forests.
  public let heldOutCount: Int

  /// Grows forests for labels, nil for items to leave out.
  ///
  /// Throws `badInput` for values that are not finite, another number of labels than items, fewer than two items with a
  /// label and a single class; `badOption`; and what `progress` throws.
  public init(
    activations: Matrix, labels: [Int?], options: ExtremelyRandomizedTreesOptions = .init(),
    parallel: ParallelRows = .init(), progress: ProgressHandler? = nil
  ) throws {
    try options.check()
    let labels = try ClassLabels(labels, itemCount: activations.rowCount)
    try Validation.requireFinite(activations)
    try progress?(0)
    let columns = NeuronColumns(activations, rows: labels.rows, parallel: parallel)
    let (training, heldOut) =
      options.heldOutShare > 0
      ? labels.split(heldOutShare: options.heldOutShare, seed: options.seed) : (labels.rows.indices.map { $0 }, [])
    let candidates = options.candidateCount ?? max(1, Int(Double(activations.columnCount).squareRoot()))
    let grower = { (places: [Int]) in
      TreeGrower(
        columns: columns, places: places, candidateCount: candidates, minimumSplitSize: options.minimumSplitSize)
    }
    let shape = (rows: activations.columnCount, columns: labels.classCount)
    let table = ClassTable(shape: shape, neurons: columns.neurons, classes: labels.present)
    let impurity = try ForestImportances(
      grower(Array(labels.rows.indices)), labels: labels, options: options, parallel: parallel, progress: progress,
      span: 0...(heldOut.isEmpty ? 1 : 0.5))
    importances = table.matrix(impurity.values)
    let judged = try HeldOutJudgement(
      grower(training), heldOut: heldOut, labels: labels, options: options, parallel: parallel, progress: progress)
    permutationImportances = judged.increases.map(table.matrix)
    forests = judged.forests
    (constant, self.options, candidateCount) = (columns.constant, options, candidates)
    heldOutCount = heldOut.count
    try progress?(1)
  }
}

/// Puts values of some neurons and classes into a matrix of all.
struct ClassTable {
  let shape: (rows: Int, columns: Int)
  let neurons: [Int]
  let classes: [Int]

  /// From one value for each of the neurons for each of the classes.
  func matrix(_ values: [[Double]]) -> Matrix {
    var elements = [Float](repeating: 0, count: shape.rows * shape.columns)
    for (column, own) in zip(classes, values) {
      for (row, value) in zip(neurons, own) { elements[row * shape.columns + column] = Float(value) }
    }
    return Matrix(rowCount: shape.rows, columnCount: shape.columns, elements: elements)
  }
}

/// What held-out items say of the forests of all classes.
private struct HeldOutJudgement {
  let forests: [ExtremelyRandomizedTrees.Forest]
  /// By class and column; nil when not asked for.
  let increases: [[Double]]?

  init(
    _ grower: TreeGrower, heldOut: [Int], labels: ClassLabels, options: ExtremelyRandomizedTreesOptions,
    parallel: ParallelRows, progress: ProgressHandler?
  ) throws {
    guard !heldOut.isEmpty else {
      forests = labels.present.map {
        .init(classIndex: $0, itemCount: labels.counts[$0], accuracy: nil, balancedAccuracy: nil, baseline: nil)
      }
      increases = nil
      return
    }
    var forests: [ExtremelyRandomizedTrees.Forest] = []
    var increases: [[Double]] = []
    let length = 0.5 / Double(labels.present.count)
    for (index, classIndex) in labels.present.enumerated() {
      let start = 0.5 + Double(index) * length
      let forest = try HeldOutForest(
        grower, heldOut: heldOut, classIndex: classIndex, labels: labels, options: options, parallel: parallel,
        progress: progress, span: start...start + length / 2)
      forests.append(
        .init(
          classIndex: classIndex, itemCount: labels.counts[classIndex], accuracy: forest.accuracy,
          balancedAccuracy: forest.balancedAccuracy, baseline: forest.baseline))
      guard options.permutationRepetitionCount > 0 else { continue }
      let importance = PermutationImportance(
        forest: forest, columns: grower.columns, heldOut: heldOut,
        repetitionCount: options.permutationRepetitionCount, seed: options.seed)
      increases.append(
        try importance.increases(parallel: parallel, progress: progress, span: start + length / 2...start + length))
    }
    self.forests = forests
    self.increases = options.permutationRepetitionCount > 0 ? increases : nil
  }
}
