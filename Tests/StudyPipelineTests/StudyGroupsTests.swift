import Foundation
import NumericKernels
import StudyPipeline
import StudyStore
import Testing

@Suite("Groups of a study")
struct StudyGroupsTests {
  private static func isInside(_ estimate: GroupReport.Estimate, _ range: ClosedRange<Double>) -> Bool {
    guard let lower = estimate.lower, let upper = estimate.upper else { return false }
    return range.contains(lower) && lower <= estimate.value && estimate.value <= upper && range.contains(upper)
  }

  @Test("accuracy, confidence and neighbours of each group are those counted by hand, with intervals around them")
  func bruteForce() throws {
    let fixture = try GroupFixture()
    let report = try fixture.groups(by: "camera") { $0.layers = ["pool1", "#0"] }
    let said = try #require(try fixture.study.database.predictionColumns(ofModel: "demo"))
    let columns = try fixture.study.database.itemColumns()
    let cameras = try #require(columns.attributes["camera"])
    #expect(report.groups.map(\.value) == ["new", "old"] && report.withoutValue == cameras.count { $0.isEmpty })
    #expect(
      report.layers.map(\.name) == ["image", "pool1"]
        && report.separabilityImageCount == GroupFixture.count - report.withoutValue)
    for group in report.groups {
      let rows = cameras.indices.filter { cameras[$0] == group.value }
      #expect(group.count == rows.count && group.scored == rows.count)
      let (accuracy, confidence) = (try #require(group.accuracy), try #require(group.confidence))
      #expect(abs(accuracy.value - Double(rows.count { said.correct[$0] == 1 }) / Double(rows.count)) < 1e-12)
      #expect(
        abs(confidence.value - rows.reduce(0) { $0 + Double(said.probability[$1]) } / Double(rows.count)) < 1e-9)
      #expect(Self.isInside(accuracy, 0...1) && Self.isInside(confidence, 0...1))
    }
    for layer in report.layers {
      let folder = try #require(
        try fixture.study.database.layers(ofModel: "demo").first { $0.name == layer.name }
      ).folder
      let neighbors = try NPYFile(contentsOf: fixture.study.paths.file("neighbors.npy", inLayer: folder, of: "demo"))
        .int32Elements().map(Int.init)
      for (place, placement) in layer.groups.enumerated() {
        let rows = cameras.indices.filter { cameras[$0] == report.groups[place].value }
        let around = rows.flatMap { row in neighbors[row * 20..<row * 20 + 15].map { (row, $0) } }
        let known = around.filter { !cameras[$1].isEmpty }
        for share in placement.neighbors {
          let wanted = known.count { cameras[$1] == report.groups[share.group].value }
          #expect(abs(share.share.value - Double(wanted) / Double(known.count)) < 1e-12)
          #expect(Self.isInside(share.share, 0...1) && (0...1).contains(share.expected))
        }
        #expect(placement.neighbors.map(\.group) == [0, 1])
        let hits = around.count { fixture.labels[$0] == fixture.labels[$1] }
        #expect(abs(try #require(placement.hit).value - Double(hits) / Double(around.count)) < 1e-9)
        #expect(Self.isInside(try #require(placement.separability), -1...1))
      }
    }
  }

  @Test(
    "the units that tell the square are found; the label can be a group; threads change nothing")
  func units() throws {
    let fixture = try GroupFixture()
    let report = try fixture.groups(by: "square") { $0.unitCount = 4 }
    let first = try #require(report.layers.max { $0.tellingUnitCount < $1.tellingUnitCount })
    #expect(
      report.layers.first?.name == "relu1" && first.tellingUnitCount > 0 && first.tellingUnitCount <= first.unitCount)
    #expect(!first.units.isEmpty && first.units.count <= 4 && Set(first.units.map(\.unit)).count == first.units.count)
    #expect(first.units.allSatisfy { $0.correctedPValue <= 0.05 && $0.correctedPValue >= $0.pValue })
    #expect(zip(first.units, first.units.dropFirst()).allSatisfy { abs($0.area - 0.5) >= abs($1.area - 0.5) - 1e-12 })
    // The squares lie among one another there more often than by chance.
    let own = try #require(first.groups[1].neighbors.first { $0.group == 1 })
    let lower = try #require(own.share.lower)
    #expect(report.groups[1].value == "red" && lower > own.expected)
    let classes = try fixture.groups(by: "label") { ($0.layers, $0.threadCount) = (["fc1.relu"], 1) }
    #expect(
      classes.groups.map(\.value) == (0..<10).map(String.init)
        && classes.groups.allSatisfy { $0.count == GroupFixture.count / 10 })
    #expect(try classes == fixture.groups(by: "label") { ($0.layers, $0.threadCount) = (["fc1.relu"], 3) })
  }

  @Test("many numbers are refused until they are divided; unknown columns and too many texts are refused by name")
  func columns() throws {
    let fixture = try GroupFixture(drawsSquares: false)
    func problem(_ column: String, bins: Int? = nil) -> String {
      let error = #expect(throws: StudyPipelineError.self) { try fixture.groups(by: column) { $0.bins = bins } }
      return error?.description ?? ""
    }
    #expect(
      problem("serial").contains("serial has 600 different numbers. Divide them")
        && problem("serial").contains("--bins 4"))
    #expect(problem("note").contains("note has 600 different values"))
    #expect(problem("camera", bins: 3).contains("no numbers, such as \"new\""))
    #expect(problem("nowhere").contains("It has: label, camera, half, note, serial, square"))
    let report = try fixture.groups(by: "serial") { ($0.bins, $0.layers) = (4, ["fc1.relu"]) }
    #expect(report.groups.map(\.value) == ["0 to 149", "150 to 299", "300 to 449", "450 to 599"])
    #expect(report.groups.allSatisfy { $0.count == 150 } && report.withoutValue == 0)
  }

  @Test("a column that is added to the manifest later can be compared, and nothing is computed anew")
  func laterColumn() throws {
    let fixture = try GroupFixture(drawsSquares: false)
    let url = fixture.analysis.url("m.csv")
    let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").enumerated().map { row, line in
      line + (row == 0 ? ",place" : row % 2 == 0 ? ",hall" : ",yard")
    }
    try Data(lines.joined(separator: "\n").utf8).write(to: url)
    var options = try fixture.analysis.options("a.study", images: url.path)
    options.embeddings = []
    let before = try fixture.analysis.arrays("a.study")
    let recorder = try fixture.analysis.run(options)
    #expect(recorder.ended.first { $0.stage == "neighbors" }?.detail.hasSuffix("up to date") == true)
    #expect(try fixture.analysis.arrays("a.study") == before)
    #expect(try fixture.groups(by: "place") { $0.layers = ["fc1.relu"] }.groups.map(\.value) == ["hall", "yard"])
  }
}
