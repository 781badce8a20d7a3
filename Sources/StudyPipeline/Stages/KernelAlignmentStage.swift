import Foundation
import NumericKernels
import RepresentationAnalysis
import StudyStore

/// Compares every layer of a study with every other, those of other models included, by linear CKA.
struct KernelAlignmentStage {
  static let name = "likeness"
  static let file = "cka.npy"

  let seed: UInt64

  /// Runs the stage, or finds that its work is done.
  func run(_ context: StageContext, labels: [Int?]) throws {
    let study = context.study
    let layers = try study.database.models().flatMap { model in
      try study.database.layers(ofModel: model.folder).map { (model: model.folder, layer: $0) }
    }.filter { try study.database.artifact(.activations, layer: $0.layer.folder, of: $0.model) != nil }
    guard !layers.isEmpty else { return }
    let sample = MeasuredRows(labels: labels, seed: seed)
    let decision = try study.beginRun(
      stage: Self.name, scope: .study, key: try key(study, layers, labels: labels, sample),
      parameters: ["measure": .same("linear CKA"), "itemCount": .same(.integer(sample.rows.count))],
      seed: sample.isWhole ? nil : seed)
    guard case .start(let run) = decision else {
      return context.observer.stageEnded(stage: Self.name, detail: "\(layers.count) layers, up to date")
    }
    var matrices: [Matrix] = []
    for (index, place) in layers.enumerated() {
      try context.report(StageProgress(stage: Self.name, fraction: 0.2 * Double(index) / Double(layers.count)))
      matrices.append(try sample.activations(study, layer: place.layer, model: place.model))
    }
    let alignment = try CenteredKernelAlignment(
      matrices, parallel: context.parallel,
      progress: { try context.report(StageProgress(stage: Self.name, fraction: 0.2 + 0.8 * $0)) })
    try NPYWriter.write(
      alignment.values.map { Float($0 ?? .nan) }, shape: [layers.count, layers.count],
      to: study.paths.url(ofRelativePath: Self.file))
    let names: [JSONValue] = layers.map {
      .object(["model": .string($0.model), "layer": .string($0.layer.folder)])
    }
    try study.finishRun(
      run,
      artifacts: [
        FinishedArtifact(
          path: Self.file, role: .kernelAlignment, shape: [layers.count, layers.count],
          attributes: ["layers": .array(names), "measure": "linear CKA", "itemCount": .integer(sample.rows.count)])
      ])
    context.observer.stageEnded(stage: Self.name, detail: "\(layers.count) layers with each other")
  }

  private func key(
    _ study: Study, _ layers: [(model: String, layer: StudyLayer)], labels: [Int?], _ sample: MeasuredRows
  ) throws -> String {
    var key = StageKey(stage: Self.name, version: 1)
    for place in layers {
      key.add("model", place.model)
      key.add(place.layer.folder, try study.contentHash(.activations, layer: place.layer, model: place.model))
    }
    if !sample.isWhole {
      key.add("seed", String(seed))
      try key.add("labels", encoding: labels)
    }
    return key.digest
  }
}
