import ActivationTaps
import Foundation
import NeighborSearch
import ONNXModel
import StudyStore

/// How a network of a study was analyzed, so that another can be in the same way.
struct RecordedAnalysis {
  let model: StudyModel
  let layers: [StudyLayer]
  let tapPoints: [TapPoint]
  let extraction: ExtractionOptions
  let neighborCount: Int
  let metric: DistanceMetric
  let embeddings: [EmbeddingRequest]
  let isMeasured: Bool
  let hasSuspects: Bool
  /// What its embeddings and measures followed from.
  let seed: UInt64

  /// Throws `badInput` for a network whose analysis was never finished.
  init(_ study: Study, model: StudyModel, network: ONNXNetwork, threadCount: Int?) throws {
    self.model = model
    layers = try study.database.layers(ofModel: model.folder)
    tapPoints = try layers.map { layer in
      guard let found = network.tapPoints.first(where: { $0.tensorName == layer.tensorName }) else {
        throw StudyPipelineError(
          kind: .badInput, description: "\(network.url.path) has no layer \(layer.name). Give the study's network.")
      }
      return found
    }
    let run = try StudyNetworkFile(study: study, model: model).extraction()
    var options = ExtractionOptions()
    options.pooling = try StudyNetworkFile.decode(run.parameters["pooling"]?.effective ?? .null)
    options.precision = try StudyNetworkFile.decode(run.parameters["precision"]?.effective ?? .null)
    options.batchSize = try StudyNetworkFile.decode(run.parameters["batchSize"]?.requested ?? .null)
    options.threadCount = threadCount
    extraction = options
    guard let first = layers.first,
      let search = try study.database.run(stage: NeighborsStage.name, scope: .layer(first.folder, of: model.folder)),
      let count = search.parameters["neighborCount"]?.requested.integerValue,
      let metric = DistanceMetric(rawValue: search.parameters["metric"]?.requested.stringValue ?? "")
    else {
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "The analysis of \(model.name) is not finished: it has no neighbours. Run `strata analyze` again to go "
          + "on with it first.")
    }
    (neighborCount, self.metric) = (count, metric)
    let described = try study.description().models.first { $0.folder == model.folder }
    // Those that every layer has: others were not finished.
    let known = described?.layers.map { Set($0.embeddings.map(\.name)) } ?? []
    let shared = known.dropFirst().reduce(known.first ?? []) { $0.intersection($1) }
    embeddings = try (described?.layers.first?.embeddings ?? []).map(\.name).filter(shared.contains)
      .map { try EmbeddingRequest($0) }
    let scope = RunScope.layer(first.folder, of: model.folder)
    isMeasured = try study.database.run(stage: MeasuresStage.name, scope: scope) != nil
    hasSuspects = try study.database.run(stage: SuspectsStage.name, scope: .model(model.folder)) != nil
    let embedded = try embeddings.first.flatMap {
      try study.database.run(
        stage: EmbeddingStage.name, scope: .layer(first.folder, of: model.folder, variant: $0.name))
    }
    seed = try embedded?.seed ?? study.database.settings().seed
  }
}
