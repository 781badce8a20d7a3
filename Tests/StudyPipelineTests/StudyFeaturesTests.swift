import FeatureVisualization
import Foundation
import ImageDatasets
import ONNXModel
import StudyPipeline
import StudyStore
import TensorEngine
import Testing

extension Trait where Self == ConditionTrait {
  /// Skips where libtorch was not there when this was built.
  fileprivate static var needsTorch: Self {
    .enabled(if: (try? TensorEngine.load()) != nil, "libtorch is not there")
  }
}

@Suite("Optimized images in a study", .needsTorch, .serialized)
struct StudyFeaturesTests {
  private let base: AnalysisFixture

  init() throws {
    base = try AnalysisFixture()
    var options = try base.options("a.study", images: "builtin:digits:120:5")
    (options.embeddings, options.measuresLayers) = ([], false)
    try base.run(options)
  }

  private func run(
    _ cancellation: AnalysisCancellation = .init(), observer: Recorder = Recorder(),
    _ change: (inout FeatureRequest) -> Void
  ) throws -> [StudyFeatures.Layer] {
    var request = FeatureRequest(study: base.url("a.study"))
    request.options = MaximizationOptions(stepCount: 12, batchSize: 2)
    (request.imageLimit, request.threadCount) = (40, 2)
    change(&request)
    return try StudyFeatures(request: request, observer: observer, cancellation: cancellation).run()
  }

  private func files() throws -> (Study, FeatureFiles) {
    let study = try Study.open(at: base.url("a.study"), for: .reading)
    let model = try #require(try study.database.models().first)
    let layer = try #require(try study.database.layers(ofModel: model.folder).first { $0.name.hasPrefix("relu2") })
    return (study, FeatureFiles(study, model: model.folder, layer: layer.folder))
  }

  @Test(
    "channels and a class get images, which are kept, compared with the study's, told in the catalogue, and not made again"
  )
  func kept() throws {
    let found = try run {
      ($0.selection.layers, $0.selection.channelLimit) = (["relu2*"], 3)
      $0.selection.objectives = ["class:1", "relu2:0 - 0.5*relu2:1"]
    }
    let hidden = try #require(found.first { $0.document.layer.hasPrefix("relu2") }).document
    #expect(hidden.features.map(\.kind) == [.channel, .channel, .channel, .direction])
    let count = hidden.channelCount
    #expect(hidden.features.map(\.channel) == [0, count / 3, 2 * count / 3, -1])
    let first = try #require(hidden.features.first)
    #expect(
      first.curve.count == 12 && first.stepCount == 12 && first.image == "0-0.png" && first.value > first.firstValue)
    let rank = try #require(first.rank)
    #expect(first.largest != nil && (0...1).contains(rank))
    let classes = try #require(found.first { $0.document.features.contains { $0.kind == .class } }).document
    #expect(classes.features.map(\.channel) == [1] && classes.features[0].label == "1")
    let (study, files) = try files()
    #expect(try files.document() == hidden)
    let png = try #require(try files.image("0-0"))
    let picture = try ImageDecoder().decode(contentsOf: png)
    #expect(picture.width == hidden.width && picture.height == hidden.height)
    let told = try study.description().models.flatMap(\.layers).filter { $0.features > 0 }
    #expect(told.map(\.features).sorted() == [1, 4])

    let before = try FileManager.default.attributesOfItem(atPath: png.path)[.modificationDate] as? Date
    let observer = Recorder()
    let again = try run(observer: observer) { ($0.selection.layers, $0.selection.channelLimit) = (["relu2*"], 3) }
    #expect(again.first?.document == hidden)
    let after = try FileManager.default.attributesOfItem(atPath: png.path)[.modificationDate] as? Date
    #expect(before == after)
  }

  @Test("more channels are added to those that are there; other options make all anew")
  func extended() throws {
    _ = try run { $0.selection.objectives = ["relu2:0", "relu2:1"] }
    let more = try run {
      $0.selection.objectives = ["relu2:2"]
      $0.options.batchSize = 5
    }
    #expect(more[0].document.features.map(\.channel) == [0, 1, 2])
    let other = try run {
      $0.selection.objectives = ["relu2:2"]
      $0.options.seed = 7
    }
    #expect(other[0].document.features.map(\.channel) == [2] && other[0].document.parameters.seed == 7)
    #expect(other[0].document.key != more[0].document.key)
    #expect(try files().1.document()?.features.map(\.channel) == [2])
  }

  @Test("stopped in the middle, what is done stays, and a second run gives what one run gives")
  func resumed() throws {
    let cancellation = AnalysisCancellation()
    let observer = StoppingObserver(after: 0.6, cancellation)
    var request = FeatureRequest(study: base.url("a.study"))
    request.options = MaximizationOptions(stepCount: 12, batchSize: 2)
    (request.imageLimit, request.threadCount) = (40, 2)
    request.selection.objectives = (0..<6).map { "relu2:\($0)" }
    #expect(throws: CancellationError.self) {
      try StudyFeatures(request: request, observer: observer, cancellation: cancellation).run()
    }
    let partial = try #require(try files().1.document())
    #expect([2, 4].contains(partial.features.count))
    let whole = try StudyFeatures(request: request, observer: Recorder()).run()[0].document
    #expect(whole.features.map(\.channel) == Array(0..<6))
    #expect(Array(whole.features.prefix(partial.features.count)) == partial.features)
  }

  @Test("layers, units and networks that are not there say what is expected")
  func refusals() throws {
    let layer = #expect(throws: StudyPipelineError.self) { try run { $0.selection.objectives = ["conv77:1"] } }
    #expect(layer?.description.contains("no layer `conv77`") == true)
    let unit = #expect(throws: FeatureVisualizationError.self) { try run { $0.selection.objectives = ["relu2:5000"] } }
    #expect(unit?.description.contains("no channel 5000") == true)
    let other = base.url("other.onnx")
    try DemoNetwork.make(seed: 4).write(to: other)
    let network = #expect(throws: StudyPipelineError.self) { try run { $0.network = other } }
    #expect(network?.description.contains("is not the network that the study was made with") == true)
    let none = #expect(throws: StudyPipelineError.self) { try run { $0.selection.channelLimit = 0 } }
    #expect(none?.description.contains("at least 1") == true || none?.description.contains("At least 1") == true)
  }

  @Test("without a study, images go into a folder and are not made again")
  func ofNetwork() throws {
    let output = base.url("pictures")
    let model = base.url("net.onnx")
    try DemoNetwork.make(seed: 3).write(to: model)
    var request = NetworkFeatures.Request(network: model, output: output)
    request.preprocessing = .unit
    request.options = MaximizationOptions(stepCount: 6)
    request.selection.objectives = ["relu2:0", "class:2"]
    let found = try NetworkFeatures(request: request, observer: Recorder()).run()
    #expect(found.map(\.document.features.count) == [1, 1])
    let image = found[0].folder.appendingPathComponent("0-0.png")
    let date = try FileManager.default.attributesOfItem(atPath: image.path)[.modificationDate] as? Date
    let again = try NetworkFeatures(request: request, observer: Recorder()).run()
    #expect(again.map(\.document) == found.map(\.document))
    #expect(try FileManager.default.attributesOfItem(atPath: image.path)[.modificationDate] as? Date == date)
  }
}

/// Asks to stop once a share is done.
private final class StoppingObserver: AnalysisObserver, @unchecked Sendable {
  private let share: Double
  private let cancellation: AnalysisCancellation

  init(after share: Double, _ cancellation: AnalysisCancellation) {
    (self.share, self.cancellation) = (share, cancellation)
  }

  func stageProgressed(_ progress: StageProgress) { if progress.fraction >= share { cancellation.cancel() } }
  func stageEnded(stage: String, detail: String) {}
  func remark(_ text: String) {}
}
