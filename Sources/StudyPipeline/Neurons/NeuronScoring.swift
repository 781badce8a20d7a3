import NeuronAnalysis
import NumericKernels
import StudyStore

/// How well the neurons of a layer tell classes from the rest.
///
/// Classes with fewer than `smallestClassSize` images are not told from the rest, but are part of it. Of two classes, a neuron
/// tells the one that excites it (`TwoClassScores`).
struct NeuronScoring {
  /// A forest of a class with fewer images would be judged by a handful of them.
  static let smallestClassSize = 10

  /// The classes that are told from the rest: column j of every matrix is class `classes[j]`.
  let classes: [Int]
  /// Neurons × `classes`, for each measure.
  let scores: [(measure: DiscriminativeMeasure, values: Matrix)]
  /// How well forests name each of `classes`.
  let forests: [NeuronDocument.Forest]
  /// The class that each neuron tells best by importance, and its score; nil for none.
  let best: [(classIndex: Int, score: Float)?]
  /// How much neurons of one class go together.
  let specialization: Specialization?
  let parameters: [String: ParameterPair]

  /// Nil when there are not two groups of images to tell apart.
  init?(
    _ activations: Matrix, labels: [Int?], correlation: NeuronCorrelation, treeCount: Int, seed: UInt64,
    parallel: ParallelRows, progress: @escaping ProgressHandler
  ) throws {
    let sizes = labels.compactMap(\.self).reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
    let classes = sizes.filter { $0.value >= Self.smallestClassSize }.keys.sorted()
    guard !classes.isEmpty, sizes.count >= 2 else { return nil }
    let columns = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
    var options = DiscriminativeScoresOptions()
    (options.forests.treeCount, options.forests.seed) = (treeCount, seed)
    let found = try DiscriminativeScores(
      activations: activations, labels: labels.map { $0.map { columns[$0] ?? classes.count } }, options: options,
      parallel: parallel, progress: progress)
    self.classes = classes
    let places = labels.map { $0.flatMap { columns[$0] } }
    let two =
      sizes.count == 2 && classes.count == 2
      ? try TwoClassScores(activations, labels: places, parallel: parallel) : nil
    scores = found.scores.map { score in
      let values = Self.firstColumns(score.values, classes.count)
      return (score.measure, two?(values, by: score.measure) ?? values)
    }
    forests = found.forests.forests.filter { $0.classIndex < classes.count }.map {
      NeuronDocument.Forest(
        classIndex: classes[$0.classIndex], itemCount: $0.itemCount, accuracy: $0.accuracy,
        balancedAccuracy: $0.balancedAccuracy, baseline: $0.baseline)
    }
    best = Self.best(scores[0].values, classes)
    specialization = try Self.specialization(best.map { $0?.classIndex }, correlation, seed: seed, parallel)
    parameters = [
      "treeCount": .same(.integer(treeCount)), "candidateCount": .same(.integer(found.forests.candidateCount)),
      "heldOutCount": .same(.integer(found.forests.heldOutCount)), "binCount": .same(.integer(options.binCount)),
      "permutationRepetitionCount": .same(.integer(options.forests.permutationRepetitionCount)),
      "smallestClassSize": .same(.integer(Self.smallestClassSize)),
    ]
  }

  /// The class that each neuron tells best, as documents say it: −1 for none.
  var bestClass: [Int] { best.map { $0?.classIndex ?? -1 } }
  /// Its score; 0 for none.
  var bestScore: [Double] { best.map { Double($0?.score ?? 0) } }
  /// The measures, as documents list them.
  var described: [NeuronDocument.Score] {
    scores.map { .init(name: $0.measure.rawValue, title: $0.measure.title, parameters: parameters) }
  }

  private static func firstColumns(_ matrix: Matrix, _ count: Int) -> Matrix {
    guard matrix.columnCount > count else { return matrix }
    var result = Matrix(rowCount: matrix.rowCount, columnCount: count)
    for row in 0..<matrix.rowCount {
      for column in 0..<count { result[row, column] = matrix[row, column] }
    }
    return result
  }

  /// The largest above 0, the first of equals.
  private static func best(_ scores: Matrix, _ classes: [Int]) -> [(classIndex: Int, score: Float)?] {
    (0..<scores.rowCount).map { neuron in
      var best: (classIndex: Int, score: Float)?
      for column in 0..<scores.columnCount where scores[neuron, column] > best?.score ?? 0 {
        best = (classes[column], scores[neuron, column])
      }
      return best
    }
  }

  private static func specialization(
    _ best: [Int?], _ correlation: NeuronCorrelation, seed: UInt64, _ parallel: ParallelRows
  ) throws -> Specialization? {
    guard best.count(where: { $0 != nil }) >= 2 else { return nil }
    var options = SpecializationOptions()
    options.seed = seed
    return try Specialization(bestClasses: best, correlation: correlation, options: options, parallel: parallel)
  }
}
