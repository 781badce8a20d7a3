public import NumericKernels

/// A linear probe (Alain & Bengio 2016, arXiv:1610.01644): how well a linear classifier tells the classes from a layer.
///
/// Logistic regression on columns standardized over the training part, with a quadratic penalty, by cross-validation:
/// every item is predicted by a classifier that has not seen it. Time: folds × iterations × n·d·classes. The same bits
/// for any number of threads.
public struct LinearProbe: Sendable, Equatable {
  /// The share of labeled items whose most probable class is their label; nil with fewer than two classes.
  public let accuracy: Double?
  /// The share for each class.
  public let perClass: [Int: Double]
  /// The labels, ascending; columns of `probabilities`.
  public let classes: [Int]
  /// n × classes, row-major: the probability of each class by the classifier that has not seen the item; for items
  /// without a label, which no classifier has seen, the mean over the folds. NaN for labeled items without a fold, and
  /// for all with fewer than two classes.
  public let probabilities: [Float]
  /// The predicted label of each item, nil where `probabilities` are NaN.
  public let predictions: [Int?]
  /// The share of the items of each fold whose most probable class is their label, by the classifier of the other
  /// folds; nil for a fold without labeled items, and for all with fewer than two classes.
  public let foldAccuracies: [Double?]
  /// Whether the search for the weights converged in every fold.
  public let hasConverged: Bool

  /// Cross-validates a matrix with one row an item.
  ///
  /// `inverseRegularization` is C of the penalty ½‖W‖² + C·Σ loss. Throws `badInput` when there is not one label and
  /// one fold per row, when a class lies in one fold alone, and for values that are not finite; `badOption` for a C
  /// that is not positive; and what `progress` throws.
  public init(
    _ data: Matrix, labels: [Int?], folds: StratifiedFolds, inverseRegularization: Double = 1,
    parallel: ParallelRows = .init(), progress: ProgressHandler? = nil
  ) throws {
    try Validation.requireFinite(data, name: "data")
    try Validation.requireSameCount(labels.count, "list of labels", data.rowCount, "data")
    try Validation.requireSameCount(folds.folds.count, "list of folds", data.rowCount, "data")
    try Validation.requireOption(
      inverseRegularization > 0 && inverseRegularization.isFinite, "inverseRegularization", inverseRegularization,
      expected: "a positive number")
    classes = Set(labels.compactMap { $0 }).sorted()
    let count = classes.count >= 2 ? folds.count : 0
    let fitting = FoldFitting(
      data: data, labels: labels, folds: folds, classes: classes, inverseRegularization: inverseRegularization,
      progress: progress)
    // As many folds at a time as there are threads; those that are left over have all threads, one after the other.
    let together = parallel.threadCount < count ? count - count % parallel.threadCount : count
    let share = ParallelRows(threadCount: max(1, parallel.threadCount / max(1, count)))
    let fits =
      try
      (parallel.results(of: together) { try fitting.fit($0, parallel: share) }
      + (together..<count).map { try fitting.fit($0, parallel: parallel) }).compactMap(\.self)
    var table = ProbabilityTable(itemCount: data.rowCount, classCount: classes.count)
    for fit in fits { table.add(fit.probabilities, rows: fit.rows) }
    let converged = fits.allSatisfy(\.hasConverged)
    (probabilities, hasConverged) = (table.means, converged)
    predictions =
      ClassProbabilities(unchecked: classes, itemCount: data.rowCount, values: probabilities).predictions
    foldAccuracies = Self.foldAccuracies(predictions, labels, folds)
    (accuracy, perClass) = Self.shares(predictions, labels)
    try progress?(1)
  }

  private static func foldAccuracies(
    _ predictions: [Int?], _ labels: [Int?], _ folds: StratifiedFolds
  ) -> [Double?] {
    (0..<folds.count).map { fold in
      let items = labels.indices.filter { folds.folds[$0] == fold && labels[$0] != nil && predictions[$0] != nil }
      return items.isEmpty ? nil : Double(items.count { predictions[$0] == labels[$0] }) / Double(items.count)
    }
  }

  private static func shares(_ predictions: [Int?], _ labels: [Int?]) -> (Double?, [Int: Double]) {
    var counts: [Int: (right: Int, all: Int)] = [:]
    for case (let label?, let prediction?) in zip(labels, predictions) {
      let before = counts[label] ?? (0, 0)
      counts[label] = (before.right + (label == prediction ? 1 : 0), before.all + 1)
    }
    let all = counts.values.reduce(0) { $0 + $1.all }
    guard all > 0 else { return (nil, [:]) }
    return (
      Double(counts.values.reduce(0) { $0 + $1.right }) / Double(all),
      counts.mapValues { Double($0.right) / Double($0.all) }
    )
  }
}

extension LinearProbe {
  /// The probabilities as a table, to be united with those of other sources.
  public var classProbabilities: ClassProbabilities {
    let itemCount = predictions.count
    return ClassProbabilities(unchecked: classes, itemCount: itemCount, values: probabilities)
  }
}

/// What the classifier of one fold says.
private struct FoldFit {
  let rows: [Int]
  let probabilities: [Float]
  let hasConverged: Bool
}

/// Fits the classifiers of folds.
private struct FoldFitting: Sendable {
  let data: Matrix
  let labels: [Int?]
  let folds: StratifiedFolds
  let classes: [Int]
  let inverseRegularization: Double
  let progress: ProgressHandler?
  private let finished = LockedValue(0)

  init(
    data: Matrix, labels: [Int?], folds: StratifiedFolds, classes: [Int], inverseRegularization: Double,
    progress: ProgressHandler?
  ) {
    (self.data, self.labels, self.folds, self.classes) = (data, labels, folds, classes)
    (self.inverseRegularization, self.progress) = (inverseRegularization, progress)
  }

  /// Fits on all folds but this one and asks about it, and about items without a label; nil without labeled items in it.
  func fit(_ fold: Int, parallel: ParallelRows) throws -> FoldFit? {
    let training = labels.indices.filter { labels[$0] != nil && folds.folds[$0] != fold && folds.folds[$0] != nil }
    let testing = labels.indices.filter { labels[$0] != nil && folds.folds[$0] == fold }
    guard !testing.isEmpty else { return nil }
    try requireAllClasses(training, fold)
    let places = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
    let fit = try LogisticRegression(
      data, rows: training, labels: training.compactMap { labels[$0].flatMap { places[$0] } },
      classCount: classes.count, inverseRegularization: inverseRegularization, parallel: parallel,
      progress: { _ in try progress?(Double(finished.update { $0 }) / Double(folds.count)) })
    finished.update { $0 += 1 }
    let rows = testing + labels.indices.filter { labels[$0] == nil }
    return FoldFit(
      rows: rows, probabilities: fit.probabilities(data, rows: rows, parallel: parallel), hasConverged: fit.hasConverged
    )
  }

  private func requireAllClasses(_ training: [Int], _ fold: Int) throws {
    let seen = Set(training.compactMap { labels[$0] })
    guard let missing = classes.first(where: { !seen.contains($0) }) else { return }
    throw RepresentationAnalysisError(
      kind: .badInput,
      description:
        "All items of class \(missing) lie in fold \(fold), so that no classifier can learn it without them; "
        + "at least two items of each class, in different folds, are expected. Leave the class out, or add images.")
  }
}

/// The mean of the probabilities that several classifiers gave each item.
private struct ProbabilityTable {
  let classCount: Int
  private var sums: [Float]
  private var counts: [Float]

  init(itemCount: Int, classCount: Int) {
    self.classCount = classCount
    sums = [Float](repeating: 0, count: itemCount * classCount)
    counts = [Float](repeating: 0, count: itemCount)
  }

  /// Adds one row of probabilities for each of some items.
  mutating func add(_ probabilities: [Float], rows: [Int]) {
    for (place, row) in rows.enumerated() {
      counts[row] += 1
      for index in 0..<classCount { sums[row * classCount + index] += probabilities[place * classCount + index] }
    }
  }

  /// NaN for items that no classifier saw.
  var means: [Float] { sums.indices.map { counts[$0 / classCount] > 0 ? sums[$0] / counts[$0 / classCount] : .nan } }
}
