import ArgumentParser
import EmbeddingMethods
import Foundation
import NeighborSearch
import NumericKernels
import StudyStore

/// `strata array quality`.
struct QualityArrayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quality",
    abstract: "Measure how far an embedding can be trusted.",
    discussion: """
      trustworthiness  whether neighbours in the embedding are neighbours in the data
      continuity       whether neighbours in the data are neighbours in the embedding
      preservation     the share of the nearest neighbours that are kept
      stress           how well distances are kept: stress-1 after the best scaling,
                       and the correlations of the Shepard diagram
      With --labels also neighbourhood hit and k-NN accuracy, in the embedding and in the data.
      """)

  /// What `--measures` accepts.
  enum Measures: String, ExpressibleByArgument, CaseIterable {
    case all
    case neighborhoods
    case trustworthiness
    case stress
  }

  @Argument(help: ArgumentHelp("The embedding, one row a point.", valueName: "embedding.npy"), completion: .file())
  var input: String

  @Option(help: "What was embedded, the same rows.", completion: .file())
  var data: String

  @Option(help: "A label for each row: integers; negative ones mean none.", completion: .file())
  var labels: String?

  @Option(help: "all, neighborhoods (without stress), trustworthiness or stress.")
  var measures = Measures.all

  @Option(help: "The size of the neighbourhoods that are compared.")
  var neighbors = 15

  @Option(help: ArgumentHelp("\(MetricArgument.names)", valueName: "metric"))
  var metric = MetricArgument.euclidean

  @Option(
    help: "Where the trustworthiness, continuity and preservation of each point go, three columns.",
    completion: .file())
  var perPoint: String?

  @OptionGroup
  var seed: SeedArgument

  @OptionGroup
  var arguments: ArrayArguments

  func validate() throws {
    let isOfAll = measures == .all || measures == .neighborhoods
    guard isOfAll || (labels == nil && perPoint == nil) else {
      throw ValidationError("--labels and --per-point need --measures all or neighborhoods.")
    }
  }

  func run() throws {
    let job = ArrayJob("quality", arguments)
    let embedding = try job.matrix(input)
    let data = try job.matrix(data, as: "data")
    let labels = try labels.map { try job.labels($0, rowCount: data.rowCount) }
    job.record("metric", .string(metric.metric.rawValue))
    switch measures {
    case .trustworthiness:
      let trust = try job.compute {
        try Trustworthiness(
          of: embedding, data: data, neighborCount: neighbors, metric: metric.metric, parallel: job.parallel,
          progress: $0)
      }
      job.record("neighborCount", .integer(neighbors), effective: .integer(trust.neighborCount))
      job.record(metric: "trustworthiness", trust.overall)
    case .all, .neighborhoods: try measureNeighborhoods(embedding, data, labels, job)
    case .stress: break
    }
    if measures == .all || measures == .stress { try measureStress(embedding, data, job) }
    try job.finish()
  }

  private func measureNeighborhoods(
    _ embedding: Matrix, _ data: Matrix, _ labels: [Int?]?, _ job: ArrayJob
  ) throws {
    let quality = try job.compute {
      try EmbeddingQuality(
        of: embedding, data: data, neighborCount: neighbors, metric: metric.metric, labels: labels,
        parallel: job.parallel, progress: $0)
    }
    job.record("neighborCount", .integer(neighbors), effective: .integer(quality.trustworthiness.neighborCount))
    job.record(metric: "trustworthiness", quality.trustworthiness.overall)
    job.record(metric: "continuity", quality.continuity.overall)
    job.record(metric: "preservation", quality.preservation.overall)
    if labels != nil {
      job.record(metric: "neighborhoodHit", quality.neighborhoodHit?.overall)
      job.record(metric: "dataNeighborhoodHit", quality.dataNeighborhoodHit?.overall)
      job.record(metric: "nearestNeighborAccuracy", quality.nearestNeighborAccuracy?.overall)
      job.record(metric: "dataNearestNeighborAccuracy", quality.dataNearestNeighborAccuracy?.overall)
    }
    if let perPoint {
      var values = Matrix(rowCount: data.rowCount, columnCount: 3)
      for row in 0..<data.rowCount {
        values[row, 0] = quality.trustworthiness.perPoint[row]
        values[row, 1] = quality.continuity.perPoint[row]
        values[row, 2] = quality.preservation.perPoint[row]
      }
      try job.write(values, to: perPoint, as: "perPoint")
    }
  }

  private func measureStress(_ embedding: Matrix, _ data: Matrix, _ job: ArrayJob) throws {
    let shepard = try job.compute {
      try DistancePreservation(
        of: embedding, data: data, metric: metric.metric, seed: seed.seed, parallel: job.parallel, progress: $0)
    }
    job.record("pairCount", .null, effective: .integer(shepard.pairCount))
    if shepard.isSampled { job.record("seed", .integer(Int(seed.seed))) }
    job.record(metric: "normalizedStress", shepard.normalizedStress)
    job.record(metric: "shepardCorrelation", shepard.shepardCorrelation)
    job.record(metric: "distanceCorrelation", shepard.pearsonCorrelation)
  }
}
