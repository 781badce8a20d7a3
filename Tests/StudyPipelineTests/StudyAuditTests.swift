import Foundation
import ImageDatasets
import StudyPipeline
import StudyStore
import Testing

@Suite("Audit of a study's columns")
struct StudyAuditTests {
  @Test("a planted square is flagged in words with its units, and its corner stands out in the pictures")
  func planted() throws {
    let fixture = try GroupFixture()
    let report = try fixture.audit { $0.includesPictures = true }
    let flagged = report.columns.filter { $0.outcome == .flagged }
    #expect(flagged.map(\.name).contains("square"))
    #expect(report.columns.first?.outcome == .flagged && report.hasScores)
    let square = try #require(flagged.first { $0.name == "square" })
    let inClass = fixture.labels.indices.filter { fixture.labels[$0] == 3 }
    let share = Double(inClass.count { fixture.hasSquare[$0] }) / Double(inClass.count)
    let link = try #require(square.link)
    #expect(link.value == "red" && link.label == "3" && abs(link.withLabel - share) < 1e-12 && link.withOthers < 0.15)
    #expect(try #require(square.association) > 0.5 && square.associationPValue <= 0.05 && !square.isPicture)
    #expect(square.finding.hasPrefix("square = red is on ") && square.finding.contains("it predicts the label"))
    let first = try #require(square.units.first)
    #expect(square.finding.contains("most of all unit \(first.unit) of \(first.layer)"))
    #expect(square.units.allSatisfy { $0.correctedPValue <= 0.05 && abs($0.area - 0.5) >= 0.15 })
    #expect(!square.respondingUnitCounts.isEmpty)
    for (layer, count) in square.respondingUnitCounts {
      #expect(square.units.count { $0.layer == layer } == min(5, count))
    }
    // A column of many colors dilutes the one that tells, but it goes with the label far more than the other corners.
    let corner = try #require(report.columns.first { $0.name == "picture: top left corner" })
    #expect(corner.isPicture && corner.link?.value == "red" && corner.link?.label == "3")
    #expect(corner.associationPValue <= 0.05)
    for name in ["top right", "bottom left", "bottom right"] {
      let other = try #require(report.columns.first { $0.name == "picture: \(name) corner" })
      #expect(other.outcome == .clear && (corner.association ?? 0) > 2 * (other.association ?? 0))
    }
  }

  @Test("without a cue nothing is flagged; a coarser label is undecided; what cannot be examined is said")
  func innocent() throws {
    let fixture = try GroupFixture(drawsSquares: false)
    let report = try fixture.audit { $0.includesPictures = true }
    #expect(!report.columns.contains { $0.outcome == .flagged }, "\(report.columns.map(\.finding))")
    let half = try #require(report.columns.first { $0.name == "half" })
    #expect(half.outcome == .undecided && half.finding.contains("coarser label") && half.units.isEmpty)
    #expect(report.columns.first { $0.name == "camera" }?.outcome == .clear)
    #expect(report.columns.first { $0.name == "serial" }?.valueCount == 4)
    #expect(report.leftOut.contains { $0.name == "note" && $0.reason == "has \(GroupFixture.count) different values" })
    #expect(report.leftOut.contains { $0.name == "picture: shape" && $0.reason == "has a single value" })
    #expect(try report == fixture.audit { ($0.includesPictures, $0.threadCount) = (true, 3) })
    #expect(try fixture.audit().columns.allSatisfy { !$0.isPicture })
  }

  @Test("without labels or columns there is nothing to examine")
  func refusals() throws {
    let fixture = try AnalysisFixture()
    let digits = try BuiltInDigits(count: 20, seed: 3)
    for (name, manifest) in [("bare", "path,label\n"), ("unlabeled", "path,label,camera\n")] {
      var text = manifest
      try FileManager.default.createDirectory(at: fixture.url(name), withIntermediateDirectories: true)
      for row in 0..<20 {
        try digits.image(at: row).pngData().write(to: fixture.url("\(name)/\(row).png"))
        text += "\(name)/\(row).png,\(name == "bare" ? "" : ",")\(row % 2)\n"
      }
      try Data(text.utf8).write(to: fixture.url("\(name).csv"))
      var options = try fixture.options("\(name).study", images: fixture.url("\(name).csv").path)
      options.embeddings = []
      try fixture.run(options)
      let study = try Study.open(at: fixture.url("\(name).study"), for: .reading)
      let error = #expect(throws: StudyPipelineError.self) {
        try StudyAudit(study, request: GroupRequest(), observer: Recorder()).run()
      }
      #expect(error?.description.contains(name == "bare" ? "--pictures" : "fewer than two labels") == true)
    }
  }
}
