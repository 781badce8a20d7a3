import EmbeddingMethods
import Foundation
import ImageDatasets
import NumericKernels
import ONNXModel
import StudyPipeline
import StudyStore
import Testing

@Suite("Corruptions of a study's images")
struct StudyCorruptionTests {
  private static func request(_ fixture: AnalysisFixture, _ texts: String..., study: String = "a.study") throws
    -> CorruptionRequest
  {
    CorruptionRequest(study: fixture.url(study), corruptions: try texts.flatMap { try Corruption.reading($0) })
  }

  private static func analyzed(_ fixture: AnalysisFixture) throws {
    var options = try fixture.options("a.study")
    options.embeddings = [
      EmbeddingRequest(method: .umap, dimensions: 2), EmbeddingRequest(method: .tsne, dimensions: 2),
      EmbeddingRequest(method: .pca, dimensions: 2),
    ]
    options.classNames = ClassNames((0..<10).map(String.init))
    try fixture.run(options)
  }

  @Test("each corruption is a network of the study with everything that the clean one has, and says what it is")
  func networks() throws {
    let fixture = try AnalysisFixture()
    try Self.analyzed(fixture)
    let report = try StudyCorruption(Self.request(fixture, "noise:1-2", "blur"), observer: Recorder()).run()
    #expect(report.corruptions.map(\.name) == ["demo, noise 1", "demo, noise 2", "demo, blur 3"])
    #expect(report.corruptions.map(\.model) == ["demo-noise-1", "demo-noise-2", "demo-blur-3"])
    let study = try Study.open(at: fixture.url("a.study"), for: .reading)
    let models = try study.description().models
    let clean = try #require(models.first)
    #expect(models.map(\.folder) == ["demo", "demo-noise-1", "demo-noise-2", "demo-blur-3"])
    #expect(clean.corruption == nil)
    #expect(models[3].corruption == ModelCorruption(kind: "blur", severity: 3, of: "demo"))
    for model in models.dropFirst() {
      #expect(model.series == nil && model.epoch == nil && model.outputClasses == clean.outputClasses)
      #expect(model.layers.map(\.folder) == clean.layers.map(\.folder))
      for (layer, other) in zip(model.layers, clean.layers) {
        #expect(Set(layer.metrics.keys) == Set(other.metrics.keys), "\(layer.name)")
        #expect(layer.embeddings.map(\.name) == other.embeddings.map(\.name))
        #expect(layer.status == .ready && layer.embeddings.count { $0.alignment != nil } == 3)
      }
      #expect(try study.database.run(stage: "suspects", scope: .model(model.folder)) != nil)
    }
  }

  @Test("the input layer holds the corrupted images, and the report the measures with the clean layers")
  func contents() throws {
    let fixture = try AnalysisFixture()
    try Self.analyzed(fixture)
    let report = try StudyCorruption(Self.request(fixture, "contrast:4"), observer: Recorder()).run()
    let study = try Study.open(at: fixture.url("a.study"), for: .reading)
    let layer = try #require(try study.database.layers(ofModel: "demo").first)
    let rows = try ["demo", "demo-contrast-4"].map { model in
      try NPYFile(contentsOf: study.paths.file("activations.npy", inLayer: layer.folder, of: model)).matrix()
    }
    /// The deviation within the channels, which lie one behind the other.
    func spread(_ matrix: Matrix, _ row: Int) -> Double {
      let plane = matrix.columnCount / 3
      let squares = (0..<3).map { channel -> Double in
        let values = (channel * plane..<(channel + 1) * plane).map { Double(matrix[row, $0]) }
        let mean = values.reduce(0, +) / Double(plane)
        return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(plane)
      }
      return (squares.reduce(0, +) / 3).squareRoot()
    }
    for row in 0..<60 {
      // From −1 to 1, a step of 8 bits is 0.008: rounding adds up to half of that.
      let (clean, spoiled) = (spread(rows[0], row), spread(rows[1], row))
      #expect(abs(spoiled - 0.1 * clean) < 0.004, "a tenth of the contrast: \(spoiled) of \(clean)")
    }
    let entry = try #require(report.corruptions.first)
    let expected = try #require(report.expectedNeighbors)
    #expect(expected > 0.1 && expected < 0.2)
    let cka = try #require(try LikenessReport(study))
    for place in entry.layers {
      let (row, column) = (
        try #require(cka.layers.firstIndex { $0.model == "demo-contrast-4" && $0.layer == place.layer }),
        try #require(cka.layers.firstIndex { $0.model == "demo" && $0.layer == place.layer })
      )
      #expect(place.cka != nil && place.cka == cka.values[row][column])
      #expect((0...1).contains(place.neighbors ?? -1))
    }
    // Contrast alone keeps most of what is near in pixels.
    #expect((entry.layers.first?.neighbors ?? 0) > 0.5)
    #expect(entry.accuracy?.counted == 60 && report.accuracy?.counted == 60)
  }

  @Test("any number of threads gives the same bytes, and the same command again finds nothing to do")
  func repeatable() throws {
    let fixture = try AnalysisFixture()
    try Self.analyzed(fixture)
    try FileManager.default.copyItem(at: fixture.url("a.study"), to: fixture.url("b.study"))
    for (name, threads) in [("a.study", 1), ("b.study", 3)] {
      var request = try Self.request(fixture, "noise:4", study: name)
      request.threadCount = threads
      _ = try StudyCorruption(request, observer: Recorder()).run()
    }
    let (one, other) = (try fixture.arrays("a.study"), try fixture.arrays("b.study"))
    #expect(one.count > 100 && one.keys.contains { $0.hasPrefix("models/demo-noise-4/") })
    #expect(one == other)
    let recorder = Recorder()
    _ = try StudyCorruption(Self.request(fixture, "noise:4"), observer: recorder).run()
    let late = recorder.ended.filter { !$0.detail.hasSuffix("up to date") }
    #expect(late.isEmpty, "\(late)")
    #expect(try fixture.arrays("a.study") == one)
    // The clean network is untouched.
    var options = try fixture.options("c.study")
    options.embeddings = [
      EmbeddingRequest(method: .umap, dimensions: 2), EmbeddingRequest(method: .tsne, dimensions: 2),
      EmbeddingRequest(method: .pca, dimensions: 2),
    ]
    try fixture.run(options)
    let clean = try fixture.arrays("c.study").filter { $0.key.hasPrefix("models/") }
    #expect(clean.allSatisfy { one[$0.key] == $0.value })
  }

  @Test("an interrupted run goes on where it stopped and ends with the same bytes")
  func interrupted() throws {
    let fixture = try AnalysisFixture()
    try Self.analyzed(fixture)
    try FileManager.default.copyItem(at: fixture.url("a.study"), to: fixture.url("b.study"))
    _ = try StudyCorruption(Self.request(fixture, "noise:1-2"), observer: Recorder()).run()
    let whole = try fixture.arrays("a.study")
    for stage in ["noise 1 extraction", "noise 2 umap-2d", "likeness"] {
      let cancellation = AnalysisCancellation()
      let recorder = Recorder(onProgress: { if $0.stage == stage { cancellation.cancel() } })
      let request = try Self.request(fixture, "noise:1-2", study: "b.study")
      #expect(throws: CancellationError.self, "\(stage)") {
        try StudyCorruption(request, observer: recorder, cancellation: cancellation).run()
      }
    }
    _ = try StudyCorruption(Self.request(fixture, "noise:1-2", study: "b.study"), observer: Recorder()).run()
    #expect(try fixture.arrays("b.study") == whole)
  }

  @Test("embeddings of a corrupted network lie in the clean one's frame: little noise moves them little")
  func comparable() throws {
    let fixture = try AnalysisFixture()
    try Self.analyzed(fixture)
    _ = try StudyCorruption(Self.request(fixture, "noise:1"), observer: Recorder()).run()
    let study = try Study.open(at: fixture.url("a.study"), for: .reading)
    let layer = try #require(try study.database.layers(ofModel: "demo").first)
    for name in ["umap-2d", "tsne-2d", "pca-2d"] {
      let maps = try ["demo", "demo-noise-1"].map { model in
        try NPYFile(contentsOf: study.paths.file("\(name).aligned.npy", inLayer: layer.folder, of: model)).matrix()
      }
      // Both are centered and of RMS radius 1: unrelated ones are 2 apart on average in squares.
      let moved =
        zip(maps[0].elements, maps[1].elements).reduce(0.0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) } / 60
      #expect(moved < 0.5, "\(name) \(moved)")
    }
    let run = try #require(
      try study.database.run(
        stage: "embedding", scope: .layer(layer.folder, of: "demo-noise-1", variant: "tsne-2d")))
    #expect(run.parameters["initialization"]?.effective == "same layer of demo")
  }

  @Test("other images, other networks, and corrupted networks as a start are refused with what to do")
  func refused() throws {
    let fixture = try AnalysisFixture()
    try Self.analyzed(fixture)
    func message(_ change: (inout CorruptionRequest) -> Void) throws -> String {
      var request = try Self.request(fixture, "contrast")
      change(&request)
      let error = #expect(throws: (any Error).self) { try StudyCorruption(request, observer: Recorder()).run() }
      return error.map { "\($0)" } ?? ""
    }
    let other = fixture.url("other.onnx")
    try DemoNetwork.make(seed: 9).write(to: other)
    #expect(try message { $0.network = other }.contains("--network"))
    #expect(try message { $0.model = "none" }.contains("none"))
    #expect(try message { $0.images = "builtin:digits:20:9" }.contains("not those"))
    _ = try StudyCorruption(Self.request(fixture, "contrast"), observer: Recorder()).run()
    #expect(try message { $0.model = "demo, contrast 3" }.contains("demo"))
    let study = try Study.open(at: fixture.url("a.study"), for: .reading)
    #expect(try study.database.models().count == 2, "what was refused left nothing behind")
    let report = try StudyComparison(study).run()
    #expect(report.a.name == "demo" && report.b.name == "demo, contrast 3", "clean against corrupted by itself")
  }

  @Test("an image from outside goes through a corrupted network as the study's own did")
  func outside() throws {
    let fixture = try AnalysisFixture()
    let dataset = try DatasetFormat.open("builtin:digits:60:5")
    for index in 0..<60 {
      let file = fixture.url("images/\(dataset.items[index].label ?? 0)/\(index).png")
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try dataset.image(at: index).pngData().write(to: file)
    }
    var options = try fixture.options("a.study", images: fixture.url("images").path)
    options.embeddings = []
    try fixture.run(options)
    _ = try StudyCorruption(Self.request(fixture, "blur:5"), observer: Recorder()).run()
    let study = try Study.open(at: fixture.url("a.study"), for: .reading)
    var request = NeighborRequest()
    request.model = "demo-blur-5"
    request.layers = ["pixels"]
    request.neighborCount = 1
    let item = try #require(try study.database.item(at: 7))
    let copy = fixture.url("copy.png")
    try FileManager.default.copyItem(at: URL(fileURLWithPath: try #require(item.sourcePath)), to: copy)
    request.queries = .named([copy.path])
    let found = try StudyNeighbors(study, request: request).run()
    let nearest = try #require(found.rows.first?.neighbors[0].first)
    #expect(nearest.picture.item == 7 && nearest.distance < 1e-3, "blurred in the same way, it is the study's own")
  }

  @Test("an evolution of the study takes the clean network, and no corrupted one for an epoch")
  func evolution() throws {
    let fixture = try AnalysisFixture()
    try Self.analyzed(fixture)
    _ = try StudyCorruption(Self.request(fixture, "blur:1-2"), observer: Recorder()).run()
    var request = EvolutionRequest(study: fixture.url("a.study"))
    request.options.method = .aligned
    request.layers = ["image", "fc1.relu"]
    let sequences = try StudyEvolution(request: request, observer: Recorder()).run()
    #expect(sequences.count == 1)
    #expect(sequences.first?.frames.map(\.model) == ["demo", "demo"])
  }
}
