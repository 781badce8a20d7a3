import Foundation
import NeuronAnalysis
import NumericKernels
import StudyPipeline
import StudyStore
import Testing

@Suite("Neurons of a study")
struct StudyNeuronsTests {
  private let base: AnalysisFixture

  init() throws {
    base = try AnalysisFixture()
    var options = try base.options("a.study")
    (options.embeddings, options.measuresLayers) = ([], false)
    try base.run(options)
  }

  private func request(_ change: (inout NeuronRequest) -> Void = { _ in }) -> NeuronRequest {
    var request = NeuronRequest(study: base.url("a.study"))
    request.projections = [.mds]
    change(&request)
    return request
  }

  @discardableResult
  private func run(
    _ request: NeuronRequest, observer: Recorder = Recorder(), cancellation: AnalysisCancellation = .init()
  ) throws -> [StudyNeurons.Layer] {
    try StudyNeurons(request: request, observer: observer, cancellation: cancellation).run()
  }

  private func fails(_ request: NeuronRequest) throws -> String {
    try #require(#expect(throws: StudyPipelineError.self) { try run(request) }).description
  }

  @Test("every layer with a column for each neuron gets maps, and the input none")
  func layers() throws {
    let found = try run(request { $0.projections = [.mds, .umap] })
    let study = try Study.open(at: base.url("a.study"), for: .reading)
    #expect(!found.isEmpty)
    #expect(found.allSatisfy { $0.layer.operatorName != "Input" })
    let told = try study.description().models[0].layers.filter { $0.hasNeurons }.map(\.folder)
    #expect(told == found.map(\.layer.folder))
    for layer in found {
      let files = NeuronFiles(study, model: "demo", layer: layer.layer.folder)
      let map = try NPYFile(contentsOf: try #require(try files.projection("mds"))).matrix()
      #expect(map.rowCount == layer.document.neuronCount && map.columnCount == 2)
      let off = Set((0..<map.rowCount).filter { map[$0, 0].isNaN })
      #expect(off == Set(layer.document.constant))
      #expect(layer.document.projections.map(\.name) == ["mds", "umap-2d"])
      #expect(layer.document.meanActivation.count == layer.document.neuronCount)
      let stored = try files.document()
      #expect(stored == layer.document)
    }
  }

  @Test("classes with enough images are scored; neurons name the class that they tell best")
  func scores() throws {
    // Sixty digits are six of each class: too few for forests of their own.
    let few = try #require(try run(request { $0.layers = ["relu*"] }).first)
    #expect(few.document.scores.isEmpty && few.document.bestClass == nil && few.document.specialization == nil)
    var options = try base.options("b.study", images: "builtin:digits:240:5")
    (options.embeddings, options.measuresLayers) = ([], false)
    try base.run(options)
    let found = try run(request { ($0.study, $0.treeCount) = (base.url("b.study"), 20) })
    let study = try Study.open(at: base.url("b.study"), for: .reading)
    for layer in found {
      let document = layer.document
      #expect(document.scoredClasses == Array(0..<10))
      #expect(document.scores.map(\.name) == ["importance", "permutation", "mutual-information", "selectivity"])
      #expect(document.forests.map(\.classIndex) == Array(0..<10))
      let files = NeuronFiles(study, model: "demo", layer: layer.layer.folder)
      let importance = try NPYFile(contentsOf: try #require(try files.score("importance"))).matrix()
      #expect(importance.rowCount == document.neuronCount && importance.columnCount == 10)
      for column in 0..<10 {
        let sum = (0..<importance.rowCount).reduce(0.0) { $0 + Double(importance[$1, column]) }
        #expect(abs(sum - 1) < 1e-4)
      }
      let (best, score) = (try #require(document.bestClass), try #require(document.bestScore))
      for neuron in 0..<document.neuronCount {
        let largest = (0..<10).map { importance[neuron, $0] }.max() ?? 0
        #expect(Float(score[neuron]) == largest)
        #expect(best[neuron] < 0 ? largest == 0 : importance[neuron, best[neuron]] == largest)
      }
    }
    let none = try run(request { ($0.study, $0.treeCount) = (base.url("b.study"), 0) })
    #expect(none.allSatisfy { $0.document.scores.isEmpty && $0.document.forests.isEmpty })
  }

  @Test("what is there is not made again, and other options make it anew")
  func again() throws {
    let first = try run(request { $0.layers = ["relu*"] })
    let recorder = Recorder()
    let second = try run(request { $0.layers = ["relu*"] }, observer: recorder)
    #expect(second == first)
    #expect(recorder.ended.contains { $0.stage == "neurons" && $0.detail.hasSuffix("up to date") })
    let other = Recorder()
    try run(request { ($0.layers, $0.options.iterationCount) = (["relu*"], 5) }, observer: other)
    #expect(other.ended.contains { $0.stage == "neurons" && !$0.detail.hasSuffix("up to date") })
  }

  @Test("a run that is stopped leaves no half layer, and the next one gives the same bytes")
  func interrupted() throws {
    let cancellation = AnalysisCancellation()
    let recorder = Recorder { progress in if progress.stage == "neurons" { cancellation.cancel() } }
    #expect(throws: CancellationError.self) {
      try run(request(), observer: recorder, cancellation: cancellation)
    }
    let study = try Study.open(at: base.url("a.study"), for: .reading)
    let recorded = try study.database.finishedRuns().filter { $0.stage == "neurons" }
    #expect(recorded.isEmpty)
    try run(request { $0.threadCount = 1 })
    let one = try base.arrays("a.study").filter { $0.key.contains("/neurons/") }
    try FileManager.default.removeItem(at: base.url("a.study"))
    var options = try base.options("a.study")
    (options.embeddings, options.measuresLayers) = ([], false)
    try base.run(options)
    try run(request { $0.threadCount = 3 })
    let three = try base.arrays("a.study").filter { $0.key.contains("/neurons/") }
    #expect(!one.isEmpty && one == three)
  }

  @Test("networks and layers that are not there, and too few images, are errors")
  func refusals() throws {
    #expect(try fails(request { $0.model = "other" }).contains("has no network other"))
    #expect(try fails(request { $0.layers = ["conv77"] }).contains("has no layer conv77"))
    #expect(try fails(request { $0.layers = ["pixels"] }).contains("activations by channel"))
    #expect(try fails(request { $0.itemLimit = 1 }).contains("at least 2"))
  }

  @Test("questions are answered from the activations")
  func questions() throws {
    let study = try Study.open(at: base.url("a.study"), for: .reading)
    let layer = try #require(try study.database.layers(ofModel: "demo").last { $0.operatorName == "Relu" })
    let queries = try #require(try NeuronQueries(study, model: "demo", layer: layer.folder))
    let columns = try study.file(.unitActivations, layer: layer.folder, of: "demo")
    let file = study.paths.file("activations.npy", inLayer: layer.folder, of: "demo")
    let activations = try NPYFile(contentsOf: columns ?? file).matrix()
    #expect(queries.neuronCount == activations.columnCount && queries.itemCount == 60)

    // The images that excite a neuron most are told apart best by it.
    let strongest = try #require(
      (0..<activations.columnCount).first { column in
        Set((0..<60).map { activations[$0, column] }).count > 30
      })
    let order = (0..<60).sorted { activations[$0, strongest] > activations[$1, strongest] }
    let separating = try queries.separating(Array(order.prefix(10)), count: 60)
    let own = try #require(separating.first { $0.neuron == strongest })
    #expect(own.area > 0.98 && own.correctedPValue >= own.pValue)
    let exciting = try queries.exciting([strongest], count: 3)
    #expect(exciting.first?.item == order[0])
    let partners = try queries.partners(of: strongest, count: 100)
    #expect(!partners.contains { $0.neuron == strongest })
    #expect(zip(partners, partners.dropFirst()).allSatisfy { abs($0.correlation) >= abs($1.correlation) })
    let input = try #require(try study.database.layers(ofModel: "demo").first { $0.operatorName == "Input" })
    #expect(try NeuronQueries(study, model: "demo", layer: input.folder) == nil)
  }
}
