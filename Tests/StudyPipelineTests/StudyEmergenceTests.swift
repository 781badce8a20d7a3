import Foundation
import NumericKernels
import StudyPipeline
import StudyStore
import Testing

@Suite("Emergence in a study")
struct StudyEmergenceTests {
  /// For each layer and image, the stored neighbors' labels.
  private static func neighborLabels(_ study: Study, _ report: EmergenceReport) throws -> [[[Int]]] {
    let labels = try study.database.itemLabels().map(Int.init)
    return try report.layers.map { layer in
      let file = try NPYFile(contentsOf: study.paths.file("neighbors.npy", inLayer: layer.folder, of: "demo"))
      let (indices, width) = (try file.int32Elements(), 20)
      return labels.indices.map { item in indices[item * width..<item * width + 15].map { labels[Int($0)] } }
    }
  }

  private static func hasFound(_ label: Int, _ around: [Int]) -> Bool {
    let counts = Dictionary(around.map { ($0, 1) }, uniquingKeysWith: +)
    let most = counts.values.max() ?? 0
    return around.first { counts[$0] == most } == label
  }

  @Test("each image finds its class at the layer from which most neighbours carry it, each class where its hit stays")
  func bruteForce() throws {
    let fixture = try AnalysisFixture()
    try fixture.run(fixture.options("a.study", images: "builtin:digits:160:5"))
    let study = try Study.open(at: fixture.url("a.study"), for: .reading)
    let report = try #require(try StudyEmergence(study).report())
    #expect(report.model == "demo" && report.neighborCount == 15 && report.share == 0.9)
    #expect(report.layers.map(\.name).first == "image" && report.classes.map(\.index) == Array(0..<10))
    let labels = try study.database.itemLabels().map(Int.init)
    let around = try Self.neighborLabels(study, report)
    for (item, label) in labels.enumerated() {
      let found = around.map { Self.hasFound(label, $0[item]) }
      #expect(report.images[item] == (found.last == true ? (found.lastIndex(of: false) ?? -1) + 1 : -1))
    }
    for entry in report.classes {
      let hits = around.map { layer in
        let members = labels.indices.filter { labels[$0] == entry.index }
        return members.reduce(0.0) { $0 + Double(layer[$1].count { $0 == entry.index }) / 15 } / Double(members.count)
      }
      for (own, known) in zip(hits, entry.hits) { #expect(abs(own - (known ?? -1)) < 1e-9) }
      let wanted = 0.9 * (hits.last ?? 0)
      #expect(entry.layer == (hits.last == 0 ? -1 : (hits.lastIndex { $0 < wanted - 1e-12 } ?? -1) + 1))
    }
    for (place, layer) in report.layers.enumerated() {
      #expect(layer.imageCount == report.images.count { $0 == place })
      #expect(layer.classCount == report.classes.count { $0.layer == place })
    }
  }
}
