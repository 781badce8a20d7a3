import Foundation
import NeighborSearch
import NumericKernels
import StudyStore

/// Finds the nearest neighbours of every image in every layer.
struct NeighborsStage {
  static let name = "neighbors"

  let neighborCount: Int
  let metric: DistanceMetric
  let seed: UInt64

  /// Runs the stage for all layers, or finds that its work is done.
  func run(_ context: StageContext, layers: [StudyLayer], model: String) throws {
    let itemCount = try context.study.database.itemCount()
    var computed = 0
    var effective = neighborCount
    for (index, layer) in layers.enumerated() {
      let start = Double(index) / Double(layers.count)
      try context.report(
        StageProgress(stage: Self.name, layer: layer.name, fraction: start), layerFolder: layer.folder)
      var key = StageKey(stage: Self.name, version: 2)
      key.add("activations", try context.study.contentHash(.activations, layer: layer, model: model))
      key.add("neighborCount", String(neighborCount))
      key.add("metric", metric.rawValue)
      let plan = plan(for: layer, itemCount: itemCount)
      key.add("method", plan.method.rawValue)
      if plan.method == .approximate { key.add("seed", String(seed)) }
      let decision = try context.study.beginRun(
        stage: Self.name, scope: .layer(layer.folder, of: model), key: key.digest,
        parameters: [
          "neighborCount": .same(.integer(neighborCount)), "metric": .same(.string(metric.rawValue)),
          "method": .init(requested: "automatic", effective: .string(plan.method.rawValue)),
        ])
      guard case .start(let run) = decision else { continue }
      let handler = context.handler(
        stage: Self.name, layer: layer, from: start, to: Double(index + 1) / Double(layers.count))
      effective = try compute(context, run: run, layer: layer, model: model, progress: handler)
      computed += 1
    }
    let limit = effective < neighborCount ? " (all that there are: \(effective))" : ""
    context.observer.stageEnded(
      stage: Self.name,
      detail: computed == 0
        ? "\(layers.count) layers, up to date" : "\(neighborCount) in each of \(layers.count) layers\(limit)")
  }

  /// Which search the layer's size asks for; the same on every machine.
  private func plan(for layer: StudyLayer, itemCount: Int) -> NeighborSearchPlan {
    NearestNeighbors(metric: metric).plan(
      rowCount: itemCount, columnCount: layer.featureCount, neighborCount: neighborCount)
  }

  private func compute(
    _ context: StageContext, run: StudyRun, layer: StudyLayer, model: String, progress: @escaping ProgressHandler
  ) throws -> Int {
    let paths = context.study.paths
    let activations = try context.study.array("activations.npy", layer: layer, model: model).matrix()
    let search = NearestNeighbors(metric: metric, seed: seed, parallel: context.parallel)
    let graph = try search.neighbors(of: activations, neighborCount: neighborCount, progress: progress)
    var effective: [String: JSONValue] = ["neighborCount": .integer(graph.neighborCount)]
    if plan(for: layer, itemCount: activations.rowCount).method == .approximate {
      effective["estimatedRecall"] = .number(
        try Recall.estimate(graph, data: activations, metric: metric, parallel: context.parallel).mean)
    }
    let shape = [graph.rowCount, graph.neighborCount]
    try NPYWriter.write(
      graph.indices, shape: shape, to: paths.file("neighbors.npy", inLayer: layer.folder, of: model))
    try NPYWriter.write(
      graph.distances, shape: shape, to: paths.file("neighbor-distances.npy", inLayer: layer.folder, of: model))
    try context.study.finishRun(
      run,
      artifacts: [
        FinishedArtifact(
          path: Study.path("neighbors.npy", layer: layer, model: model), role: .neighbors, shape: shape),
        FinishedArtifact(
          path: Study.path("neighbor-distances.npy", layer: layer, model: model), role: .neighborDistances,
          shape: shape),
      ], effective: effective)
    return graph.neighborCount
  }

  /// Reads the neighbours that the stage has stored.
  static func graph(_ study: Study, layer: StudyLayer, model: String) throws -> NeighborGraph {
    let indices = try study.array("neighbors.npy", layer: layer, model: model)
    let matrix = try study.array("neighbor-distances.npy", layer: layer, model: model).matrix()
    return try NeighborGraph(
      rowCount: matrix.rowCount, neighborCount: matrix.columnCount, indices: indices.int32Elements(),
      distances: matrix.elements)
  }
}
