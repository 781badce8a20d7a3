import ArgumentParser
import NeighborSearch
import NumericKernels
import RepresentationAnalysis
import StudyStore

/// `strata array describe`.
struct DescribeArrayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe",
    abstract: "Measure the shape of a layer: intrinsic dimension, effective rank, classes, likeness to other layers.",
    discussion: """
      Always: the intrinsic dimension (TwoNN), the effective rank, the participation ratio and how many components hold \
      90 % of the variance. With --labels: the silhouette of the classes and the accuracy of a linear probe by \
      cross-validation. With --compare: the linear CKA with each of the other arrays.
      """)

  @Argument(help: ArgumentHelp("One row a point.", valueName: "in.npy"), completion: .file())
  var input: String

  @Option(help: "A label for each row: integers; negative ones mean unknown.", completion: .file())
  var labels: String?

  @Option(help: "Arrays with the same rows, to compare with.", completion: .file())
  var compare: [String] = []

  @Option(help: "With --labels: the number of parts of the cross-validation. (default: 5)")
  var folds: Int?

  @Option(
    help: "With --labels: where the probe's probabilities go, one column a label, ascending.", completion: .file())
  var probabilities: String?

  @OptionGroup
  var seed: SeedArgument

  @OptionGroup
  var arguments: ArrayArguments

  func validate() throws {
    guard labels != nil || (folds == nil && probabilities == nil) else {
      throw ValidationError("--folds and --probabilities are about the probe, which needs --labels.")
    }
  }

  func run() throws {
    let job = ArrayJob("describe", arguments)
    let data = try job.matrix(input)
    let rank = try job.compute { try EffectiveRank(data, parallel: job.parallel, progress: $0) }
    job.record(metric: "effectiveRank", rank.effectiveRank)
    job.record(metric: "participationRatio", rank.participationRatio)
    job.record(metric: "componentsFor90Percent", value: .integer(rank.componentsFor90Percent))
    try measureDimension(data, job)
    if let labels { try measureClasses(data, try job.labels(labels, rowCount: data.rowCount), job) }
    if !compare.isEmpty { try measureLikeness(data, job) }
    try job.finish()
  }

  private func measureDimension(_ data: Matrix, _ job: ArrayJob) throws {
    guard data.rowCount > 2 else { return job.record(metric: "intrinsicDimension", nil) }
    let found = try job.compute { progress in
      let graph = try NearestNeighbors(metric: .euclidean, parallel: job.parallel)
        .neighbors(of: data, neighborCount: 2, progress: progress)
      return try IntrinsicDimension(graph)
    }
    job.record(metric: "intrinsicDimension", found.value)
    job.record(metric: "duplicateCount", value: .integer(found.duplicateCount))
  }

  private func measureClasses(_ data: Matrix, _ labels: [Int?], _ job: ArrayJob) throws {
    let silhouette = try job.compute {
      try ClassSeparability(data, labels: labels, parallel: job.parallel, progress: $0)
    }
    job.record(metric: "silhouette", silhouette.overall)
    let division = try StratifiedFolds(labels: labels, count: folds ?? 5, seed: seed.seed)
    let probe = try job.compute {
      try LinearProbe(data, labels: labels, folds: division, parallel: job.parallel, progress: $0)
    }
    job.record("foldCount", .integer(division.count))
    job.record("seed", .integer(Int(seed.seed)))
    job.record(metric: "probeAccuracy", probe.accuracy)
    job.record(metric: "probeHasConverged", value: .bool(probe.hasConverged))
    if let probabilities {
      let shape = [data.rowCount, probe.classes.count]
      try job.write(probe.probabilities, shape: shape, to: probabilities, as: "probabilities")
    }
  }

  private func measureLikeness(_ data: Matrix, _ job: ArrayJob) throws {
    let others = try compare.enumerated().map { try job.matrix($1, as: "compare\($0)") }
    let alignment = try job.compute {
      try CenteredKernelAlignment([data] + others, parallel: job.parallel, progress: $0)
    }
    job.record(
      metric: "alignment", value: .array(others.indices.map { alignment[0, $0 + 1].map { .number($0) } ?? .null }))
  }
}
