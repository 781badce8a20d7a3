import NeighborSearch
import NumericKernels
import RepresentationAnalysis
import StudyStore

/// Compares every layer of a study with every other, those of other models included: by linear CKA, by Procrustes, and by
/// the nearest neighbors that images keep.
struct LikenessStage {
  static let name = "likeness"

  let seed: UInt64

  /// A layer of a study.
  private struct Place {
    let model: String
    let layer: StudyLayer

    var json: JSONValue { .object(["model": .string(model), "layer": .string(layer.folder)]) }
  }

  /// Runs the stage, or finds that its work is done.
  func run(_ context: StageContext, labels: [Int?]) throws {
    let study = context.study
    let places = try places(study)
    guard !places.isEmpty else { return }
    let sample = MeasuredRows(labels: labels, seed: seed)
    let decision = try study.beginRun(
      stage: Self.name, scope: .study, key: try key(study, places, labels: labels, sample),
      parameters: [
        "itemCount": .same(.integer(sample.rows.count)),
        "neighborCount": .same(.integer(LikenessMeasure.neighborCount)),
        "componentCount": .same(.integer(ProcrustesAgreement.largestComponentCount)),
      ], seed: sample.isWhole ? nil : seed)
    guard case .start(let run) = decision else {
      return context.observer.stageEnded(stage: Self.name, detail: "\(places.count) layers, up to date")
    }
    let artifacts = try byActivations(context, places, sample) + [try byNeighbors(context, places)]
    try study.finishRun(run, artifacts: artifacts)
    context.observer.stageEnded(stage: Self.name, detail: "\(places.count) layers with each other")
  }

  private func places(_ study: Study) throws -> [Place] {
    try study.database.models().flatMap { model in
      try study.database.layers(ofModel: model.folder).map { Place(model: model.folder, layer: $0) }
    }.filter { try study.database.artifact(.activations, layer: $0.layer.folder, of: $0.model) != nil }
  }

  private func key(_ study: Study, _ places: [Place], labels: [Int?], _ sample: MeasuredRows) throws -> String {
    var key = StageKey(stage: Self.name, version: 2)
    for place in places {
      key.add("model", place.model)
      key.add(place.layer.folder, try study.contentHash(.activations, layer: place.layer, model: place.model))
      let neighbors = try study.database.artifact(.neighbors, layer: place.layer.folder, of: place.model)
      key.add("neighbors", neighbors?.sha256 ?? "")
    }
    if !sample.isWhole {
      key.add("seed", String(seed))
      try key.add("labels", encoding: labels)
    }
    return key.digest
  }

  private func progress(
    _ context: StageContext, from start: Double, to end: Double
  ) -> ProgressHandler {
    { try context.report(StageProgress(stage: Self.name, fraction: start + (end - start) * $0)) }
  }

  private func byActivations(
    _ context: StageContext, _ places: [Place], _ sample: MeasuredRows
  ) throws -> [FinishedArtifact] {
    var matrices: [Matrix] = []
    for (index, place) in places.enumerated() {
      try progress(context, from: 0, to: 0.1)(Double(index) / Double(places.count))
      matrices.append(try sample.activations(context.study, layer: place.layer, model: place.model))
    }
    let count = JSONValue.integer(sample.rows.count)
    let alignment = try CenteredKernelAlignment(
      matrices, parallel: context.parallel, progress: progress(context, from: 0.1, to: 0.2))
    let aligned = try write(
      alignment.values, .cka, places, context.study, ["measure": "linear CKA", "itemCount": count])
    let agreement = try ProcrustesAgreement(
      matrices, parallel: context.parallel, progress: progress(context, from: 0.2, to: 0.9))
    let kept = JSONValue.array(agreement.keptVariance.map { .number($0) })
    let agreed = try write(
      agreement.values, .procrustes, places, context.study,
      ["measure": "Procrustes agreement", "itemCount": count, "keptVariance": kept])
    return [aligned, agreed]
  }

  /// All images take part here, whatever their number.
  private func byNeighbors(_ context: StageContext, _ places: [Place]) throws -> FinishedArtifact {
    let study = context.study
    let graphs = try places.map { place -> NeighborGraph? in
      guard try study.database.artifact(.neighbors, layer: place.layer.folder, of: place.model) != nil else {
        return nil
      }
      return try NeighborsStage.graph(study, layer: place.layer, model: place.model)
    }
    let overlap = try NeighborOverlap(
      graphs, neighborCount: LikenessMeasure.neighborCount, parallel: context.parallel,
      progress: progress(context, from: 0.9, to: 1))
    return try write(
      overlap.values, .neighbors, places, study,
      [
        "measure": .string("neighbour overlap (Jaccard, k = \(overlap.neighborCount))"),
        "itemCount": .integer(try study.database.itemCount()), "neighborCount": .integer(overlap.neighborCount),
        "expected": .number(overlap.expected),
      ])
  }

  private func write(
    _ values: [Double?], _ measure: LikenessMeasure, _ places: [Place], _ study: Study,
    _ attributes: [String: JSONValue]
  ) throws -> FinishedArtifact {
    let shape = [places.count, places.count]
    try NPYWriter.write(
      values.map { Float($0 ?? .nan) }, shape: shape, to: study.paths.url(ofRelativePath: measure.file))
    return FinishedArtifact(
      path: measure.file, role: measure.role, shape: shape,
      attributes: attributes.merging(["layers": .array(places.map(\.json))]) { $1 })
  }
}
