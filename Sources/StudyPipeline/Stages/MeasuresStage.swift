import NeighborSearch
import NumericKernels
import StudyStore

/// Measures how classes lie in every layer and how many directions it uses; no embedding is needed for it.
struct MeasuresStage {
  static let name = "measures"

  let seed: UInt64

  /// Runs the stage for all layers, or finds that its work is done.
  func run(_ context: StageContext, layers: [StudyLayer], model: String, labels: [Int?], classCount: Int) throws {
    let sample = MeasuredRows(labels: labels, seed: seed)
    var computed = 0
    for (index, layer) in layers.enumerated() {
      let start = Double(index) / Double(layers.count)
      try context.report(
        StageProgress(stage: Self.name, layer: layer.name, fraction: start), layerFolder: layer.folder)
      let decision = try context.study.beginRun(
        stage: Self.name, scope: .layer(layer.folder, of: model),
        key: try key(context.study, layer: layer, model: model, labels: labels, classCount: classCount),
        parameters: parameters(itemCount: labels.count, layer: layer), seed: seed)
      guard case .start(let run) = decision else { continue }
      let progress = context.handler(
        stage: Self.name, layer: layer, from: start, to: Double(index + 1) / Double(layers.count))
      let data = try sample.activations(context.study, layer: layer, model: model)
      let measured = try LayerMeasurement(
        data, labels: sample.labels(labels), classCount: classCount,
        graph: try euclideanGraph(context, data, layer: layer, model: model), seed: seed, parallel: context.parallel,
        progress: progress)
      try context.study.finishRun(run, artifacts: [], metrics: measured.metrics, effective: measured.effective)
      computed += 1
    }
    let limit = sample.isWhole ? "" : ", on \(sample.rows.count) of \(labels.count) images, equally many of each class"
    context.observer.stageEnded(
      stage: Self.name, detail: "\(layers.count) layers" + (computed == 0 ? ", up to date" : limit))
  }

  private func key(
    _ study: Study, layer: StudyLayer, model: String, labels: [Int?], classCount: Int
  ) throws -> String {
    var key = StageKey(stage: Self.name, version: 1)
    key.add("activations", try study.contentHash(.activations, layer: layer, model: model))
    key.add("neighbors", try study.contentHash(.neighborDistances, layer: layer, model: model))
    try key.add("labels", encoding: labels)
    key.add("classCount", String(classCount))
    key.add("seed", String(seed))
    return key.digest
  }

  private func parameters(itemCount: Int, layer: StudyLayer) -> [String: ParameterPair] {
    [
      "foldCount": .same(.integer(LayerMeasurement.foldCount)),
      "itemCount": .same(.integer(itemCount)),
      "probeItemCount": .same(.integer(itemCount)), "probeColumnCount": .same(.integer(layer.featureCount)),
    ]
  }

  /// The stored neighbors, where they are Euclidean; else two of each are looked for.
  private func euclideanGraph(
    _ context: StageContext, _ data: Matrix, layer: StudyLayer, model: String
  ) throws -> NeighborGraph {
    let run = try context.study.database.run(
      stage: NeighborsStage.name, scope: .layer(layer.folder, of: model))
    if run?.parameters["metric"]?.effective.stringValue == DistanceMetric.euclidean.rawValue {
      return try NeighborsStage.graph(context.study, layer: layer, model: model)
    }
    return try NearestNeighbors(metric: .euclidean, seed: seed, parallel: context.parallel)
      .neighbors(of: data, neighborCount: 2)
  }
}
