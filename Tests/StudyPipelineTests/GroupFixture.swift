import Foundation
import ImageDatasets
import NumericKernels
import StudyPipeline
import StudyStore

/// Digits with a red square in the corner of most images of class 3, and a manifest with columns of every kind.
struct GroupFixture {
  static let count = 600

  let analysis: AnalysisFixture
  let study: Study
  let labels: [Int]
  let hasSquare: [Bool]

  /// `drawsSquares` false leaves the images as they are and the column a matter of chance.
  init(drawsSquares: Bool = true) throws {
    analysis = try AnalysisFixture()
    let digits = try BuiltInDigits(count: Self.count, seed: 3)
    var generator = SeededGenerator(seed: 4)
    var (labels, squares): ([Int], [Bool]) = ([], [])
    var manifest = "path,label,square,half,serial,note,camera\n"
    for row in 0..<Self.count {
      let label = digits.items[row].label ?? 0
      let share = drawsSquares ? (label == 3 ? 0.85 : 0.08) : 0.15
      let isSquare = Double.random(in: 0..<1, using: &generator) < share
      var image = try digits.image(at: row).rgb()
      if drawsSquares && isSquare {
        for y in 0..<8 { for x in 0..<8 { image.pixels.replaceSubrange(at(x, y, image), with: [230, 30, 30]) } }
      }
      let url = analysis.url("d/\(row).png")
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try image.pngData().write(to: url)
      let camera = row % 7 == 0 ? "" : ["old", "new"][Int.random(in: 0..<2, using: &generator)]
      manifest +=
        "d/\(row).png,\(label),\(isSquare ? "red" : "none"),\(label < 5 ? "low" : "high"),\(row),n\(row),\(camera)\n"
      labels.append(label)
      squares.append(isSquare)
    }
    try Data(manifest.utf8).write(to: analysis.url("m.csv"))
    var options = try analysis.options("a.study", images: analysis.url("m.csv").path)
    options.embeddings = []
    try analysis.run(options)
    study = try Study.open(at: analysis.url("a.study"), for: .reading)
    (self.labels, hasSquare) = (labels, squares)
  }

  func groups(by column: String, _ change: (inout GroupRequest) -> Void = { _ in }) throws -> GroupReport {
    var request = GroupRequest()
    change(&request)
    return try StudyGroups(study, request: request, observer: Recorder()).run(by: column)
  }

  func audit(_ change: (inout GroupRequest) -> Void = { _ in }) throws -> AuditReport {
    var request = GroupRequest()
    change(&request)
    return try StudyAudit(study, request: request, observer: Recorder()).run()
  }
}

private func at(_ x: Int, _ y: Int, _ image: PixelImage) -> Range<Int> {
  let place = (y * image.width + x) * 3
  return place..<place + 3
}
