/// What becomes of each class without its highest-scoring neurons, and without as many random ones.
public struct SilencingExperimentReport: Sendable, Codable, Equatable {
  /// The layer's tensor.
  public let layer: String
  /// What took the place of activations: `zero` or `mean`.
  public let replacement: String
  /// The number of images that were scored.
  public let itemCount: Int
  /// The share of the layer's neurons that was asked for.
  public let share: Double
  /// The number of neurons in a group.
  public let groupSize: Int
  /// The number of random groups.
  public let repetitions: Int
  /// The seed that they were drawn with.
  public let seed: UInt64
  /// The network as it is.
  public let before: SilencingScores
  /// The labels that have images, ascending.
  public let classes: [ClassEffect]
  /// Means over the classes, each counted alike: the drop of a class's accuracy without its own neurons …
  public let meanDrop: Double
  /// … and without random ones.
  public let meanRandomDrop: Double

  /// What silencing does to one class.
  public struct ClassEffect: Sendable, Codable, Equatable {
    /// The label.
    public let label: Int
    /// The number of its images.
    public let itemCount: Int
    /// Its highest-scoring neurons, highest first.
    public let neurons: [Int]
    /// The drops without them.
    public let drop: SilencingDrop
    /// The drops without random ones, one for each group.
    public let randomDrops: [SilencingDrop]
    /// The mean and spread over the random groups of the drop of the class's accuracy.
    public let random: DropSpread
    /// (1 + the random groups that lower the class's accuracy as much or more) / (1 + their number): the p-value of a
    /// permutation test, one-sided.
    public let pValue: Double
  }

  init(_ report: SilencingReport, options: SilencingExperiment.Options, topCount: Int) {
    layer = report.layer
    replacement = report.replacement
    itemCount = report.itemCount
    (share, repetitions, seed) = (options.share, options.repetitions, options.seed)
    groupSize = report.groups.first?.neurons.count ?? 0
    before = report.before
    classes = report.before.classes.map { own in
      let top = report.groups[own.label]
      let drop = SilencingDrop(of: own.label, from: report.before, to: top.after)
      let random = report.groups[topCount...].map { SilencingDrop(of: own.label, from: report.before, to: $0.after) }
      let asLarge = random.count { $0.accuracy >= drop.accuracy }
      return ClassEffect(
        label: own.label, itemCount: own.itemCount, neurons: top.neurons, drop: drop, randomDrops: random,
        random: DropSpread(random.map(\.accuracy)), pValue: Double(1 + asLarge) / Double(1 + random.count))
    }
    let count = Double(max(1, classes.count))
    meanDrop = classes.reduce(0) { $0 + $1.drop.accuracy } / count
    meanRandomDrop = classes.reduce(0) { $0 + $1.random.mean } / count
  }
}

/// How much worse a network tells a class, and the others, than before.
public struct SilencingDrop: Sendable, Codable, Equatable {
  /// The accuracy that the class loses, −1…1: negative where it gains.
  public let accuracy: Double
  /// What its images' mean logarithm of the probability of the class loses.
  public let logProbability: Double
  /// The accuracy that the images of all other classes lose; nil where there are none.
  public let othersAccuracy: Double?
  /// What their mean logarithm of the probability of their class loses.
  public let othersLogProbability: Double?

  init(of label: Int, from before: SilencingScores, to after: SilencingScores) {
    let (own, then) = (before.scores(ofLabel: label), after.scores(ofLabel: label))
    accuracy = (own?.accuracy ?? 0) - (then?.accuracy ?? 0)
    logProbability = (own?.logProbability ?? 0) - (then?.logProbability ?? 0)
    let others = before.scores(withoutLabel: label)
    let othersThen = after.scores(withoutLabel: label)
    othersAccuracy = others.flatMap { others in othersThen.map { others.accuracy - $0.accuracy } }
    othersLogProbability = others.flatMap { others in othersThen.map { others.logProbability - $0.logProbability } }
  }
}

/// Mean and spread of drops.
public struct DropSpread: Sendable, Codable, Equatable {
  /// The mean.
  public let mean: Double
  /// The standard deviation of a sample; nil for one value.
  public let standardDeviation: Double?
  /// The smallest.
  public let smallest: Double
  /// The largest.
  public let largest: Double

  /// Of at least one value.
  init(_ values: [Double]) {
    let mean = values.reduce(0, +) / Double(values.count)
    self.mean = mean
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    standardDeviation = values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : nil
    (smallest, largest) = (values.min() ?? mean, values.max() ?? mean)
  }
}
