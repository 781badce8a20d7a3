import EmbeddingMethods
import Foundation
import NeighborSearch
import NumericKernels
import StudyStore

/// Measures every layer and how far each of its embeddings can be trusted.
struct QualityStage {
  static let name = "quality"
  static let hitNeighborCount = 6
  static let neighborCount = 15

  /// Embeddings that every layer has.
  let embeddings: [String]
  /// Further ones, by the folders of their layers.
  var given: [String: [String]] = [:]
  let metric: DistanceMetric

  /// Runs the stage for all layers, or finds that its work is done.
  func run(_ context: StageContext, layers: [StudyLayer], model: String, labels: [Int?], classCount: Int) throws {
    var computed = 0
    for (index, layer) in layers.enumerated() {
      let start = Double(index) / Double(layers.count)
      try context.report(
        StageProgress(stage: Self.name, layer: layer.name, fraction: start), layerFolder: layer.folder)
      let key = try self.key(context.study, layer: layer, model: model, labels: labels, classCount: classCount)
      let decision = try context.study.beginRun(
        stage: Self.name, scope: .layer(layer.folder, of: model), key: key,
        parameters: [
          "hitNeighborCount": .same(.integer(Self.hitNeighborCount)),
          "neighborCount": .same(.integer(Self.neighborCount)),
        ])
      guard case .start(let run) = decision else { continue }
      try measure(
        context, run: run, layer: layer, model: model, labels: labels, classCount: classCount,
        progress: context.handler(
          stage: Self.name, layer: layer, from: start, to: Double(index + 1) / Double(layers.count)))
      computed += 1
    }
    context.observer.stageEnded(
      stage: Self.name, detail: "\(layers.count) layers" + (computed == 0 ? ", up to date" : ""))
  }

  private func embeddings(of layer: StudyLayer) -> [String] { embeddings + (given[layer.folder] ?? []) }

  private func key(
    _ study: Study, layer: StudyLayer, model: String, labels: [Int?], classCount: Int
  ) throws -> String {
    var key = StageKey(stage: Self.name, version: 2)
    key.add("neighbors", try study.contentHash(.neighbors, layer: layer, model: model))
    for name in embeddings(of: layer) {
      key.add(name, try study.contentHash(.embedding, name: name, layer: layer, model: model))
    }
    try key.add("labels", encoding: labels)
    key.add("classCount", String(classCount))
    key.add("metric", metric.rawValue)
    return key.digest
  }

  private func measure(
    _ context: StageContext, run: StudyRun, layer: StudyLayer, model: String, labels: [Int?], classCount: Int,
    progress: @escaping ProgressHandler
  ) throws {
    let graph = try NeighborsStage.graph(context.study, layer: layer, model: model)
    let metrics = try labelMetrics(graph, labels: labels, classCount: classCount)
    let trust = try measureTrust(context, graph: graph, layer: layer, model: model, labels: labels, progress: progress)
    try context.study.finishRun(run, artifacts: trust.artifacts, metrics: metrics + trust.metrics)
  }

  /// Compares every embedding with the activations; without embeddings, the activations are not read at all.
  private func measureTrust(
    _ context: StageContext, graph: NeighborGraph, layer: StudyLayer, model: String, labels: [Int?],
    progress: @escaping ProgressHandler
  ) throws -> (artifacts: [FinishedArtifact], metrics: [StudyMetric]) {
    let embeddings = embeddings(of: layer)
    guard !embeddings.isEmpty else { return ([], []) }
    var artifacts: [FinishedArtifact] = []
    var metrics: [StudyMetric] = []
    let activations = try context.study.array("activations.npy", layer: layer, model: model).matrix()
    for (index, name) in embeddings.enumerated() {
      let embedding = try context.study.array("\(name).npy", layer: layer, model: model).matrix()
      let quality = try EmbeddingQuality(
        of: embedding, data: activations, neighborCount: Self.neighborCount, metric: metric, labels: labels,
        hitNeighborCount: Self.hitNeighborCount, dataNeighbors: graph, parallel: context.parallel,
        progress: { try progress((Double(index) + $0) / Double(embeddings.count)) })
      let trust = quality.trustworthiness
      let file = "\(name).trust.npy"
      try NPYWriter.write(
        trust.perPoint, shape: [trust.perPoint.count],
        to: context.study.paths.file(file, inLayer: layer.folder, of: model))
      artifacts.append(
        FinishedArtifact(
          path: Study.path(file, layer: layer, model: model), role: .embeddingTrust, name: name,
          shape: [trust.perPoint.count]))
      metrics += [
        StudyMetric(name: "trustworthiness.\(name)", value: trust.overall),
        StudyMetric(name: "continuity.\(name)", value: quality.continuity.overall),
        StudyMetric(name: "preservation.\(name)", value: quality.preservation.overall),
      ]
      if let hit = quality.neighborhoodHit?.overall {
        metrics.append(StudyMetric(name: "neighborhoodHit.\(name)", value: hit))
      }
    }
    return (artifacts, metrics)
  }

  private func labelMetrics(
    _ graph: NeighborGraph, labels: [Int?], classCount: Int
  ) throws -> [StudyMetric] {
    let hit = try NeighborhoodHit(graph, labels: labels, neighborCount: Self.hitNeighborCount)
    let accuracy = try NearestNeighborAccuracy(graph, labels: labels, neighborCount: Self.neighborCount)
    var metrics: [StudyMetric] = []
    if let overall = hit.overall {
      metrics.append(
        StudyMetric(
          name: "neighborhoodHit", value: overall, perClass: (0..<classCount).map { hit.perClass[$0] }))
    }
    if let overall = accuracy.overall {
      metrics.append(
        StudyMetric(name: "knnAccuracy", value: overall, perClass: (0..<classCount).map { accuracy.perClass[$0] }))
    }
    return metrics
  }
}
