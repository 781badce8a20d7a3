import Foundation
import ImageDatasets
import NumericKernels
import StudyPipeline
import StudyStore
import Testing

@Suite("Importing beside other models, images and maps")
struct ImportIntoStudyTests {
  private let fixture: ImportFixture

  init() throws { fixture = try ImportFixture() }

  @Test("images come in the order of their names, with labels and thumbnails")
  func images() throws {
    var options = fixture.options("a.study", try fixture.array("x.npy"))
    options.images = "builtin:digits:45:5"
    let recorder = try fixture.run(options)
    #expect(recorder.remarks.contains { $0.contains("Row i of the arrays is taken to be image i") })
    let study = try fixture.study("a.study")
    #expect(try study.database.thumbnails()?.pages.count == 1 && study.database.classes().count == 10)
    let (data, type) = try StudyImageFiles(study: study).image(atRow: 7)
    let digits = try BuiltInDigits(specification: "builtin:digits:45:5")
    #expect(type == "image/png")
    #expect(try data == digits.image(at: 7).pngData())
  }

  @Test("images are matched by name where rows have names, and a broken one takes its row with it")
  func matchedImages() throws {
    let digits = try BuiltInDigits(count: 45, seed: 5)
    try FileManager.default.createDirectory(at: fixture.url("photos"), withIntermediateDirectories: true)
    for row in 0..<45 {
      let name = String(format: "photos/%02d.png", row)
      try (row == 3 ? Data("no image".utf8) : digits.image(at: row).pngData()).write(to: fixture.url(name))
    }
    var options = fixture.options("a.study", try fixture.array("x.npy"))
    options.images = fixture.url("photos").path
    // The arrays have the rows backwards.
    options.identifiers = try fixture.write(
      (0..<45).reversed().map { String(format: "%02d.png\n", $0) }.joined(), to: "names.txt")
    let recorder = try fixture.run(options)
    #expect(recorder.remarks.contains { $0.contains("1 image could not be read and was left out") })
    let items = try fixture.study("a.study").database.items()
    #expect(items.count == 44 && items[0].identifier == "44.png" && items[41].identifier == "02.png")
    let activations = try fixture.activations("a.study", "00-x", of: "x")
    let source = ImportFixture.matrix()
    #expect(activations == source.selecting(rows: Array(0..<45).filter { $0 != 41 }))
    let others: [String] = (0..<45).map { row in row == 9 ? "other.png" : String(format: "%02d.png", row) }
    options.identifiers = try fixture.write(others.joined(separator: "\n"), to: "n.txt")
    options.study = fixture.url("b.study")
    #expect(fixture.message(options)?.contains("Rows are matched by their names") == true)
  }

  @Test("a second import adds a model to compare with; other rows and labels are refused")
  func secondModel() throws {
    let labels = try fixture.write(String(repeating: "0\n1\n2\n", count: 15), to: "labels.txt")
    var options = fixture.options("a.study", try fixture.array("x.npy"))
    (options.labels, options.measuresLayers) = (labels, true)
    try fixture.run(options)
    var second = fixture.options("a.study", try fixture.array("y.npy", ImportFixture.matrix(shift: 3)))
    second.measuresLayers = true
    try fixture.run(second)
    let description = try fixture.study("a.study").description()
    #expect(description.models.map(\.name) == ["x", "y"])
    #expect(description.models[1].layers[0].metrics["neighborhoodHit"] == 1, "the labels are those of the study")
    #expect(try LikenessReport(fixture.study("a.study"))?.layers.map(\.model) == ["x", "y"])
    var wrong = fixture.options("a.study", try fixture.array("z.npy", ImportFixture.matrix(rows: 40)))
    #expect(fixture.message(wrong)?.contains("z.npy has 40 rows, but the study has 45 items") == true)
    wrong = fixture.options("a.study", fixture.url("y.npy"))
    wrong.labels = try fixture.write("0\n" + String(repeating: "1\n0\n", count: 22), to: "others.txt")
    #expect(fixture.message(wrong)?.contains("was made of other items or labels") == true)
    #expect(try fixture.study("a.study").description().models.count == 2, "nothing was taken away")
  }

  @Test("arrays can join a study of an analyzed network, but not take its name or be analyzed over")
  func besideNetwork() throws {
    let analysis = try AnalysisFixture()
    var options = try analysis.options("net.study", images: "builtin:digits:45:5")
    (options.embeddings, options.measuresLayers) = ([], false)
    try analysis.run(options)
    var asked = fixture.options("unused", try fixture.array("clip.npy"))
    asked.study = analysis.url("net.study")
    try fixture.run(asked)
    let study = try Study.open(at: asked.study, for: .reading)
    #expect(try study.description().models.map(\.name) == ["demo", "clip"])
    asked.modelName = "demo"
    #expect(fixture.message(asked)?.contains("has the analyzed network demo already") == true)
    #expect(try study.description().models[0].layers.count > 2, "the network is still whole")
    try fixture.run(fixture.options("arrays.study", fixture.url("clip.npy")))
    options.study = fixture.url("arrays.study")
    let error = #expect(throws: StudyPipelineError.self) { try analysis.run(options) }
    #expect(error?.description.contains("was made by `strata import`") == true)
  }

  @Test("ready-made maps belong to a layer and are measured; alone they are the layer")
  func givenEmbeddings() throws {
    let map = try fixture.array("map.npy", ImportFixture.matrix(columnCount: 2, shift: 2))
    var options = fixture.options("a.study", try fixture.array("x.npy"), try fixture.array("y.npy"))
    options.modelName = "m"
    options.given = [.init(file: map), .init(file: map, name: "first-2d", layer: "x")]
    try fixture.run(options)
    let layers = try fixture.study("a.study").description().models[0].layers
    #expect(layers.map { $0.embeddings.map(\.name) } == [["first-2d"], ["map-2d"]])
    #expect(layers[1].embeddings[0].method == "imported")
    #expect(layers[1].metrics["trustworthiness.map-2d"] ?? 0 > 0.5)
    let file = StudyPaths(root: fixture.url("a.study")).file("map-2d.npy", inLayer: "01-y", of: "m")
    #expect(try NPYFile(contentsOf: file).matrix() == ImportFixture.matrix(columnCount: 2, shift: 2))
    var alone = fixture.options("b.study")
    alone.given = [.init(file: map)]
    let recorder = try fixture.run(alone)
    #expect(recorder.remarks.contains { $0.contains("No activations are given") })
    let only = try fixture.study("b.study").description().models[0].layers
    #expect(only.map(\.name) == ["map"] && only[0].embeddings.map(\.name) == ["map-2d"])
    #expect(only[0].metrics["trustworthiness.map-2d"] == 1, "a map of itself is perfect")
    alone.study = fixture.url("a.study")
    alone.modelName = "m"
    #expect(fixture.message(alone)?.contains("m has the layers x, y already") == true)
  }

  @Test("predictions are scored: a table of classes by name, an array of probabilities or logits")
  func predictions() throws {
    var options = fixture.options("a.study", try fixture.array("x.npy"))
    options.labels = try fixture.write(
      String(repeating: "cat\ndog\nowl\n", count: 15), to: "l.txt")
    // Every ninth dog is taken for a cat.
    let names = ["cat", "dog", "owl"]
    let said: [String] = (0..<45).map { row in row % 9 == 1 ? "cat,0.75" : "\(names[row % 3]),0.5" }
    options.predictions = try fixture.write("class,probability\n" + said.joined(separator: "\n"), to: "p.csv")
    try fixture.run(options)
    let study = try fixture.study("a.study")
    #expect(try study.database.accuracy(ofModel: "x")?.top1 == 40.0 / 45)
    let columns = try #require(try study.database.predictionColumns(ofModel: "x"))
    #expect(columns.correct[1] == 0 && columns.correct[0] == 1 && columns.probability[1] == 0.75)
    var logits = Matrix(rowCount: 45, columnCount: 3)
    for row in 0..<45 { logits[row, row % 3] = 3 }
    options.predictions = try fixture.array("logits.npy", logits)
    options.outputs = ClassNames(["dog", "cat", "owl"])
    options.study = fixture.url("b.study")
    let recorder = try fixture.run(options)
    #expect(recorder.remarks.contains { $0.contains("taken for logits") })
    #expect(
      try fixture.study("b.study").database.accuracy(ofModel: "x")?.top1 == 15.0 / 45, "only owls fit these names")
    options.predictions = try fixture.write("class,probability\ncat,1.5\n", to: "q.csv")
    options.study = fixture.url("c.study")
    #expect(fixture.message(options)?.contains("q.csv, line 2: \"1.5\" is no probability") == true)
  }

  @Test("what needs the network says that there is none")
  func withoutNetwork() throws {
    var options = fixture.options("a.study", try fixture.array("x.npy"))
    options.labels = try fixture.write(String(repeating: "0\n1\n2\n", count: 15), to: "labels.txt")
    try fixture.run(options)
    let study = try fixture.study("a.study")
    try Data().write(to: fixture.url("new.png"))
    let error = #expect(throws: StudyPipelineError.self) {
      var request = NeighborRequest()
      request.queries = .named([fixture.url("new.png").path])
      _ = try StudyNeighbors(study, request: request).run()
    }
    #expect(
      error?.kind == .unavailable && error?.description.contains("there is no network") == true,
      "\(String(describing: error))")
    #expect(throws: StudyPipelineError.self) { try StudyImageFiles(study: study).image(atRow: 0) }
  }
}
