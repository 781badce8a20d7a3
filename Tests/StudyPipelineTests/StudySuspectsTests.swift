import Foundation
import ImageDatasets
import StudyPipeline
import StudyStore
import Testing

@Suite("Suspects of a study")
struct StudySuspectsTests {
  private static let count = 160
  private static let tints: [(name: String, color: [Int])] = [
    ("blue", [30, 60, 220]), ("green", [30, 200, 60]), ("red", [220, 50, 40]), ("yellow", [220, 210, 40]),
  ]
  /// Rows whose label is the color after theirs.
  private static let flipped = [3, 22, 47, 68, 91, 115, 133, 158]
  /// Rows behind the digits: larger and mirrored copies of others.
  private static let copies: [(row: Int, of: Int, isMirrored: Bool)] = [
    (160, 5, false), (161, 40, true), (162, 77, false),
  ]

  /// Digits under colored glass; the label is the color. Some labels are flipped, some images are there twice.
  private static func study(_ fixture: AnalysisFixture) throws -> Study {
    let digits = try BuiltInDigits(count: count, seed: 3)
    var manifest = "path,label\n"
    func add(_ image: PixelImage, _ row: Int, _ label: Int) throws {
      let url = fixture.url("d/\(row).png")
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try image.pngData().write(to: url)
      manifest += "d/\(row).png,\(tints[label].name)\n"
    }
    for row in 0..<count {
      try add(tinted(digits.image(at: row), row), row, (row + (flipped.contains(row) ? 1 : 0)) % tints.count)
    }
    for copy in copies {
      let image = try tinted(digits.image(at: copy.of), copy.of)
      let larger = ImageResampler().resized(image, width: image.width * 3 / 2, height: image.height * 3 / 2)
      try add(copy.isMirrored ? mirrored(larger) : larger, copy.row, copy.of % tints.count)
    }
    try Data(manifest.utf8).write(to: fixture.url("m.csv"))
    var options = try fixture.options("a.study", images: fixture.url("m.csv").path)
    options.embeddings = []
    try fixture.run(options)
    return try Study.open(at: fixture.url("a.study"), for: .reading)
  }

  private static func tinted(_ image: PixelImage, _ row: Int) -> PixelImage {
    var result = image.rgb()
    for place in result.pixels.indices {
      result.pixels[place] = UInt8((Int(result.pixels[place]) + tints[row % tints.count].color[place % 3]) / 2)
    }
    return result
  }

  private static func mirrored(_ image: PixelImage) -> PixelImage {
    var result = image
    let channels = image.channelCount
    for y in 0..<image.height {
      for x in 0..<image.width {
        for channel in 0..<channels {
          result.pixels[(y * image.width + x) * channels + channel] =
            image.pixels[(y * image.width + image.width - 1 - x) * channels + channel]
        }
      }
    }
    return result
  }

  private static func report(
    _ study: Study, _ change: (inout SuspectRequest) -> Void = { _ in }
  ) throws -> SuspectReport {
    var request = SuspectRequest()
    change(&request)
    return try StudySuspects(study, request: request, observer: Recorder()).run()
  }

  @Test("flipped labels and planted copies are found, with the right label, reasons and evidence")
  func planted() throws {
    let fixture = try AnalysisFixture()
    let study = try Self.study(fixture)
    let report = try Self.report(study)
    let scores = report.labelScores.map { $0 ?? 0 }
    let ranked = scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
    #expect(Set(ranked.prefix(12)).isSuperset(of: Self.flipped), "most suspicious: \(ranked.prefix(12))")
    let wrong = report.suspects.filter { entry in entry.findings.contains { $0.kind == "wrongLabel" } }
    for row in Self.flipped {
      guard let entry = wrong.first(where: { $0.item == row }) else { continue }
      #expect(entry.suggestedLabel == Self.tints[row % Self.tints.count].name)
      #expect(entry.reason.contains("labeled *\(try #require(entry.label))*"))
    }
    #expect(wrong.count { Self.flipped.contains($0.item) } >= 6)
    for copy in Self.copies {
      let finding = report.suspects.first { $0.item == copy.row }?.findings.first { $0.kind == "nearDuplicate" }
      #expect(finding?.evidence.first == copy.of, "the copy of \(copy.of)")
    }
    for entry in report.suspects {
      #expect(entry.identifier == "d/\(entry.item).png")
      #expect((0...1).contains(entry.score) && !entry.findings.isEmpty && !entry.reason.isEmpty)
    }
  }

  @Test("one and three threads find the same, and a study without labels has only duplicates and outliers")
  func repeatable() throws {
    let fixture = try AnalysisFixture()
    let study = try Self.study(fixture)
    #expect(try Self.report(study) { $0.threadCount = 1 } == Self.report(study) { $0.threadCount = 3 })
    try FileManager.default.createDirectory(at: fixture.url("plain"), withIntermediateDirectories: true)
    for row in 0..<30 {
      try FileManager.default.copyItem(at: fixture.url("d/\(row).png"), to: fixture.url("plain/\(row).png"))
    }
    var options = try fixture.options("b.study", images: fixture.url("plain").path)
    options.embeddings = []
    try fixture.run(options)
    let bare = try Self.report(Study.open(at: fixture.url("b.study"), for: .reading))
    #expect(
      bare.estimatedNoise == nil && bare.labelSources.isEmpty
        && bare.labelScores == [Double?](repeating: nil, count: 30))
    let kinds = Set(bare.suspects.flatMap { $0.findings.map(\.kind) })
    #expect(kinds.isSubset(of: ["nearDuplicate", "outlier"]))
  }

  @Test("an analysis keeps what a search with its defaults finds, and does not search again for nothing")
  func stored() throws {
    let fixture = try AnalysisFixture()
    let study = try Self.study(fixture)
    let model = try #require(try study.database.models().first).folder
    let stored = try #require(try SuspectReport.stored(study, model: model))
    let found = try Self.report(study)
    #expect(stored.suspects.map(\.item) == found.suspects.map(\.item))
    #expect(stored.suspects.map(\.reason) == found.suspects.map(\.reason))
    let url = study.paths.url(ofRelativePath: "models/\(model)/suspects.json")
    let before = try FileManager.default.attributesOfItem(atPath: url.path)[.modificationDate] as? Date
    var options = try fixture.options("a.study", images: fixture.url("m.csv").path)
    options.embeddings = []
    try fixture.run(options)
    #expect(try FileManager.default.attributesOfItem(atPath: url.path)[.modificationDate] as? Date == before)
    try FileManager.default.removeItem(at: url)
    try fixture.run(options)
    #expect(try SuspectReport.stored(study, model: model) == stored)
    try Data("{".utf8).write(to: url)
    let error = #expect(throws: StudyPipelineError.self) { try SuspectReport.stored(study, model: model) }
    #expect(error?.description.contains("strata measure") == true)
  }

  @Test("decisions that the study keeps stand beside the suspects they are about")
  func decisions() throws {
    let fixture = try AnalysisFixture()
    let study = try Self.study(fixture)
    let report = try Self.report(study)
    let items = report.suspects.prefix(2).map(\.item)
    for (name, value) in [
      (String(items[0]), ["verdict": "confirmed", "label": "red"]), (String(items[1]), ["verdict": "dismissed"]),
      ("x", ["verdict": "dismissed"]), ("0", ["verdict": "perhaps"]),
    ] as [(String, [String: JSONValue])] {
      try study.database.saveAnnotation(kind: SuspectDecision.annotationKind, name: name, value: .object(value))
    }
    let decided = try report.deciding(SuspectDecision.all(study))
    #expect(try SuspectDecision.all(study).count == 2)
    #expect(decided.suspects[0].decision == SuspectDecision(verdict: .confirmed, label: "red"))
    #expect(decided.suspects[1].decision == SuspectDecision(verdict: .dismissed))
    #expect(decided.suspects.dropFirst(2).allSatisfy { $0.decision == nil })
    #expect(decided.suspects.map(\.item) == report.suspects.map(\.item))
  }

  @Test("layers and networks that the study does not have are refused by name")
  func refusals() throws {
    let fixture = try AnalysisFixture()
    let study = try Self.study(fixture)
    for change in [{ $0.layers = ["nowhere"] }, { $0.model = "nowhere" }] as [(inout SuspectRequest) -> Void] {
      let error = #expect(throws: StudyPipelineError.self) { try Self.report(study, change) }
      #expect(error?.description.contains("nowhere") == true)
    }
  }
}
