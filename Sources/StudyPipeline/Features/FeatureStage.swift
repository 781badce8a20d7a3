import FeatureVisualization
import Foundation
import NumericKernels
import StudyStore

/// Makes the optimized images of a layer of a study; what is done stays when it is interrupted.
struct FeatureStage {
  static let name = "features"

  let request: FeatureRequest
  let model: StudyModel
  let network: VisualizedNetwork
  /// What decides the images besides the objectives.
  let key: String

  init(request: FeatureRequest, model: StudyModel, network: VisualizedNetwork, study: Study) throws {
    (self.request, self.model, self.network) = (request, model, network)
    var key = StageKey(stage: Self.name, version: 1)
    key.add("network", model.contentHash)
    try key.add("preprocessing", encoding: model.preprocessing)
    try key.add("options", encoding: request.options.decisive)
    key.add("imageLimit", String(request.imageLimit))
    try key.add("dataset", encoding: study.database.settings().dataset)
    self.key = key.digest
  }

  /// Runs what is missing, and returns all images of the layer. `isNew` tells whether there was anything to do.
  func run(
    _ context: StageContext, _ wanted: FeatureObjectives, progress: @escaping ProgressHandler,
    natural: () throws -> NaturalImages
  ) throws -> (document: FeatureDocument, isNew: Bool) {
    let layer = wanted.layer
    let files = FeatureFiles(context.study, model: model.folder, layer: layer.folder)
    let maker = FeatureMaker(objectives: wanted, folder: files.folder, key: key, options: request.options)
    let kept = maker.kept
    if let kept, maker.missing(kept).isEmpty {
      return (kept, try record(kept, files: files, context, layer))
    }
    let measured = try natural()
    let maximizer = try ActivationMaximizer(
      network, options: request.options, colors: measured.colors, spectrum: measured.spectrum)
    var last = kept
    do {
      let document = try maker.make(
        kept: kept, with: maximizer, colors: measured.description,
        comparison: try FeatureComparison(context.study, layer: layer, model: model.folder), progress: progress
      ) { last = $0 }
      _ = try record(document, files: files, context, layer)
      return (document, true)
    } catch {
      // What is whole already is worth keeping.
      if let last, !last.features.isEmpty { _ = try? record(last, files: files, context, layer) }
      throw error
    }
  }

  /// Returns whether it was not recorded yet.
  private func record(
    _ document: FeatureDocument, files: FeatureFiles, _ context: StageContext, _ layer: StudyLayer
  ) throws -> Bool {
    let decision = try context.study.beginRun(
      stage: Self.name, scope: .layer(layer.folder, of: model.folder), key: runKey(document),
      parameters: ["stepCount": .same(.integer(request.options.stepCount))], seed: request.options.seed)
    guard case .start(let run) = decision else { return false }
    do {
      try files.folder.write(document)
      try context.study.finishRun(run, artifacts: files.artifacts(of: document))
      return true
    } catch {
      try? context.study.abandonRun(run)
      throw error
    }
  }

  private func runKey(_ document: FeatureDocument) -> String {
    var whole = StageKey(stage: Self.name, version: 1)
    whole.add("key", key)
    whole.add("features", document.features.map(\.image).joined(separator: "\n"))
    return whole.digest
  }
}
