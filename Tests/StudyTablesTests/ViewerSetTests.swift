import Foundation
import ImageDatasets
import NumericKernels
import StudyPipeline
import StudyStore
import StudyTables
import Testing

@Suite("For other viewers")
struct ViewerSetTests {
  private let fixture: TableFixture

  init() throws { fixture = try TableFixture() }

  private func text(_ name: String) throws -> String {
    try String(decoding: Data(contentsOf: fixture.url(name)), as: UTF8.self)
  }

  @Test(
    "a projector set has a line of names, a line an image, numbers of the same bits, and a picture of all thumbnails")
  func projector() throws {
    var options = fixture.options("a.study", [try fixture.array("x.npy", columns: 5)], model: "net")
    options.images = "builtin:digits:40:5"
    try fixture.run(options)
    let study = try Study.open(at: fixture.url("a.study"), for: .reading)
    let names = try ProjectorSet(study, choice: ExportChoice()).write(to: fixture.url("logs"))
    #expect(names == ["net/00-x", "net/00-x/pca-4d", "net/00-x/umap-2d"])
    let lines = try text("logs/metadata.tsv").split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 42 && lines[0].hasPrefix("item\tidentifier\tlabel") && lines[41].isEmpty)
    let rows = try text("logs/net-00-x-umap-2d.tsv").split(separator: "\n").map {
      $0.split(separator: "\t").map { Float($0) }
    }
    let file = study.paths.file("umap-2d.npy", inLayer: "00-x", of: "net")
    #expect(rows.flatMap { $0 } == (try NPYFile(contentsOf: file).matrix().elements))
    let sprite = try ImageDecoder().decode(contentsOf: fixture.url("logs/sprite.jpg"))
    #expect(sprite.width == 7 * 64 && sprite.height == 6 * 64, "40 pictures in rows of seven")
    let configuration = try text("logs/projector_config.pbtxt")
    #expect(configuration.contains("tensor_name: \"net/00-x/umap-2d\"\n  tensor_shape: 40\n  tensor_shape: 2"))
    #expect(configuration.components(separatedBy: "single_image_dim: 64 single_image_dim: 64").count == 4)
  }

  @Test("without pictures a set has no sprite, and tabs and line ends do not break its lines")
  func withoutPictures() throws {
    let study = try fixture.study()
    try ProjectorSet(study, choice: ExportChoice()).write(to: fixture.url("logs"))
    #expect(!FileManager.default.fileExists(atPath: fixture.url("logs/sprite.jpg").path))
    let lines = try text("logs/metadata.tsv").split(separator: "\n")
    let fieldCounts = Set(lines.map { $0.split(separator: "\t", omittingEmptySubsequences: false).count })
    #expect(lines.count == 41 && fieldCounts == [10])
    #expect(lines[3].contains("two lines.png"))
    #expect(try !text("logs/projector_config.pbtxt").contains("sprite"))
  }

  @Test("an Embedding Atlas table has a map and neighbours on every line")
  func embeddingAtlas() throws {
    let study = try fixture.study()
    let map = try EmbeddingAtlasTable(study, choice: ExportChoice()).write(to: fixture.url("a.jsonl"))
    #expect(map == "net/01-late/umap-2d")
    struct Line: Decodable {
      struct Neighbors: Decodable {
        let ids: [Int]
        let distances: [Float]
      }
      let x: Float
      let y: Float
      let identifier: String
      let label: String?
      let neighbors: Neighbors
    }
    let lines = try text("a.jsonl").split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
    let paths = study.paths
    let embedding = try NPYFile(contentsOf: paths.file("umap-2d.npy", inLayer: "01-late", of: "net")).matrix()
    let neighbors = try NPYFile(contentsOf: paths.file("neighbors.npy", inLayer: "01-late", of: "net")).matrix()
    #expect(lines.count == 40 && lines[2].identifier == "two\nlines.png" && lines[7].label == nil)
    for (row, line) in lines.enumerated() {
      #expect(line.x == embedding[row, 0] && line.y == embedding[row, 1])
      #expect(line.neighbors.ids == (0..<15).map { Int(neighbors[row, $0]) })
      #expect(line.neighbors.distances == line.neighbors.distances.sorted())
    }
    var choice = ExportChoice()
    choice.embeddings = ["pca-4d"]
    let error = #expect(throws: StudyPipelineError.self) {
      try EmbeddingAtlasTable(study, choice: choice).write(to: fixture.url("b.jsonl"))
    }
    #expect(error?.description.contains("two dimensions") == true)
  }
}
