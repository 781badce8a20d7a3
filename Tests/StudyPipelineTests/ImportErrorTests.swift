import Foundation
import NumericKernels
import StudyPipeline
import StudyStore
import Testing

@Suite("What cannot be imported")
struct ImportErrorTests {
  private let fixture: ImportFixture

  init() throws { fixture = try ImportFixture() }

  /// The import must end with this message and leave no study.
  private func expect(
    _ message: String, _ options: ImportOptions, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let found = fixture.message(options)
    #expect(found?.contains(message) == true, "\(found ?? "no error")", sourceLocation: sourceLocation)
    #expect(!FileManager.default.fileExists(atPath: options.study.path), sourceLocation: sourceLocation)
  }

  @Test("numbers that are not finite are named by file, row and column", arguments: [Float.nan, .infinity])
  func notFinite(value: Float) throws {
    var matrix = ImportFixture.matrix()
    matrix[31, 4] = value
    let array = try fixture.array("x.npy", matrix)
    expect("x.npy holds \(value) in row 31, column 4 (both from 0)", fixture.options("a.study", array))
    let table = try fixture.write("a,b\n1,2\n3,\(value)\n", to: "t.csv")
    expect("t.csv holds \(value) in line 3, column b", fixture.options("a.study", table))
    let good = try fixture.array("y.npy")
    var options = fixture.options("a.study", good)
    options.given = [.init(file: array)]
    expect("x.npy holds \(value) in row 31", options)
  }

  @Test("shapes and numbers of rows must fit")
  func shapes() throws {
    let array = try fixture.array("x.npy")
    let shorter = try fixture.array("y.npy", ImportFixture.matrix(rows: 44))
    expect("y.npy has 44 rows, but \(array.path) has 45", fixture.options("a.study", array, shorter))
    let cube = try fixture.raw("cube.npy", descriptor: "'<f4'", shape: "(2, 2, 2)", data: Data(count: 32))
    expect("cube.npy has shape [2, 2, 2]; a row an item", fixture.options("a.study", cube))
    let empty = try fixture.raw("empty.npy", descriptor: "'<f4'", shape: "(0, 3)", data: Data())
    expect("empty.npy is empty: it has shape [0, 3]", fixture.options("a.study", empty))
    let nothing = try fixture.write("", to: "nothing.npy")
    expect("nothing.npy is empty; a .npy file is expected", fixture.options("a.study", nothing))
    var options = fixture.options("a.study", array)
    options.labels = try fixture.write("a\nb\n", to: "labels.txt")
    expect("labels.txt has 2 labels, but \(array.path) has 45 rows", options)
    options.labels = nil
    options.given = [.init(file: shorter)]
    expect("y.npy has 44 rows", options)
    options.given = []
    options.predictions = try fixture.write("class,probability\na,0.5\n", to: "p.csv")
    expect("p.csv has 1 predictions, but", options)
    options.predictions = nil
    options.images = "builtin:digits:30"
    expect("builtin:digits:30 has 30 images, but", options)
  }

  @Test("structured, pickled, big-endian and unknown files are refused by name")
  func formats() throws {
    let cases = [
      ("'>f4'", "big-endian"), ("'|O'", "pickled Python objects"), ("'<U3'", "holds text"), ("'<c8'", "'<c8'"),
      ("[('a', '<f4')]", "structured array"),
    ]
    for (descriptor, words) in cases {
      let url = try fixture.raw("x.npy", descriptor: descriptor, shape: "(2, 2)", data: Data(count: 16))
      expect(words, fixture.options("a.study", url))
    }
    expect("is no array. Give files", fixture.options("a.study", try fixture.write("x", to: "x.parquet")))
    expect(
      "is no zip archive", fixture.options("a.study", try fixture.write("nothing of the kind, really", to: "x.npz")))
    expect("cannot be read", fixture.options("a.study", fixture.url("absent.npy")))
    expect("There is nothing to import", ImportOptions(study: fixture.url("a.study"), arrays: []))
  }

  @Test("tables name the line, the column and what to do")
  func tables() throws {
    let words = try fixture.write("a,b\nx,y\n", to: "words.csv")
    expect("has no column that holds numbers only. Its columns are: a, b", fixture.options("a.study", words))
    let gap = try fixture.write("a,b\n1,2\n3,\n", to: "gap.csv")
    expect("gap.csv, line 3, column b: the field is empty", fixture.options("a.study", gap))
    var options = fixture.options("a.study", try fixture.write("a,b\n1,2\n3,x\n", to: "mixed.csv"))
    options.columns = ["*"]
    expect("mixed.csv, line 3, column b: \"x\" is no number", options)
    options.columns = ["c"]
    expect("mixed.csv has no column c. It has: a, b", options)
    options.columns = []
    options.labelColumn = "topic"
    expect("mixed.csv has no column topic", options)
    let twice = try fixture.write("identifier,a\nsame,1\nsame,2\n", to: "twice.csv")
    expect("names same twice, in rows 0 and 1", fixture.options("a.study", twice))
  }

  @Test("two arrays of one name, and names that are no names of embeddings, are refused")
  func names() throws {
    try FileManager.default.createDirectory(at: fixture.url("d"), withIntermediateDirectories: true)
    let (first, second) = (try fixture.array("x.npy"), try fixture.array("d/x.npy"))
    expect("would both be the layer x", fixture.options("a.study", first, second))
    var options = fixture.options("a.study", first)
    options.given = [.init(file: second, name: "../x")]
    expect("\"../x\" cannot be the name of an embedding", options)
    options.given = [.init(file: second, layer: "y")]
    expect("There is no layer y for the embedding", options)
    options.given = [.init(file: second), .init(file: first)]
    expect("would both be the embedding x-6d", options)
  }
}
