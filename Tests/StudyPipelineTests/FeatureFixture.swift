import FeatureVisualization
import Foundation
import NumericKernels
import StudyPipeline
import StudyStore
import TensorEngine
import Testing

extension Trait where Self == ConditionTrait {
  /// Skips where libtorch was not there when this was built.
  static var needsLibtorch: Self { .enabled(if: (try? TensorEngine.load()) != nil, "libtorch is not there") }
}

/// A study of 120 drawn digits whose layers can get images in a few steps.
struct FeatureFixture {
  let base: AnalysisFixture
  let url: URL

  init() throws {
    base = try AnalysisFixture()
    url = base.url("a.study")
    var options = try base.options("a.study", images: "builtin:digits:120:5")
    (options.embeddings, options.measuresLayers) = ([], false)
    try base.run(options)
  }

  func study() throws -> Study { try Study.open(at: url, for: .reading) }

  func layer(_ name: String) throws -> (model: StudyModel, layer: StudyLayer) {
    let study = try study()
    let model = try #require(try study.database.models().first)
    return (model, try #require(try study.database.layers(ofModel: model.folder).first { $0.name == name }))
  }

  func files(_ name: String) throws -> FeatureFiles {
    let found = try layer(name)
    return FeatureFiles(try study(), model: found.model.folder, layer: found.layer.folder)
  }

  func document(_ name: String) throws -> FeatureDocument { try #require(try files(name).document()) }

  func activations(_ name: String) throws -> Matrix {
    let found = try layer(name)
    let file = try study().paths.file("activations.npy", inLayer: found.layer.folder, of: found.model.folder)
    return try NPYFile(contentsOf: file).matrix()
  }

  func request(_ change: (inout FeatureRequest) -> Void) -> FeatureRequest {
    var request = FeatureRequest(study: url)
    request.options = MaximizationOptions(stepCount: 12, batchSize: 2)
    (request.imageLimit, request.threadCount) = (40, 2)
    change(&request)
    return request
  }

  @discardableResult
  func make(
    observer: Recorder = Recorder(), _ cancellation: AnalysisCancellation = .init(),
    _ change: (inout FeatureRequest) -> Void
  ) throws -> [FeatureDocument] {
    try StudyFeatures(request: request(change), observer: observer, cancellation: cancellation).run().map(\.document)
  }
}
