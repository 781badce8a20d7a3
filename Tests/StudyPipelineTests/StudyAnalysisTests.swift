import Foundation
import ImageDatasets
import NumericKernels
import StudyPipeline
import StudyStore
import Testing

@Suite("Analysis")
struct StudyAnalysisTests {
  @Test("an analysis leaves arrays, metrics, predictions and thumbnails for every layer")
  func wholeStudy() throws {
    let fixture = try AnalysisFixture()
    let recorder = try fixture.run(fixture.options("a.study"))
    let study = try Study.open(at: fixture.url("a.study"), for: .reading)
    let description = try study.description()
    let model = try #require(description.models.first)
    #expect(description.itemCount == 60)
    #expect(model.layers.count >= 8)
    #expect(model.hasPredictions)
    #expect(model.accuracy?.counted == 60)
    for layer in model.layers {
      #expect(layer.status == .ready)
      #expect(layer.embeddings.map(\.name) == ["umap-2d", "pca-2d"])
      #expect(layer.embeddings.allSatisfy { $0.alignment != nil })
      let hit = try #require(layer.metrics["neighborhoodHit"])
      #expect((0...1).contains(hit))
      #expect((0...1).contains(try #require(layer.metrics["trustworthiness.umap-2d"])))
      let rows = try NPYFile(
        contentsOf: study.paths.file("activations.npy", inLayer: layer.folder, of: model.folder)
      ).matrix()
      #expect(rows.rowCount == 60 && rows.columnCount == layer.featureCount)
      #expect(rows.firstNonFinite == nil)
    }
    #expect(try study.database.thumbnails()?.pages.count == 1)
    #expect(recorder.remarks.contains { $0.contains("in the same order") })
  }

  @Test("a second run computes nothing and changes no byte")
  func upToDate() throws {
    let fixture = try AnalysisFixture()
    try fixture.run(fixture.options("a.study"))
    let before = try fixture.arrays("a.study")
    let recorder = try fixture.run(fixture.options("a.study"))
    #expect(recorder.ended.allSatisfy { $0.detail.hasSuffix("up to date") })
    #expect(recorder.ended.count >= 5)
    #expect(try fixture.arrays("a.study") == before)
  }

  @Test("another seed makes other embeddings from the same activations")
  func otherSeed() throws {
    let fixture = try AnalysisFixture()
    try fixture.run(fixture.options("a.study"))
    let before = try fixture.arrays("a.study")
    var options = try fixture.options("a.study")
    options.seed = 43
    let recorder = try fixture.run(options)
    let details = Dictionary(recorder.ended.map { ($0.stage, $0.detail) }, uniquingKeysWith: { first, _ in first })
    #expect(details["extraction"]?.hasSuffix("up to date") == true)
    #expect(details["neighbors"]?.hasSuffix("up to date") == true)
    #expect(details["umap-2d"]?.hasSuffix("up to date") == false)
    let after = try fixture.arrays("a.study")
    let changed = Set(before.keys.filter { before[$0] != after[$0] }.map { ($0 as NSString).lastPathComponent })
    #expect(changed.contains("umap-2d.npy"))
    #expect(!changed.contains("activations.npy") && !changed.contains("neighbors.npy"))
  }

  @Test("the arrays are the same with one and three threads")
  func threads() throws {
    let fixture = try AnalysisFixture()
    for count in [1, 3] {
      var options = try fixture.options("threads\(count).study")
      options.threadCount = count
      try fixture.run(options)
    }
    let one = try fixture.arrays("threads1.study")
    #expect(one.count > 60)
    #expect(try fixture.arrays("threads3.study") == one)
  }

  @Test(
    "a cancelled analysis goes on where it stopped and ends with the same bytes",
    arguments: ["images", "extraction", "neighbors", "umap-2d", "quality", "measures"])
  func cancellation(stage: String) throws {
    let fixture = try AnalysisFixture()
    try fixture.run(fixture.options("whole.study"))
    let cancellation = AnalysisCancellation()
    let recorder = Recorder { progress in
      if progress.stage == stage, progress.fraction > 0.3 { cancellation.cancel() }
    }
    #expect(throws: CancellationError.self) {
      try fixture.run(try fixture.options("parts.study"), observer: recorder, cancellation: cancellation)
    }
    try fixture.run(fixture.options("parts.study"))
    let parts = try fixture.arrays("parts.study")
    #expect(try fixture.arrays("whole.study") == parts)
  }

  @Test("other images do not overwrite a study")
  func otherImages() throws {
    let fixture = try AnalysisFixture()
    try fixture.run(fixture.options("a.study"))
    let before = try fixture.arrays("a.study")
    let error = #expect(throws: StudyPipelineError.self) {
      try fixture.run(fixture.options("a.study", images: "builtin:digits:60:6"))
    }
    #expect(error?.kind == .badInput)
    #expect(error?.description.contains("another folder with --study") == true)
    #expect(try fixture.arrays("a.study") == before)
  }

  @Test("a class list of another length than the outputs is refused before anything is written")
  func classList() throws {
    let fixture = try AnalysisFixture()
    var options = try fixture.options("a.study")
    options.classNames = ClassNames(["zero", "one"])
    let error = #expect(throws: StudyPipelineError.self) { try fixture.run(options) }
    #expect(error?.description.contains("2 names") == true)
    #expect(!FileManager.default.fileExists(atPath: fixture.url("a.study").path))
  }

  @Test("images that cannot be read are left out, counted and listed; strictly, they stop the analysis")
  func unreadable() throws {
    let fixture = try AnalysisFixture()
    let images = fixture.url("photos")
    let digits = try BuiltInDigits(count: 40, seed: 1)
    for index in 0..<40 {
      let folder = images.appendingPathComponent(digits.classNames[digits.items[index].label ?? 0])
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let name = index < 10 ? "0\(index).png" : "\(index).png"
      let data = index == 7 ? Data("no picture".utf8) : try digits.image(at: index).pngData()
      try data.write(to: folder.appendingPathComponent(name))
    }
    var options = try fixture.options("a.study", images: images.path)
    let recorder = try fixture.run(options)
    let study = try Study.open(at: fixture.url("a.study"), for: .reading)
    #expect(try study.database.itemCount() == 39)
    #expect(try study.database.skippedItems().map(\.identifier).allSatisfy { $0.hasSuffix("07.png") })
    #expect(recorder.remarks.contains { $0.contains("07.png") })
    options.study = fixture.url("strict.study")
    options.isStrict = true
    #expect(throws: ImageDatasetsError.self) { try fixture.run(options) }
  }
}

@Suite("Names of embeddings")
struct EmbeddingRequestTests {
  @Test("a name says method and dimensions", arguments: ["umap-15d", "tsne-3d", "pca-1d"])
  func roundTrip(name: String) throws {
    #expect(try EmbeddingRequest(name).name == name)
  }

  @Test("other names are refused", arguments: ["umap", "umap-15", "lda-2d", "tsne-4d", "pca-0d", "umap--2d", ""])
  func refusal(name: String) {
    #expect(throws: StudyPipelineError.self) { try EmbeddingRequest(name) }
  }
}

@Suite("Stage keys")
struct StageKeyTests {
  @Test("names and values are kept apart, and everything counts")
  func keys() {
    func digest(_ pairs: [(String, String)], version: Int = 1) -> String {
      var key = StageKey(stage: "test", version: version)
      for (name, value) in pairs { key.add(name, value) }
      return key.digest
    }
    let all = [
      digest([("a", "bc")]), digest([("ab", "c")]), digest([("a", "b"), ("c", "")]), digest([]),
      digest([("a", "bc")], version: 2),
    ]
    #expect(Set(all).count == all.count)
    #expect(digest([("a", "bc")]) == all[0])
  }
}
