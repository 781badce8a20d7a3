import Foundation
import NeuronAnalysis
import NeuronSilencing
import NumericKernels
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

@Suite("Silencing in a study", .needsTorch, .serialized)
struct StudySilencingTests {
  private let base: AnalysisFixture

  init() throws {
    base = try AnalysisFixture()
    var options = try base.options("a.study", images: "builtin:digits:200:5")
    (options.embeddings, options.measuresLayers) = ([], false)
    try base.run(options)
  }

  private func request(_ change: (inout SilencingRequest) -> Void = { _ in }) -> SilencingRequest {
    var request = SilencingRequest(study: base.url("a.study"))
    (request.itemLimit, request.repetitionCount, request.threadCount) = (40, 3, 2)
    change(&request)
    return request
  }

  private func score() throws {
    var request = NeuronRequest(study: base.url("a.study"))
    (request.projections, request.treeCount) = ([.mds], 10)
    _ = try StudyNeurons(request: request, observer: Recorder()).run()
  }

  @Test("without scores, and with another network, it says what to do")
  func refusals() throws {
    let unscored = try #require(
      #expect(throws: StudyPipelineError.self) { try StudySilencing(request: request(), observer: Recorder()).run() })
    #expect(unscored.description.contains("strata neurons"))
    try score()
    let other = base.url("other.onnx")
    try DemoNetwork.make(seed: 4).write(to: other)
    let wrong = try #require(
      #expect(throws: StudyPipelineError.self) {
        try StudySilencing(request: request { $0.network = other }, observer: Recorder()).run()
      })
    #expect(wrong.description.contains("is not the network that the study was made with"))
  }

  @Test("every class and every neuron is told, it is kept, and not done again")
  func silenced() throws {
    try score()
    let found = try StudySilencing(request: request { $0.silencesEach = true }, observer: Recorder()).run()
    let study = try Study.open(at: base.url("a.study"), for: .reading)
    let layer = try #require(try study.database.layers(ofModel: "demo").first { $0.name == found.layer })
    let scored = try #require(try NeuronFiles(study, model: "demo", layer: layer.folder).document())
    #expect(found.classes == scored.scoredClasses && found.each.count == scored.neuronCount)
    #expect(found.experiment.itemCount == 40)
    #expect(found.experiment.classes.map(\.label) == Array(0..<10))
    // A neuron that never fires is no loss.
    let constant = try #require(scored.constant.first { scored.meanActivation[$0] == 0 })
    #expect(found.each[constant] == found.experiment.before)
    #expect(found.each.contains { $0.logProbability != found.experiment.before.logProbability })
    let stored = try StudySilencing.document(study, model: "demo", layer: layer.folder)
    #expect(stored == found)
    let recorder = Recorder()
    let again = try StudySilencing(request: request { $0.silencesEach = true }, observer: recorder).run()
    #expect(again == found)
    #expect(recorder.ended.contains { $0.stage == "silencing" && $0.detail.hasSuffix("up to date") })
  }
}
