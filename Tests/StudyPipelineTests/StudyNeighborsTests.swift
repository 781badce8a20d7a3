import Foundation
import ImageDatasets
import NeighborSearch
import NumericKernels
import StudyPipeline
import StudyStore
import Testing

@Suite("Neighbors in a study")
struct StudyNeighborsTests {
  /// A study of 40 digits as files, with a split for each.
  private static func study(_ fixture: AnalysisFixture) throws -> Study {
    let digits = try BuiltInDigits(count: 40, seed: 1)
    var manifest = "path,label,split\n"
    for index in 0..<40 {
      let name = "d/\(index).png"
      let url = fixture.url(name)
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try digits.image(at: index).pngData().write(to: url)
      manifest += "\(name),\(digits.classNames[digits.items[index].label ?? 0]),\(index % 2 == 0 ? "train" : "test")\n"
    }
    try Data(manifest.utf8).write(to: fixture.url("m.csv"))
    var options = try fixture.options("a.study", images: fixture.url("m.csv").path)
    options.embeddings = []
    try fixture.run(options)
    return try Study.open(at: fixture.url("a.study"), for: .reading)
  }

  private static func table(
    _ study: Study, _ change: (inout NeighborRequest) -> Void = { _ in }
  ) throws -> NeighborTable {
    var request = NeighborRequest()
    request.neighborCount = 5
    change(&request)
    return try StudyNeighbors(study, request: request).run()
  }

  @Test("neighbors are those of a comparison with every image, by any metric", arguments: DistanceMetric.allCases)
  func bruteForce(metric: DistanceMetric) throws {
    let fixture = try AnalysisFixture()
    let study = try Self.study(fixture)
    let table = try Self.table(study) {
      $0.queries = .named(["3", "d/7.png", "8.png", fixture.url("d/9.png").path])
      $0.metric = metric
    }
    #expect(table.rows.map(\.query.item) == [3, 7, 8, 9])
    #expect(table.columns.first?.isInput == true && table.columns.count == 3)
    let labels = try study.database.items().map(\.labelIndex)
    for (place, column) in table.columns.enumerated() {
      let data = try NPYFile(
        contentsOf: study.paths.file("activations.npy", inLayer: column.folder, of: "demo")
      ).matrix()
      for row in table.rows {
        let query = try #require(row.query.item)
        let all = (0..<40).filter { $0 != query }.map { (Self.distance(data, query, $0, metric), $0) }.sorted {
          $0 < $1
        }
        #expect(row.neighbors[place].map(\.picture.item) == all.prefix(5).map(\.1))
        for (neighbor, expected) in zip(row.neighbors[place], all) {
          #expect(abs(Double(neighbor.distance) - expected.0) < 1e-4 * max(1, expected.0))
          #expect(neighbor.isSameClass == (labels[query] == labels[expected.1]))
        }
      }
    }
  }

  @Test("a file from outside goes through the network as the study's own images did, bit for bit")
  func outside() throws {
    let fixture = try AnalysisFixture()
    let study = try Self.study(fixture)
    let copy = fixture.url("copy.png")
    try FileManager.default.copyItem(at: fixture.url("d/7.png"), to: copy)
    let table = try Self.table(study) { $0.queries = .named([copy.path, "7"]) }
    #expect(table.rows[0].query.item == nil && table.rows[0].query.label == nil)
    for place in table.columns.indices {
      let (found, known) = (table.rows[0].neighbors[place], table.rows[1].neighbors[place])
      #expect(found[0].picture.item == 7 && found[0].distance == 0 && found[0].isSameClass == nil)
      #expect(found.dropFirst().map(\.picture) == known.dropLast().map(\.picture))
      #expect(found.dropFirst().map(\.distance) == known.dropLast().map(\.distance))
    }
    let other = fixture.url("other.onnx")
    try Data(contentsOf: fixture.model).write(to: other)
    let moved = try Self.table(study) {
      $0.queries = .named([copy.path])
      $0.network = other
    }
    #expect(moved.rows[0] == table.rows[0])
  }

  @Test("queries come from one split and neighbors from another; one seed draws one sample")
  func splits() throws {
    let fixture = try AnalysisFixture()
    let study = try Self.study(fixture)
    func sample(_ seed: UInt64, threads: Int) throws -> NeighborTable {
      try Self.table(study) {
        ($0.from, $0.among, $0.seed, $0.threadCount) = ("test", "train", seed, threads)
        $0.queries = .sampled(6)
      }
    }
    let first = try sample(1, threads: 1)
    #expect(first.rows.count == 6 && first.candidateCount == 20)
    #expect(first.rows.allSatisfy { ($0.query.item ?? 0) % 2 == 1 })
    #expect(first.rows.flatMap(\.neighbors).joined().allSatisfy { ($0.picture.item ?? 1) % 2 == 0 })
    #expect(Set(first.rows.map(\.query.label)).count == 6, "one of each class")
    for threads in [2, 4, 7] { #expect(try sample(1, threads: threads) == first) }
    #expect(try sample(2, threads: 1).rows.map(\.query) != first.rows.map(\.query))
  }

  @Test("what the study does not have is named, with what it has")
  func refusals() throws {
    let fixture = try AnalysisFixture()
    let study = try Self.study(fixture)
    func message(_ change: (inout NeighborRequest) -> Void) -> String {
      do {
        _ = try Self.table(study, change)
        return "nothing"
      } catch {
        return "\(error)"
      }
    }
    #expect(message { $0.queries = .named(["40"]) }.contains("numbered from 0"))
    #expect(message { $0.queries = .named(["none.png"]) }.contains("neither an image of the study nor a file"))
    #expect(message { $0.layers = ["nothing*"] }.contains("no layer nothing*. It has:"))
    #expect(message { $0.from = "validation" }.contains("There are: test, train"))
    #expect(message { ($0.from, $0.queries) = ("test", .named(["2"])) }.contains("not in the split test"))
    #expect(message { $0.model = "resnet" }.contains("no network resnet. It has: demo"))
    let text = fixture.url("text.png")
    try? Data("no picture".utf8).write(to: text)
    #expect(message { $0.queries = .named([text.path]) }.contains("text.png"))
  }

  private static func distance(_ data: Matrix, _ first: Int, _ second: Int, _ metric: DistanceMetric) -> Double {
    func row(_ index: Int) -> [Double] { (0..<data.columnCount).map { Double(data[index, $0]) } }
    func angle(_ a: [Double], _ b: [Double]) -> Double {
      func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
      let length = (dot(a, a) * dot(b, b)).squareRoot()
      return length > 0 ? 1 - dot(a, b) / length : 1
    }
    func centered(_ a: [Double]) -> [Double] { a.map { $0 - a.reduce(0, +) / Double(a.count) } }
    let (a, b) = (row(first), row(second))
    let differences = zip(a, b).map { abs($0 - $1) }
    switch metric {
    case .euclidean: return differences.reduce(0) { $0 + $1 * $1 }.squareRoot()
    case .manhattan: return differences.reduce(0, +)
    case .chebyshev: return differences.max() ?? 0
    case .minkowski(let p): return pow(differences.reduce(0) { $0 + pow($1, p) }, 1 / p)
    case .cosine: return angle(a, b)
    case .correlation: return angle(centered(a), centered(b))
    }
  }
}
