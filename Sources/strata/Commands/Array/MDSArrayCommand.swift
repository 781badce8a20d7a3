import ArgumentParser
import EmbeddingMethods
import Foundation
import NeighborSearch
import NumericKernels
import StudyStore

/// `strata array mds`.
struct MDSArrayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mds",
    abstract: "Place points by the dissimilarities of all pairs (classical scaling or SMACOF).",
    discussion: """
      <in.npy> is a square matrix of dissimilarities; with --from-rows it has one row a point, and their distances are \
      taken. The stress is the sum over all pairs of (dissimilarity - distance)^2; it never rises.
      """)

  /// What `--method` accepts.
  enum Method: String, ExpressibleByArgument, CaseIterable {
    case smacof
    case classical
  }

  @Argument(help: ArgumentHelp("Dissimilarities, or rows.", valueName: "in.npy"), completion: .file())
  var input: String

  @Option(help: "Where the embedding goes.", completion: .file())
  var output: String

  @Option(help: "smacof (metric, by majorization) or classical (by eigenvectors).")
  var method = Method.smacof

  @Option(help: "At least 1.")
  var dimensions = 2

  @Flag(help: "Take the distances of the rows of the input.")
  var fromRows = false

  @Option(help: ArgumentHelp("With --from-rows. \(MetricArgument.names)", valueName: "metric"))
  var metric: MetricArgument?

  @Option(
    help: ArgumentHelp(
      "SMACOF: classical, random, or positions to start from. (default: classical)", valueName: "method|start.npy"))
  var initialization: String?

  @Option(help: "SMACOF: the largest number of iterations. (default: \(SMACOFOptions().iterationCount))")
  var iterations: Int?

  @Option(help: "SMACOF: ends when the stress falls by a smaller share; 0 runs all iterations. (default: 1e-06)")
  var tolerance: Double?

  @Option(help: "SMACOF: plain, or relaxed, which needs half the iterations. (default: relaxed)")
  var update: SMACOFUpdate?

  @OptionGroup
  var seed: SeedArgument

  @OptionGroup
  var arguments: ArrayArguments

  func validate() throws {
    guard fromRows || metric == nil else {
      throw ValidationError("--metric measures the distances of rows, so it needs --from-rows.")
    }
    let ofSMACOF: [(String, Bool)] = [
      ("--initialization", initialization != nil), ("--iterations", iterations != nil),
      ("--tolerance", tolerance != nil), ("--update", update != nil),
    ]
    if method == .classical, let option = ofSMACOF.first(where: \.1) {
      throw ValidationError("\(option.0) has no meaning for --method classical.")
    }
  }

  func run() throws {
    let job = ArrayJob("mds", arguments)
    let data = try job.matrix(input)
    job.record("method", .string(method.rawValue))
    if fromRows { job.record("metric", .string(distance.rawValue)) }
    let embedding = try method == .smacof ? smacof(data, job) : classical(data, job)
    try job.write(embedding, to: output)
    try job.finish()
  }

  private var distance: DistanceMetric { metric?.metric ?? .euclidean }

  private func smacof(_ data: Matrix, _ job: ArrayJob) throws -> Matrix {
    var options = SMACOFOptions()
    options.dimensions = dimensions
    options.seed = seed.seed
    if let iterations { options.iterationCount = iterations }
    if let tolerance { options.relativeTolerance = tolerance }
    if let update { options.update = update }
    switch initialization {
    case nil, "classical": options.initialization = .classical
    case "random": options.initialization = .random
    case let path?: options.initialization = .given(try job.matrix(path, as: "initialization"))
    }
    let method = SMACOF(options: options, parallel: job.parallel)
    let result = try job.compute { progress in
      try fromRows
        ? method.embed(data, metric: distance, progress: progress)
        : method.embed(dissimilarities: data, progress: progress)
    }
    job.record("iterationCount", .null, effective: .integer(result.iterationCount))
    job.record("initialization", .string(result.initialization))
    job.record("update", .string(options.update.rawValue))
    job.record("seed", .integer(Int(seed.seed)))
    job.record(metric: "stress", result.stress)
    job.record(metric: "normalizedStress", result.normalizedStress)
    job.record(metric: "stressHistory", value: .array(result.stressHistory.map { .number($0) }))
    job.record(metric: "hasConverged", value: .bool(result.hasConverged))
    return result.embedding
  }

  private func classical(_ data: Matrix, _ job: ArrayJob) throws -> Matrix {
    let method = ClassicalMDS(dimensions: dimensions, seed: seed.seed, parallel: job.parallel)
    let result = try job.compute { progress in
      try fromRows
        ? method.embed(data, metric: distance, progress: progress)
        : method.embed(dissimilarities: data, progress: progress)
    }
    job.record(
      "dimensions", .integer(result.requestedDimensions), effective: .integer(result.effectiveDimensions))
    job.record(metric: "goodnessOfFit", result.goodnessOfFit)
    job.record(metric: "eigenvalues", value: .array(result.eigenvalues.map { .number($0) }))
    job.record(metric: "smallestEigenvalue", result.smallestEigenvalue)
    return result.embedding
  }
}
