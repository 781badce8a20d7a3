import Foundation
import ImageDatasets
import NumericKernels
import StudyPipeline
import StudyStore
import StudyTables
import Testing

@Suite("Out and in again")
struct RoundTripTests {
  private let fixture: TableFixture
  private let study: Study

  init() throws {
    fixture = try TableFixture()
    study = try fixture.study()
  }

  @Test(
    "arrays that were exported and imported again have the same bits, neighbours, embeddings, labels and predictions",
    arguments: [true, false])
  func arrays(isCompressed: Bool) throws {
    var choice = ExportChoice()
    choice.layers = ["*"]
    let url = fixture.url("a.npz")
    let names = try StudyArrays(study, choice: choice).write(to: url, isCompressed: isCompressed)
    #expect(names.contains("net/01-late/neighbor-distances") && names.contains("net/00-early/umap-2d.trust"))
    var options = fixture.options("b.study", [url], model: "net")
    options.modelName = nil
    try fixture.run(options)
    for layer in ["00-early", "01-late"] {
      for file in [
        "activations", "neighbors", "neighbor-distances", "umap-2d", "umap-2d.trust", "pca-4d", "umap-2d.aligned",
      ] {
        let path = "net/\(layer)/\(file).npy"
        #expect(fixture.file(path, of: "a.study") != nil)
        #expect(fixture.file(path, of: "a.study") == fixture.file(path, of: "b.study"), "\(path)")
      }
    }
    let (before, after) = (study.database, try Study.open(at: fixture.url("b.study"), for: .reading).database)
    #expect(try before.items() == after.items() && before.classes() == after.classes())
    #expect(try before.predictionColumns(ofModel: "net") == after.predictionColumns(ofModel: "net"))
    #expect(try before.accuracy(ofModel: "net") == after.accuracy(ofModel: "net"))
  }

  @Test("a table that was exported and imported again has the same coordinates and labels")
  func table() throws {
    let url = fixture.url("points.csv")
    try CSVFile(StudyPointTable(study, choice: ExportChoice()).table()).write(to: url)
    var options = ImportOptions(study: fixture.url("b.study"), arrays: [url])
    options.columns = ["net/01-late/umap-2d/[xy]"]
    (options.embeddings, options.measuresLayers) = ([], false)
    try fixture.run(options)
    let imported = try Study.open(at: fixture.url("b.study"), for: .reading)
    let coordinates = StudyPaths(root: imported.url).file("activations.npy", inLayer: "00-points", of: "points")
    let original = study.paths.file("umap-2d.npy", inLayer: "01-late", of: "net")
    #expect(try NPYFile(contentsOf: coordinates).matrix() == NPYFile(contentsOf: original).matrix())
    let (before, after) = (try study.database.items(), try imported.database.items())
    #expect(before.map(\.identifier) == after.map(\.identifier))
    // The classes are now in the order of their names.
    let (classes, sorted) = (try study.database.classes(), try imported.database.classes())
    #expect(before.map { $0.labelIndex.map { classes[$0] } } == after.map { $0.labelIndex.map { sorted[$0] } })
  }

  @Test("kinds of arrays can be chosen, and nothing to write is an error")
  func kinds() throws {
    let url = fixture.url("a.npz")
    let names = try StudyArrays(study, choice: ExportChoice(), kinds: [.labels, .embeddings]).write(to: url)
    #expect(names == ["labels", "classes", "net/01-late/pca-4d", "net/01-late/umap-2d"])
    var choice = ExportChoice()
    choice.without = [.names]
    #expect(throws: StudyPipelineError.self) {
      try StudyArrays(study, choice: choice, kinds: [.identifiers]).write(to: fixture.url("b.npz"))
    }
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try StudyArrays(study, choice: ExportChoice()).write(to: fixture.url("b.npz")) { done, _ in
        if done == 2 { throw Stop() }
      }
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: fixture.folder.path).filter { $0.hasPrefix("b.npz") }
    #expect(left.isEmpty, "what is stopped leaves nothing")
  }
}
