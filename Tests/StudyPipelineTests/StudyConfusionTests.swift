import Foundation
import ImageDatasets
import StudyPipeline
import StudyStore
import Testing

@Suite("Confusion of a study")
struct StudyConfusionTests {
  private static func report(
    _ study: Study, _ change: (inout ConfusionRequest) -> Void = { _ in }
  ) throws -> ConfusionReport {
    var request = ConfusionRequest()
    change(&request)
    return try StudyConfusion(study, request: request, observer: Recorder()).run()
  }

  private static func study(
    _ fixture: AnalysisFixture, _ change: (inout AnalysisOptions) -> Void = { _ in }
  ) throws -> Study {
    var options = try fixture.options("a.study", images: "builtin:digits:160:5")
    options.layers = ["default"]
    change(&options)
    try fixture.run(options)
    return try Study.open(at: fixture.url("a.study"), for: .reading)
  }

  @Test("every scored image is in the cell of its label and prediction, and pairs are counted from the cells")
  func counts() throws {
    let fixture = try AnalysisFixture()
    let study = try Self.study(fixture)
    let report = try Self.report(study)
    let said = try #require(try study.database.predictionColumns(ofModel: "demo"))
    let labels = try study.database.itemLabels().map(Int.init)
    #expect(report.counted == 160 && report.cells.flatMap(\.images).sorted() == Array(0..<160))
    for cell in report.cells {
      #expect(cell.images == (0..<160).filter { labels[$0] == cell.label && said.labelIndex[$0] == cell.prediction })
    }
    let occurring = Set(labels).union(said.labelIndex)
    #expect(Set(report.classes.map(\.index)) == occurring && report.classes.count == occurring.count)
    for entry in report.classes {
      #expect(entry.name == String(entry.index) && entry.isLabel)
      #expect(entry.labeled == labels.count { $0 == entry.index })
      #expect(entry.right == zip(labels, said.labelIndex).count { $0 == entry.index && $1 == entry.index })
    }
    func count(_ label: Int, _ prediction: Int) -> Int {
      report.cells.first { $0.label == label && $0.prediction == prediction }?.images.count ?? 0
    }
    #expect(!report.pairs.isEmpty && zip(report.pairs, report.pairs.dropFirst()).allSatisfy { $0.rate >= $1.rate })
    for pair in report.pairs {
      #expect(pair.firstAsSecond == count(pair.first, pair.second) && pair.firstAsSecond >= pair.secondAsFirst)
      #expect(pair.secondAsFirst == count(pair.second, pair.first))
      #expect(abs(pair.rate - Double(pair.firstAsSecond + pair.secondAsFirst) / 32) < 1e-12, "16 images a class")
    }
  }

  @Test("zones are of the layer and the embedding that are asked for, their images have the labels that mix there")
  func zones() throws {
    let fixture = try AnalysisFixture()
    let study = try Self.study(fixture)
    let standard = try Self.report(study)
    #expect(standard.place?.layer == "fc1.relu" && standard.place?.embedding == "umap-2d")
    let report = try Self.report(study) { ($0.layer, $0.embedding) = ("#0", "pca-2d") }
    #expect(report.place?.layer == "image" && report.place?.embedding == "pca-2d" && report.cells == standard.cells)
    let labels = try study.database.itemLabels().map(Int.init)
    for zone in standard.zones + report.zones {
      #expect(zone.labels.count == 2 && zone.images.count >= 5 && zone.entropy >= 0.8)
      #expect(zone.names == zone.labels.map(String.init) && zone.images == zone.images.sorted())
      #expect(zone.images.allSatisfy { labels.indices.contains($0) })
    }
    #expect(try Self.report(study) { $0.threadCount = 1 } == Self.report(study) { $0.threadCount = 3 })
    #expect(try Self.report(study) { $0.findsZones = false }.place == nil)
  }

  @Test("labels that no output stands for are not counted; outputs that are no label follow behind the labels")
  func unmatched() throws {
    let fixture = try AnalysisFixture()
    let study = try Self.study(fixture) {
      $0.classNames = ClassNames((0..<9).map(String.init) + ["something else"])
    }
    let report = try Self.report(study)
    let said = try #require(try study.database.predictionColumns(ofModel: "demo"))
    let labels = try study.database.itemLabels().map(Int.init)
    #expect(report.counted == 144 && !report.cells.contains { $0.label == 9 })
    let others = (0..<160).filter { labels[$0] != 9 && said.classIndex[$0] == 9 }
    try #require(!others.isEmpty, "the network predicts its last output at least once")
    #expect(report.cells.filter { $0.prediction == 19 }.flatMap(\.images).sorted() == others)
    let entry = try #require(report.classes.first { $0.index == 19 })
    #expect(entry.name == "something else" && !entry.isLabel && entry.labeled == 0)
  }

  @Test("what the study does not have is refused by name; without labels and embeddings there is nothing to compare")
  func refusals() throws {
    let fixture = try AnalysisFixture()
    let study = try Self.study(fixture) { $0.embeddings = [] }
    #expect(try Self.report(study).place == nil)
    let changes: [(inout ConfusionRequest) -> Void] = [
      { $0.model = "nowhere" }, { $0.layer = "nowhere" }, { $0.embedding = "nowhere-2d" },
    ]
    for change in changes {
      let error = #expect(throws: StudyPipelineError.self) { try Self.report(study, change) }
      #expect(error?.description.contains("nowhere") == true)
    }
    let asked = #expect(throws: StudyPipelineError.self) { try Self.report(study) { $0.layer = "fc1.relu" } }
    #expect(asked?.description.contains("--embed umap-2d") == true)
    try FileManager.default.createDirectory(at: fixture.url("plain"), withIntermediateDirectories: true)
    let digits = try BuiltInDigits(count: 20, seed: 3)
    for row in 0..<20 { try digits.image(at: row).pngData().write(to: fixture.url("plain/\(row).png")) }
    var options = try fixture.options("b.study", images: fixture.url("plain").path)
    options.embeddings = []
    try fixture.run(options)
    let bare = try Study.open(at: fixture.url("b.study"), for: .reading)
    let error = #expect(throws: StudyPipelineError.self) { try Self.report(bare) }
    #expect(error?.description.contains("--classes") == true)
    #expect(try StudyEmergence(bare).report() == nil)
  }
}
