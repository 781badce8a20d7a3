import Foundation
import NumericKernels
import StudyPipeline
import StudyStore
import StudyTables
import Testing

@Suite("The point table of a study")
struct StudyPointTableTests {
  private let fixture: TableFixture
  private let study: Study

  init() throws {
    fixture = try TableFixture()
    study = try fixture.study()
  }

  private func table(_ change: (inout ExportChoice) -> Void = { _ in }) throws -> PointTable {
    var choice = ExportChoice()
    change(&choice)
    return try StudyPointTable(study, choice: choice).table()
  }

  @Test(
    "it has what is known of each image: names, labels, predictions, coordinates, trust, suspects, decisions, selections"
  )
  func columns() throws {
    let table = try table()
    #expect(table.rowCount == 40)
    #expect(
      table.columns.map(\.name) == [
        "item", "identifier", "label", "label score", "shelf", "net/predicted", "net/probability", "net/correct",
        "net/suspect_score", "net/suspect_reason", "net/01-late/neighborhood_hit",
        "net/01-late/pca-4d/1", "net/01-late/pca-4d/2", "net/01-late/pca-4d/3", "net/01-late/pca-4d/4",
        "net/01-late/pca-4d/trust", "net/01-late/umap-2d/x", "net/01-late/umap-2d/y", "net/01-late/umap-2d/trust",
        "decision", "decision_label", "selection/odd ones",
      ])
    guard case .text(let labels)? = table["label"], case .text(let predicted)? = table["net/predicted"],
      case .truth(let correct)? = table["net/correct"], case .truth(let odd)? = table["selection/odd ones"],
      case .text(let decisions)? = table["decision"], case .real(let x)? = table["net/01-late/umap-2d/x"]
    else { return #expect(Bool(false), "types") }
    #expect(Array(labels[6...8]) == ["owl", nil, "cat"])
    #expect(Array(predicted[0...2]) == ["dog", "dog", "owl"])
    #expect(correct[0] == false && correct[1] == true && correct[7] == nil)
    #expect(odd.indices.filter { odd[$0] == true } == [1, 5])
    #expect(decisions[3] == "confirmed" && decisions[4] == nil)
    let file = study.paths.file("umap-2d.npy", inLayer: "01-late", of: "net")
    let embedding = try NPYFile(contentsOf: file).matrix()
    #expect(x == (0..<40).map { embedding[$0, 0] })
  }

  @Test("layers, embeddings and networks can be chosen; what is not there is named with what is")
  func choices() throws {
    let both = try table { ($0.layers, $0.embeddings) = (["*"], ["umap-2d"]) }
    #expect(both["net/00-early/umap-2d/x"] != nil && both["net/01-late/umap-2d/y"] != nil)
    #expect(both["net/01-late/pca-4d/1"] == nil)
    for (change, words) in [
      ({ $0.layers = ["middle"] }, "No network has a layer middle"),
      ({ $0.embeddings = ["tsne-2d"] }, "has an embedding tsne-2d. There are: pca-4d, umap-2d"),
      ({ $0.models = ["other"] }, "The study has no network other. It has: net"),
    ] as [((inout ExportChoice) -> Void, String)] {
      let error = #expect(throws: StudyPipelineError.self) { try table(change) }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
  }

  @Test("names, attributes and annotations can be left out of every format")
  func privacy() throws {
    var choice = ExportChoice()
    choice.without = [.names, .attributes, .annotations, .images]
    choice.layers = ["*"]
    try CSVFile(StudyPointTable(study, choice: choice).table()).write(to: fixture.url("p.csv"))
    try ArrowFile(StudyPointTable(study, choice: choice).table()).write(to: fixture.url("p.arrow"))
    try StudyArrays(study, choice: choice).write(to: fixture.url("p.npz"))
    try ProjectorSet(study, choice: choice).write(to: fixture.url("logs"))
    try EmbeddingAtlasTable(study, choice: choice).write(to: fixture.url("p.jsonl"))
    let logs = try FileManager.default.contentsOfDirectory(atPath: fixture.url("logs").path).map { "logs/\($0)" }
    for file in ["p.csv", "p.arrow", "p.npz", "p.jsonl"] + logs {
      let data = try Data(contentsOf: fixture.url(file))
      for secret in ["cheese", "shelf", "odd ones", "confirmed", fixture.folder.path] {
        #expect(data.range(of: Data(secret.utf8)) == nil, "\(secret) in \(file)")
        // Arrays of text have four bytes a letter.
        let wide = Data(secret.unicodeScalars.flatMap { [UInt8(truncatingIfNeeded: $0.value), 0, 0, 0] })
        #expect(data.range(of: wide) == nil, "\(secret) in \(file)")
      }
    }
    // The control: with nothing left out they are there.
    try CSVFile(table()).write(to: fixture.url("p.csv"))
    let open = try Data(contentsOf: fixture.url("p.csv"))
    for word in ["cheese", "shelf", "odd ones", "confirmed"] { #expect(open.range(of: Data(word.utf8)) != nil) }
  }
}
