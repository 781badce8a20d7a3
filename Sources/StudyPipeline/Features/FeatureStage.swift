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

  private let recipe: FeatureRecipe

  init(request: FeatureRequest, model: StudyModel, network: VisualizedNetwork, study: Study) throws {
    (self.request, self.model, self.network) = (request, model, network)
    recipe = FeatureRecipe(options: request.options, imageLimit: request.imageLimit)
    key = try Self.key(recipe, model: model, study: study)
  }

  /// What decides the images besides the objectives, as a hash.
  static func key(_ recipe: FeatureRecipe, model: StudyModel, study: Study) throws -> String {
    var key = StageKey(stage: Self.name, version: 1)
    key.add("network", model.contentHash)
    try key.add("preprocessing", encoding: model.preprocessing)
    try key.add("options", encoding: recipe.options)
    key.add("imageLimit", String(recipe.imageLimit))
    try key.add("dataset", encoding: study.database.settings().dataset)
    return key.digest
  }

  /// Runs what is missing, and returns all images of the layer. `isNew` tells whether there was anything to do.
  func run(
    _ context: StageContext, _ wanted: FeatureObjectives, progress: @escaping ProgressHandler,
    natural: () throws -> NaturalImages
  ) throws -> (document: FeatureDocument, isNew: Bool) {
    let layer = wanted.layer
    let files = FeatureFiles(context.study, model: model.folder, layer: layer.folder)
    let maker = FeatureMaker(
      objectives: wanted.named(besides: files.folder.found(key: key)), folder: files.folder, key: key,
      options: request.options, recipe: try JSONValue(encoding: recipe))
    let kept = maker.kept
    if let kept, maker.missing(kept).isEmpty {
      return (kept, try record(kept, files: files, context, layer))
    }
    let measured = try natural()
    let maximizer = try ActivationMaximizer(
      network, options: request.options, colors: measured.colors, spectrum: measured.spectrum)
    let document = try maker.make(
      kept: kept, with: maximizer, colors: measured.description,
      comparison: try FeatureComparison(context.study, layer: layer, model: model.folder), progress: progress,
      running: RunningFolder(in: files.folder.url)
    ) { _ = try record($0, files: files, context, layer) }
    return (document, true)
  }

  /// Returns whether it was not recorded yet.
  private func record(
    _ document: FeatureDocument, files: FeatureFiles, _ context: StageContext, _ layer: StudyLayer
  ) throws -> Bool {
    try files.folder.write(document)
    return try context.study.recordRun(
      stage: Self.name, scope: .layer(layer.folder, of: model.folder), key: runKey(document),
      parameters: ["stepCount": .same(.integer(request.options.stepCount))], seed: request.options.seed,
      artifacts: files.artifacts(of: document))
  }

  private func runKey(_ document: FeatureDocument) -> String {
    var whole = StageKey(stage: Self.name, version: 1)
    whole.add("key", key)
    whole.add("features", document.features.map { "\($0.image) \($0.name)" }.joined(separator: "\n"))
    return whole.digest
  }
}
