import EmbeddingMethods
import Foundation
import NumericKernels
import ONNXModel
import StudyPipeline
import StudyStore
import Testing

/// A study with the layers of a small network, and a folder of checkpoints: the same network with other weights.
final class EvolutionFixture {
  let base: AnalysisFixture

  init() throws { base = try AnalysisFixture() }

  func url(_ name: String) -> URL { base.url(name) }

  func analyze(_ study: String) throws {
    var options = try base.options(study)
    options.embeddings = []
    options.measuresLayers = false
    try base.run(options)
  }

  func request(_ study: String, _ change: (inout EvolutionRequest) -> Void = { _ in }) -> EvolutionRequest {
    var request = EvolutionRequest(study: url(study))
    request.options.frame.perplexity = 8
    request.options.frame.earlyIterationCount = 30
    request.options.frame.iterationCount = 40
    change(&request)
    return request
  }

  @discardableResult
  func run(
    _ request: EvolutionRequest, observer: Recorder = Recorder(), cancellation: AnalysisCancellation = .init()
  ) throws -> [EvolutionSequence] {
    try StudyEvolution(request: request, observer: observer, cancellation: cancellation).run()
  }

  /// Writes checkpoints of three epochs and a record of the training.
  func writeCheckpoints(_ name: String = "digits-cnn", epochs: [Int] = [0, 1, 10], record: String? = nil) throws -> URL
  {
    let folder = url(name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for epoch in epochs {
      let file = folder.appendingPathComponent("epoch-\(String(format: "%04d", epoch)).onnx")
      try DemoNetwork.make(seed: UInt64(epoch + 3)).write(to: file)
    }
    if let record { try Data(record.utf8).write(to: folder.appendingPathComponent("training.json")) }
    return folder
  }

  static let record = """
    {"formatVersion": 1, "series": "small", "network": "cnn", "later": [1], "seed": 4,
     "classes": ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
     "preprocessing": {"base": "symmetric"},
     "epochs": [{"epoch": 1, "trainingLoss": 0.5, "validationAccuracy": null}],
     "checkpoints": [{"epoch": 1, "file": "epoch-0001.onnx"}, {"epoch": 0, "file": "epoch-0000.onnx"}]}
    """

  func analyzeCheckpoints(_ folder: URL, study: String, observer: Recorder = Recorder()) throws {
    var options = try base.options(study)
    options.preprocessing = nil
    options.embeddings = [EmbeddingRequest(method: .pca, dimensions: 2)]
    try CheckpointAnalysis(CheckpointFolder(contentsOf: folder), options: options, observer: observer).run()
  }
}

@Suite("Evolution over layers")
struct EvolutionLayersTests {
  @Test("a sequence has a frame for every layer, its arrays, and measures of each")
  func layers() throws {
    let fixture = try EvolutionFixture()
    try fixture.analyze("a.study")
    let found = try fixture.run(fixture.request("a.study") { $0.itemLimit = 40 })
    let sequence = try #require(found.first)
    #expect(found.count == 1 && sequence.folder == "layers-demo-dynamic-tsne" && sequence.kind == .layers)
    #expect(sequence.model == "demo" && sequence.series == nil && sequence.layer == nil)
    let study = try Study.open(at: fixture.url("a.study"), for: .reading)
    let layers = try study.database.layers(ofModel: "demo")
    #expect(sequence.frames.map(\.layer) == layers.map(\.folder) && sequence.frames.allSatisfy { $0.epoch == nil })
    #expect(sequence.itemCount == 40 && sequence.vertexCount == (layers.count - 1) * sequence.segmentVertexCount + 1)
    func array(_ array: EvolutionArray) throws -> NPYFile {
      try NPYFile(contentsOf: #require(try EvolutionReport.file(array, sequence: sequence.folder, of: study)))
    }
    let items = try array(.items).int32Elements()
    #expect(items.count == 40 && items == items.sorted() && Set(items).count == 40)
    let labels = try study.database.items().map(\.labelIndex)
    #expect(Dictionary(grouping: items, by: { labels[Int($0)] }).values.allSatisfy { $0.count == 4 })
    #expect(try array(.positions).header.shape == [layers.count, 40, 2])
    #expect(try array(.trails).header.shape == [40, sequence.vertexCount, 2])
    let majorities = try array(.neighborLabels)
    #expect(majorities.header.shape == [layers.count, 40])
    #expect(try majorities.int32Elements().allSatisfy { (-1..<10).contains($0) })
    expectEnds(sequence, positions: try array(.positions).floatElements(), trails: try array(.trails).floatElements())
    expectMetrics(sequence)
    #expect(sequence.parameters["sampleSize"] == ParameterPair(requested: 40, effective: 40))
    #expect(sequence.parameters["sampling"]?.effective == "stratified")
    #expect(sequence.parameters["movementPenalty"]?.effective.doubleValue == 0.003)
    #expect(try EvolutionReport(study).sequences == [sequence])
  }

  /// Trails begin and end where the images are in the first and the last map.
  private func expectEnds(_ sequence: EvolutionSequence, positions: [Float], trails: [Float]) {
    let (last, frames) = (sequence.vertexCount - 1, sequence.frames.count)
    for item in 0..<sequence.itemCount {
      for axis in 0..<2 {
        #expect(trails[item * sequence.vertexCount * 2 + axis] == positions[item * 2 + axis])
        #expect(
          trails[(item * sequence.vertexCount + last) * 2 + axis]
            == positions[((frames - 1) * sequence.itemCount + item) * 2 + axis])
      }
    }
  }

  private func expectMetrics(_ sequence: EvolutionSequence) {
    for (place, frame) in sequence.frames.enumerated() {
      for name in ["neighborhoodHit", "layerNeighborhoodHit", "trustworthiness"] {
        #expect((0...1).contains(frame.metrics[name] ?? -1), "\(name)")
      }
      for name in ["movement", "stability", "layerStability"] {
        #expect((frame.metrics[name] != nil) == (place > 0), "\(name)")
      }
      #expect((-1...1).contains(frame.metrics["separation"] ?? 2))
    }
  }

  @Test("a second run does nothing; another seed, penalty or sample makes the sequence anew; threads change no byte")
  func keys() throws {
    let fixture = try EvolutionFixture()
    try fixture.analyze("a.study")
    try fixture.analyze("b.study")
    let first = try fixture.run(fixture.request("a.study") { $0.threadCount = 1 })
    try fixture.run(fixture.request("b.study") { $0.threadCount = 3 })
    let arrays = try fixture.base.arrays("a.study")
    #expect(try fixture.base.arrays("b.study") == arrays)
    let recorder = Recorder()
    #expect(try fixture.run(fixture.request("a.study"), observer: recorder) == first)
    #expect(recorder.ended.map(\.detail) == ["demo, layer after layer, up to date"])
    for change in [{ $0.seed = 7 }, { $0.options.movementPenalty = 0.5 }, { $0.itemLimit = 30 }]
      as [(inout EvolutionRequest) -> Void]
    {
      try fixture.run(fixture.request("a.study", change))
      #expect(try fixture.base.arrays("a.study") != arrays)
    }
    let study = try Study.open(at: fixture.url("a.study"), for: .reading)
    #expect(try EvolutionReport(study).sequences.count == 1)
  }

  @Test("a cancelled run leaves no sequence behind, and the next one makes the bytes of one that was not")
  func cancellation() throws {
    let fixture = try EvolutionFixture()
    try fixture.analyze("a.study")
    try fixture.analyze("b.study")
    for share in [0.1, 0.85] {
      let cancellation = AnalysisCancellation()
      let recorder = Recorder { if $0.fraction > share { cancellation.cancel() } }
      #expect(throws: CancellationError.self) {
        try fixture.run(fixture.request("a.study"), observer: recorder, cancellation: cancellation)
      }
      let study = try Study.open(at: fixture.url("a.study"), for: .reading)
      #expect(try EvolutionReport(study).sequences.isEmpty)
    }
    try fixture.run(fixture.request("a.study"))
    try fixture.run(fixture.request("b.study"))
    #expect(try fixture.base.arrays("a.study") == fixture.base.arrays("b.study"))
  }

  @Test("layers are chosen by pattern and methods by name, each method a sequence of its own")
  func choices() throws {
    let fixture = try EvolutionFixture()
    try fixture.analyze("a.study")
    for method in [EvolutionMethod.sharedInitialization, .aligned] {
      let found = try fixture.run(
        fixture.request("a.study") {
          $0.options.method = method
          $0.layers = ["#1", "#2"]
        })
      #expect(found[0].frames.count == 2 && found[0].folder == "layers-demo-\(method.rawValue)")
      #expect(found[0].parameters["movementPenalty"] == nil)
      #expect(found[0].segmentVertexCount == 32)
    }
    let study = try Study.open(at: fixture.url("a.study"), for: .reading)
    #expect(try EvolutionReport(study).sequences.map(\.method) == ["shared-initialization", "aligned"])
  }

  @Test("one layer, a union of layers, a layer over epochs that there are not, and unknown names are refused")
  func refusals() throws {
    let fixture = try EvolutionFixture()
    try fixture.analyze("a.study")
    func refused(_ change: (inout EvolutionRequest) -> Void) -> String {
      do {
        try fixture.run(fixture.request("a.study", change))
        return "nothing was refused"
      } catch { return "\(error)" }
    }
    #expect(refused { $0.layers = ["#1"] }.contains("at least two frames"))
    #expect(refused { $0.options.method = .union }.contains("union needs frames of one layer"))
    #expect(refused { $0.layer = "#1" }.contains("not one of several epochs"))
    #expect(refused { $0.model = "other" }.contains("It has: demo"))
    #expect(refused { $0.layers = ["nowhere"] }.contains("no layer nowhere"))
    #expect(refused { $0.itemLimit = 2 }.contains("at least 3"))
    #expect(refused { $0.options.movementPenalty = -1 }.contains("movementPenalty"))
    do { _ = try Study.create(at: fixture.url("empty.study"), settings: StudySettings(name: "empty")) }
    let empty = #expect(throws: StudyPipelineError.self) { try fixture.run(fixture.request("empty.study")) }
    #expect(empty?.description.contains("has no network yet") == true)
  }

  @Test("images without labels have maps and trails, but no separation and no strays")
  func withoutLabels() throws {
    let fixture = try EvolutionFixture()
    try fixture.analyze("a.study")
    do {
      let study = try Study.open(at: fixture.url("a.study"), for: .writing)
      let items = try study.database.items().map { item in
        var bare = item
        bare.labelIndex = nil
        return bare
      }
      let layers = try study.database.layers(ofModel: "demo")
      try study.database.recordItems(items, classes: [], skipped: [])
      // Recording items forgets what was made of others; the files are still those of these images.
      guard case .start(let run) = try study.beginRun(stage: "extraction", scope: .model("demo"), key: "k") else {
        return
      }
      try study.finishRun(
        run,
        artifacts: layers.flatMap { layer in
          [("activations.npy", ArtifactRole.activations), ("neighbors.npy", .neighbors)].map {
            FinishedArtifact(path: "models/demo/\(layer.folder)/\($0.0)", role: $0.1)
          }
        })
    }
    let recorder = Recorder()
    let found = try fixture.run(fixture.request("a.study"), observer: recorder)
    #expect(found[0].strays.isEmpty && found[0].itemCount == 60)
    #expect(found[0].frames.allSatisfy { $0.metrics["neighborhoodHit"] == nil && $0.metrics["separation"] == nil })
    #expect(found[0].frames.allSatisfy { $0.metrics["trustworthiness"] != nil })
    #expect(recorder.remarks.contains { $0.contains("no labels") })
  }
}

@Suite("Evolution over epochs")
struct EvolutionEpochsTests {
  @Test("checkpoints become networks of the study, with the preprocessing, classes and curves of their training")
  func checkpoints() throws {
    let fixture = try EvolutionFixture()
    let folder = try fixture.writeCheckpoints(record: EvolutionFixture.record)
    try fixture.analyzeCheckpoints(folder, study: "a.study")
    let found = try fixture.run(fixture.request("a.study"))
    #expect(found.map(\.kind) == [.epochs, .layers])
    let epochs = found[0]
    #expect(epochs.series == "small" && epochs.model == nil && epochs.frames.map(\.epoch) == [0, 1, 10])
    #expect(epochs.frames.map(\.name) == ["epoch 0", "epoch 1", "epoch 10"])
    #expect(epochs.frames.map(\.model) == ["small_epoch_0", "small_epoch_1", "small_epoch_10"])
    #expect(Set(epochs.frames.map(\.layer)).count == 1)
    #expect(found[1].model == "small_epoch_10")
    let study = try Study.open(at: fixture.url("a.study"), for: .reading)
    let models = try study.description().models
    #expect(models.map(\.series) == ["small", "small", "small"] && models.map(\.epoch) == [0, 1, 10])
    #expect(models.map { $0.layers[0].embeddings.map(\.name) } == [["pca-2d"], [], ["pca-2d"]])
    #expect(models.allSatisfy { $0.layers.allSatisfy { $0.metrics["neighborhoodHit"] != nil } })
    #expect(models.map { $0.layers[1].metrics["probeAccuracy"] != nil } == [false, false, true])
    #expect(models.allSatisfy { $0.outputClasses.count == 10 && $0.accuracy?.counted == 60 })
    let hidden = try #require(models[2].layers.last { $0.featureCount != 10 })
    #expect(epochs.layer == hidden.name)
    let report = try EvolutionReport(study)
    #expect(report.sequences.count == 2 && report.training.map(\.checkpoints) == [[0, 1]])
    #expect(
      try StudyJSON.text(report.training[0])
        == #"{"checkpoints":[0,1],"epochs":[{"epoch":1,"trainingLoss":0.5,"validationAccuracy":null}],"#
        + #""network":"cnn","series":"small"}"#)
  }

  @Test("a second run analyzes nothing; a checkpoint that changed takes its sequence out until it is made anew")
  func changed() throws {
    let fixture = try EvolutionFixture()
    let folder = try fixture.writeCheckpoints()
    try fixture.analyzeCheckpoints(folder, study: "a.study")
    let first = try fixture.run(fixture.request("a.study") { $0.options.method = .union })
    #expect(first.map(\.folder).count == 1 && first[0].series == "digits-cnn" && first[0].method == "union")
    let recorder = Recorder()
    try fixture.analyzeCheckpoints(folder, study: "a.study", observer: recorder)
    #expect(recorder.ended.allSatisfy { $0.detail.hasSuffix("up to date") })
    #expect(Set(recorder.remarks).count == recorder.remarks.count)
    try DemoNetwork.make(seed: 99).write(to: folder.appendingPathComponent("epoch-0001.onnx"))
    try fixture.analyzeCheckpoints(folder, study: "a.study")
    do {
      let study = try Study.open(at: fixture.url("a.study"), for: .reading)
      #expect(try EvolutionReport(study).sequences.isEmpty)
    }
    let second = try fixture.run(fixture.request("a.study") { $0.options.method = .union })
    #expect(second[0].frames[1].activations != first[0].frames[1].activations)
    #expect(second[0].frames[0].activations == first[0].frames[0].activations)
  }

  @Test("folders that hold no sequence of checkpoints are refused, each for its reason")
  func folders() throws {
    let fixture = try EvolutionFixture()
    func refusal(_ folder: URL) -> String {
      do {
        _ = try CheckpointFolder(contentsOf: folder)
        return "nothing was refused"
      } catch { return "\(error)" }
    }
    #expect(refusal(fixture.url("none")).contains("cannot be read as a folder"))
    #expect(refusal(try fixture.writeCheckpoints("empty", epochs: [])).contains("no ONNX file"))
    #expect(refusal(try fixture.writeCheckpoints("one", epochs: [3])).contains("one ONNX file only"))
    let twice = try fixture.writeCheckpoints("twice", epochs: [1, 2])
    try Data().write(to: twice.appendingPathComponent("e1.onnx"))
    #expect(refusal(twice).contains("both of epoch 1"))
    try FileManager.default.moveItem(
      at: twice.appendingPathComponent("e1.onnx"), to: twice.appendingPathComponent("last.onnx"))
    #expect(refusal(twice).contains("last.onnx does not say"))
    for (text, reason) in [
      ("[", "no JSON object"), (#"{"series": "a"}"#, "formatVersion"), (#"{"formatVersion": 1}"#, "no \"series\""),
      (#"{"formatVersion": 1, "series": "a", "preprocessing": {"base": "odd"}}"#, "cannot be used"),
      (#"{"formatVersion": 1, "series": "a", "classes": [1]}"#, "no list of names"),
    ] {
      #expect(refusal(try fixture.writeCheckpoints("bad", record: text)).contains(reason), "\(text)")
    }
    let good = try CheckpointFolder(contentsOf: try fixture.writeCheckpoints("net-v2", epochs: [10, 9]))
    #expect(good.series == "net-v2" && good.checkpoints.map(\.epoch) == [9, 10] && good.training == nil)
  }

  @Test("checkpoints with different layers are refused before the study is touched")
  func differentLayers() throws {
    let fixture = try EvolutionFixture()
    let folder = try fixture.writeCheckpoints("mixed", epochs: [0, 1])
    var builder = ONNXBuilder()
    builder.addInput("image", shape: [nil, 3, 32, 32])
    builder.addInitializer("weight", shape: [10, 3, 1, 1], values: [Float](repeating: 0.5, count: 30))
    builder.addNode("Conv", name: "only", inputs: ["image", "weight"])
    builder.addNode("GlobalAveragePool", name: "average", inputs: ["only"])
    builder.addNode("Flatten", name: "logits", inputs: ["average"])
    builder.addOutput("logits", shape: [nil, 10])
    try builder.write(to: folder.appendingPathComponent("epoch-0002.onnx"))
    let error = #expect(throws: StudyPipelineError.self) {
      try fixture.analyzeCheckpoints(folder, study: "a.study")
    }
    #expect(error?.description.contains("epoch-0002.onnx and epoch-0000.onnx") == true)
    #expect(error?.description.contains("different layers") == true)
    #expect(!FileManager.default.fileExists(atPath: fixture.url("a.study").path))
  }
}
