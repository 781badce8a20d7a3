import ArrayArchives
import Foundation
import ImageDatasets
import NumericKernels
import StudyPipeline
import StudyStore
import Testing

@Suite("Importing arrays")
struct StudyImportTests {
  private let fixture: ImportFixture

  init() throws { fixture = try ImportFixture() }

  @Test("several files are the layers of one model, with every stage behind them")
  func layers() throws {
    let files = (try fixture.array("early.npy"), try fixture.array("late.npy", ImportFixture.matrix(shift: 1)))
    var options = fixture.options("a.study", files.0, files.1)
    options.modelName = "audio"
    options.labels = try fixture.write(
      String(repeating: "a\nb\nc\n", count: 15), to: "labels.txt")
    options.embeddings = [.init(method: .umap, dimensions: 2), .init(method: .pca, dimensions: 2)]
    options.measuresLayers = true
    try fixture.run(options)
    let study = try fixture.study("a.study")
    let description = try study.description()
    #expect(description.classes == ["a", "b", "c"] && description.itemCount == 45 && description.thumbnails == nil)
    #expect(description.models.map(\.name) == ["audio"])
    let layers = description.models[0].layers
    #expect(layers.map(\.name) == ["early", "late"] && layers.map(\.featureCount) == [6, 6])
    #expect(layers.map { $0.embeddings.map(\.name) } == [["umap-2d", "pca-2d"], ["umap-2d", "pca-2d"]])
    for layer in layers {
      #expect(layer.metrics["neighborhoodHit"] == 1 && layer.metrics["silhouette"] ?? 0 > 0.5)
      #expect(layer.metrics["trustworthiness.umap-2d"] ?? 0 > 0.7)
    }
    #expect(try fixture.activations("a.study", "01-late", of: "audio") == ImportFixture.matrix(shift: 1))
    #expect(try LikenessReport(study)?.layers.count == 2)
    #expect(try SuspectReport.stored(study, model: "audio") != nil)
    let top = try #require(try study.file(.topImages, layer: "00-early", of: "audio"))
    let first = ImportFixture.matrix()
    let best = (0..<45).max { (first[$0, 0], -$0) < (first[$1, 0], -$1) }
    #expect(try NPYFile(contentsOf: top).int32Elements().first == best.map { Int32($0) })
  }

  @Test("the same import again computes nothing, another seed's bytes differ, and the same bytes come with one thread")
  func repeated() throws {
    func bytes(_ study: String) throws -> [String: Data] {
      let root = fixture.url(study)
      let paths = try FileManager.default.subpathsOfDirectory(atPath: root.path).filter { $0.hasSuffix(".npy") }
      return try Dictionary(
        uniqueKeysWithValues: paths.map { ($0, try Data(contentsOf: root.appendingPathComponent($0))) })
    }
    var options = fixture.options("a.study", try fixture.array("x.npy"))
    options.embeddings = [.init(method: .umap, dimensions: 2)]
    try fixture.run(options)
    let again = try fixture.run(options)
    #expect(again.ended.allSatisfy { $0.detail.contains("up to date") }, "\(again.ended)")
    options.study = fixture.url("b.study")
    options.threadCount = 1
    try fixture.run(options)
    #expect(try bytes("a.study") == bytes("b.study"))
  }

  @Test("integers, halves, doubles and Fortran order become the same Float32")
  func types() throws {
    let values = (0..<40).map { Float($0 % 5) }
    let matrix = Matrix(rowCount: 20, columnCount: 2, elements: values)
    let columns = (0..<2).flatMap { column in (0..<20).map { values[$0 * 2 + column] } }
    func data<Value: BitwiseCopyable>(_ values: [Value]) -> Data { values.withUnsafeBytes { Data($0) } }
    let files = [
      try fixture.raw("i8.npy", descriptor: "'|i1'", shape: "(20, 2)", data: data(values.map { Int8($0) })),
      try fixture.raw("f8.npy", descriptor: "'<f8'", shape: "(20, 2)", data: data(values.map { Double($0) })),
      try fixture.raw(
        "f.npy", descriptor: "'<f4'", shape: "(20, 2)", isFortran: true, data: data(columns)),
    ]
    for file in files {
      let name = file.deletingPathExtension().lastPathComponent
      try fixture.run(fixture.options("\(name).study", file))
      #expect(try fixture.activations("\(name).study", "00-\(name)", of: name) == matrix, "\(name)")
    }
  }

  @Test("labels come as numbers, negative for none, as text, or named by a list of classes")
  func labels() throws {
    let array = try fixture.array("x.npy")
    let numbers: [Int32] = (0..<15).flatMap { _ in [10, 11, -1] as [Int32] }
    try NPYWriter.write(numbers, shape: [45], to: fixture.url("labels.npy"))
    var options = fixture.options("a.study", array)
    options.labels = fixture.url("labels.npy")
    try fixture.run(options)
    let study = try fixture.study("a.study")
    #expect(try study.database.classes() == ["10", "11"])
    #expect(try Array(study.database.itemLabels().prefix(3)) == [0, 1, -1])
    options.study = fixture.url("b.study")
    options.labels = try fixture.write("label\n0\n" + String(repeating: "1\n0\n", count: 22), to: "labels.csv")
    options.classNames = ClassNames(["cat", "dog", "bird"])
    try fixture.run(options)
    #expect(try fixture.study("b.study").database.classes() == ["cat", "dog", "bird"])
    options.classNames = ClassNames(["cat"])
    options.study = fixture.url("c.study")
    #expect(
      fixture.message(options)?.contains("labels.csv, row 1: the label \"1\" is not one of the 1 classes") == true)
    #expect(!FileManager.default.fileExists(atPath: options.study.path), "no study is left behind")
  }

  @Test(
    "a table's columns of numbers are features, its others attributes and labels; names match rows of a second table")
  func tables() throws {
    let matrix = ImportFixture.matrix(columnCount: 2)
    var text = "identifier,x,sentence,y,topic\n"
    for row in 0..<45 {
      text += "item \(row),\(matrix[row, 0]),\"say \"\"\(row)\"\", please\",\(matrix[row, 1]),\(row % 3)\n"
    }
    let table = try fixture.write(text, to: "table.csv")
    let known = (0..<45).reversed().map { "item \($0),kind \($0 % 2)\n" }.joined()
    var options = fixture.options("a.study", table)
    options.labelColumn = "topic"
    options.attributes = try fixture.write("identifier,kind\n" + known, to: "known.csv")
    options.text = "sentence"
    try fixture.run(options)
    let study = try fixture.study("a.study")
    #expect(try fixture.activations("a.study", "00-table", of: "table") == matrix)
    let items = try study.database.items()
    #expect(items[7].identifier == "item 7" && items[7].labelIndex == 1)
    #expect(items[7].attributes == ["sentence": "say \"7\", please", "kind": "kind 1"])
    guard case .object(let origin) = try study.database.settings().dataset else { return #expect(Bool(false)) }
    #expect(origin["text"] == "sentence" && origin["kind"] == "import")
    options.study = fixture.url("b.study")
    options.text = "title"
    #expect(
      fixture.message(options)?.contains("no attribute title to show. There are: identifier, kind, sentence") == true)
    options.text = nil
    options.columns = ["y"]
    let recorder = try fixture.run(options)
    #expect(recorder.remarks.contains { $0.contains("1 further columns of numbers in table.csv are left out") })
    #expect(try fixture.activations("b.study", "00-table", of: "table").columnCount == 1)
  }

  @Test("archives give a layer for each array of two dimensions, in their order or the one that is asked for")
  func archives() throws {
    let url = fixture.url("layers.npz")
    let writer = try NPZWriter(url: url, isCompressed: true)
    for (index, name) in ["b", "a"].enumerated() {
      try writer.add(name, ImportFixture.matrix(shift: index).elements, shape: [45, 6])
    }
    try writer.add("times", [Float](repeating: 0, count: 45), shape: [45])
    try writer.finish()
    let recorder = try fixture.run(fixture.options("a.study", url))
    #expect(try fixture.study("a.study").database.layers(ofModel: "layers").map(\.folder) == ["00-b", "01-a"])
    #expect(recorder.remarks.contains { $0.contains("times is no layer") })
    #expect(try fixture.activations("a.study", "01-a", of: "layers") == ImportFixture.matrix(shift: 1))
    var options = fixture.options("b.study", url)
    options.layers = ["a", "b"]
    try fixture.run(options)
    #expect(try fixture.study("b.study").database.layers(ofModel: "layers").map(\.folder) == ["00-a", "01-b"])
    options.layers = ["c*"]
    #expect(fixture.message(options)?.contains("There is no array c*. There are: b, a.") == true)
  }
}
