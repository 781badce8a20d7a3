import Foundation
import NumericKernels
import StudyPipeline
import StudyStore

/// A folder with a study of two imported models, annotated as a person would do it.
final class TableFixture {
  static let count = 40
  static let names = ["a,b.png", "say \"cheese\".png", "two\nlines.png", "ümläut.png"]
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("tables-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func url(_ name: String) -> URL { folder.appendingPathComponent(name) }

  static func name(_ row: Int) -> String { row < names.count ? names[row] : "\(row).png" }

  private struct Quiet: AnalysisObserver {
    func stageProgressed(_ progress: StageProgress) {}
    func stageEnded(stage: String, detail: String) {}
    func remark(_ text: String) {}
  }

  func run(_ options: ImportOptions) throws { _ = try StudyImport(options: options, observer: Quiet()).run() }

  func array(_ name: String, columns: Int, shift: Int = 0) throws -> URL {
    var matrix = Matrix(rowCount: Self.count, columnCount: columns)
    for row in 0..<Self.count {
      for column in 0..<columns {
        matrix[row, column] = Float((row * 31 + column * 17 + shift) % 23) / 7 + (column % 4 == row % 4 ? 5 : 0)
      }
    }
    try NPYWriter.write(matrix, to: url(name))
    return url(name)
  }

  func options(_ study: String, _ arrays: [URL], model: String) -> ImportOptions {
    var options = ImportOptions(study: url(study), arrays: arrays)
    options.modelName = model
    options.neighborCount = 15
    options.embeddings = [.init(method: .umap, dimensions: 2), .init(method: .pca, dimensions: 4)]
    return options
  }

  /// Two layers with labels for all but every eighth item, attributes, predictions; a decision and a selection.
  func study(named name: String = "a.study") throws -> Study {
    func quoted(_ text: String) -> String { "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\"" }
    let animals = ["cat", "dog", "owl", "bee"]
    let rows: [String] = (0..<Self.count).map { row in
      let label = row % 8 == 7 ? "" : animals[row % 4]
      return "\(quoted(Self.name(row))),\(label),\(row % 5),\(row % 3)"
    }
    try Data(("identifier,label,label score,shelf\n" + rows.joined(separator: "\n")).utf8).write(to: url("known.csv"))
    let said: [String] = (0..<Self.count).map { row in
      let animal = row % 10 == 0 ? "dog" : animals[row % 4]
      return "\(animal),0.\(1 + row % 9)"
    }
    try Data(("class,probability\n" + said.joined(separator: "\n")).utf8).write(to: url("said.csv"))
    var options = options(
      name, [try array("early.npy", columns: 6), try array("late.npy", columns: 8, shift: 3)], model: "net")
    options.attributes = url("known.csv")
    options.predictions = url("said.csv")
    try run(options)
    let study = try Study.open(at: url(name), for: .reading)
    try study.database.saveAnnotation(
      kind: SuspectDecision.annotationKind, name: "3",
      value: .object(["verdict": "confirmed", "label": "owl"]))
    try study.database.saveAnnotation(
      kind: SavedSelections.kind, name: "odd ones", value: .object(["items": .array([.integer(1), .integer(5)])]))
    return study
  }

  func file(_ path: String, of study: String) -> Data? {
    try? Data(contentsOf: url(study).appendingPathComponent("models").appendingPathComponent(path))
  }
}
