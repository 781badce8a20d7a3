import Foundation
import NeuronAnalysis
import NumericKernels
import StudyPipeline
import StudyStore
import Testing

@Suite("Neurons by a column of the manifest")
struct NeuronGroupsTests {
  private let base: AnalysisFixture

  init() throws {
    base = try AnalysisFixture()
    var options = try base.options("a.study", images: "builtin:digits:240:5")
    (options.embeddings, options.measuresLayers) = ([], false)
    try base.run(options)
  }

  @discardableResult
  private func run(
    by column: String?, observer: Recorder = Recorder(), _ change: (inout NeuronRequest) -> Void = { _ in }
  ) throws -> StudyNeurons.Layer {
    var request = NeuronRequest(study: base.url("a.study"))
    (request.projections, request.treeCount, request.layers, request.by) = ([.mds], 20, ["fc1*"], column)
    change(&request)
    return try #require(try StudyNeurons(request: request, observer: observer).run().last)
  }

  private func fails(by column: String, _ change: (inout NeuronRequest) -> Void = { _ in }) throws -> String {
    try #require(#expect(throws: StudyPipelineError.self) { try run(by: column, change) }).description
  }

  private func files(_ layer: StudyNeurons.Layer) throws -> NeuronFiles {
    NeuronFiles(try Study.open(at: base.url("a.study"), for: .reading), model: "demo", layer: layer.layer.folder)
  }

  @Test("scores are of the column's values, the maps are those that were there, and the label's scores stay")
  func besides() throws {
    let label = try run(by: nil)
    let before = try base.arrays("a.study")
    let found = try run(by: "polarity")
    let groups = try #require(found.document.groups)
    #expect(groups.column == "polarity" && groups.values == ["dark on light", "light on dark"])
    #expect(groups.itemCount == 240 && found.document.scoredClasses == [0, 1])
    #expect(found.document.projections == label.document.projections)
    #expect(found.document.forests.map(\.itemCount).reduce(0, +) == 240)
    let after = try base.arrays("a.study")
    #expect(before.allSatisfy { after[$0.key] == $0.value })
    #expect(after.count == before.count + 4)
    let files = try files(found)
    let (columns, ofLabel, ofColumn) = (
      try files.columns(), try files.document(), try files.document(by: "polarity")
    )
    #expect(columns == ["polarity"] && ofLabel == label.document && ofColumn == found.document)
    let recorder = Recorder()
    try run(by: "polarity", observer: recorder)
    #expect(recorder.ended.contains { $0.stage == "neurons" && $0.detail.hasSuffix("by polarity, up to date") })
    try run(by: "label", observer: recorder)
    #expect(recorder.ended.last?.detail.hasSuffix("up to date") == true)
  }

  @Test("of two values a neuron tells the one that excites it, and has no score for the other")
  func direction() throws {
    let found = try run(by: "polarity")
    let files = try files(found)
    let importance = try NPYFile(contentsOf: try #require(try files.score("importance", by: "polarity"))).matrix()
    let study = try Study.open(at: base.url("a.study"), for: .reading)
    let file = study.paths.file("activations.npy", inLayer: found.layer.folder, of: "demo")
    let activations = try NPYFile(contentsOf: file).matrix()
    let isLight = try #require(try study.database.itemColumns().attributes["polarity"]).map { $0 == "light on dark" }
    let best = try #require(found.document.bestClass)
    var told = 0
    for neuron in 0..<importance.rowCount where best[neuron] >= 0 {
      told += 1
      #expect(importance[neuron, best[neuron]] > 0 && importance[neuron, 1 - best[neuron]] == 0)
      let light = isLight.indices.filter { isLight[$0] }.map { activations[$0, neuron] }
      let dark = isLight.indices.filter { !isLight[$0] }.map { activations[$0, neuron] }
      let wins = light.reduce(0.0) { sum, value in
        sum + dark.reduce(0.0) { $0 + (value > $1 ? 1 : value == $1 ? 0.5 : 0) }
      }
      #expect((wins > Double(light.count * dark.count) / 2) == (best[neuron] == 1), "neuron \(neuron)")
    }
    #expect(told > 10)
  }

  @Test("without maps they are made first; other activations make all anew")
  func fromNothing() throws {
    let found = try run(by: "polarity")
    #expect(try files(found).projection("mds") != nil)
    #expect(try files(found).document()?.scoredClasses == Array(0..<10))
    let one = try base.arrays("a.study").filter { $0.key.contains("/neurons/") }
    try FileManager.default.removeItem(at: base.url("a.study"))
    var options = try base.options("a.study", images: "builtin:digits:240:5")
    (options.embeddings, options.measuresLayers) = ([], false)
    try base.run(options)
    try run(by: "polarity") { $0.threadCount = 3 }
    let three = try base.arrays("a.study").filter { $0.key.contains("/neurons/") }
    #expect(!one.isEmpty && one == three)
  }

  @Test("numbers are a group each, or divided into bins")
  func numbers() throws {
    let found = try run(by: "neighbors") { $0.bins = 2 }
    let groups = try #require(found.document.groups)
    let bounds = try #require(groups.upperBounds)
    #expect(groups.values.count == 2 && bounds.count == 2 && bounds[0] < bounds[1])
    #expect(groups.values[0].hasSuffix(String(format: "%.4g", bounds[0])))
    let stored = try files(found).groups("neighbors")
    #expect(stored?.bins == 2 && stored?.upperBounds == bounds)
    let each = try run(by: "neighbors")
    #expect(each.document.groups?.upperBounds == nil && each.document.groups?.values.first == "0")
  }

  @Test("columns that the study does not have, or that cannot be told apart, say what to do")
  func refusals() throws {
    #expect(try fails(by: "camera").contains("It has: label, neighbors, polarity, split, typeface"))
    #expect(try fails(by: "polarity") { $0.bins = 3 }.contains("no numbers"))
    #expect(try fails(by: "polarity") { $0.treeCount = 0 }.contains("Without trees"))
    #expect(try fails(by: "label") { $0.bins = 3 }.contains("the label is not"))
    var options = try base.options("b.study", images: "builtin:digits:8:5")
    (options.embeddings, options.measuresLayers, options.neighborCount) = ([], false, 3)
    try base.run(options)
    let few = try fails(by: "polarity") { $0.study = base.url("b.study") }
    #expect(few.contains("10 images"))
  }
}
