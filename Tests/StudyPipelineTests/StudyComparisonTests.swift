import Foundation
import ImageDatasets
import NumericKernels
import ONNXModel
import StudyPipeline
import StudyStore
import Testing

@Suite("Comparison of two networks of a study")
struct StudyComparisonTests {
  /// A study of 60 digits with two networks of other weights.
  private static func study(_ fixture: AnalysisFixture) throws -> Study {
    var options = try fixture.options("a.study")
    options.embeddings = []
    options.classNames = ClassNames((0..<10).map(String.init))
    try fixture.run(options)
    let other = fixture.url("other.onnx")
    try DemoNetwork.make(seed: 9).write(to: other)
    options.model = other
    try fixture.run(options)
    return try Study.open(at: fixture.url("a.study"), for: .reading)
  }

  private static func report(
    _ study: Study, _ change: (inout ComparisonRequest) -> Void = { _ in }
  ) throws -> ComparisonReport {
    var request = ComparisonRequest()
    change(&request)
    return try StudyComparison(study, request: request).run()
  }

  private static func neighbors(_ study: Study, _ model: String, _ layer: String) throws -> [[Int]] {
    let file = try NPYFile(contentsOf: study.paths.file("neighbors.npy", inLayer: layer, of: model))
    let (all, width) = (try file.int32Elements().map(Int.init), file.header.shape[1])
    return (0..<60).map { Array(all[$0 * width..<$0 * width + 15]) }
  }

  @Test("images and classes differ as the stored neighbours say, and right answers are counted in pairs")
  func neighborhoods() throws {
    let fixture = try AnalysisFixture()
    let study = try Self.study(fixture)
    let report = try Self.report(study) { $0.count = 60 }
    #expect(report.a.name == "demo" && report.b.name == "other" && report.neighborCount == 15)
    #expect(report.a.layerName == "fc1.relu" && report.b.layerName == "fc1.relu", "the last before the outputs")
    let near = try [report.a, report.b].map { try Self.neighbors(study, $0.model, $0.layer) }
    let labels = try study.database.itemLabels().map(Int.init)
    let changed = (0..<60).map { item in
      let (one, other) = (Set(near[0][item]), Set(near[1][item]))
      return 1 - Double(one.intersection(other).count) / Double(one.union(other).count)
    }
    #expect(report.images.map(\.item) == (0..<60).sorted { (-changed[$0], $0) < (-changed[$1], $1) })
    for image in report.images {
      #expect(abs((image.changed ?? -1) - changed[image.item]) < 1e-12)
      #expect(image.nearestA == near[0][image.item] && image.nearestB == near[1][image.item])
      #expect(image.label == String(labels[image.item]))
    }
    #expect(abs((report.changed ?? -1) - changed.reduce(0, +) / 60) < 1e-12)
    for entry in report.classes {
      let own = (0..<60).filter { labels[$0] == entry.class }
      #expect(entry.images == own.count && entry.name == String(entry.class))
      #expect(abs(entry.changed - own.reduce(0.0) { $0 + changed[$1] } / Double(own.count)) < 1e-12)
    }
    let said = try ["demo", "other"].map { try #require(try study.database.predictionColumns(ofModel: $0)).correct }
    let found = try #require(report.predictions)
    #expect(found.both == zip(said[0], said[1]).count { $0 == 1 && $1 == 1 })
    #expect(found.onlyA == zip(said[0], said[1]).count { $0 == 1 && $1 == 0 })
    #expect(found.onlyB == zip(said[0], said[1]).count { $0 == 0 && $1 == 1 })
    #expect(found.both + found.onlyA + found.onlyB + found.neither == 60)
  }

  @Test("every layer's most alike layer is the largest of its row in the stored matrices")
  func matches() throws {
    let fixture = try AnalysisFixture()
    let study = try Self.study(fixture)
    let report = try Self.report(study)
    let layers = try study.database.layers(ofModel: "demo")
    #expect(report.alike.map(\.layer) == layers.map(\.folder))
    for measure in LikenessMeasure.allCases {
      let matrix = try #require(try LikenessReport(study, measure: measure))
      for (row, match) in report.alike.enumerated() {
        let best = measure == .cka ? match.cka : measure == .procrustes ? match.procrustes : match.neighbors
        let others = matrix.layers.indices.filter { matrix.layers[$0].model == "other" }
        let largest = others.compactMap { matrix.values[row][$0] }.max()
        #expect(best?.value == largest)
      }
    }
    let input = try #require(report.alike.first)
    #expect(input.neighbors?.layerName == "image" && (input.neighbors?.value ?? 0) == 1, "both have the same input")
  }

  @Test("by predictions, images come by the total variation of both answers over labels")
  func predictions() throws {
    let fixture = try AnalysisFixture()
    let study = try Self.study(fixture)
    let report = try Self.report(study) { ($0.measure, $0.count) = (.predictions, 60) }
    let tops = try ["demo", "other"].map { try #require(try study.database.predictionColumns(ofModel: $0)).top5 }
    var previous = 1.0
    for image in report.images {
      var sums = [[Double]](repeating: [Double](repeating: 0, count: 11), count: 2)
      for (network, top) in tops.enumerated() {
        for (output, probability) in zip(top.classIndex[image.item], top.probability[image.item]) {
          sums[network][output] += Double(probability)
        }
        sums[network][10] = max(0, 1 - sums[network].reduce(0, +))
      }
      let distance = zip(sums[0], sums[1]).reduce(0.0) { $0 + abs($1.0 - $1.1) } / 2
      #expect(abs((image.distance ?? -1) - distance) < 1e-9)
      #expect((image.distance ?? 2) <= previous)
      previous = image.distance ?? 0
      #expect(image.predictionA?.name == String(tops[0].classIndex[image.item][0]))
    }
    #expect(report.images.count == 60 && report.by == .predictions)
  }

  @Test("networks and layers that are not there, one network, and a layer with itself are refused with what there is")
  func refused() throws {
    let fixture = try AnalysisFixture()
    let study = try Self.study(fixture)
    func message(_ change: (inout ComparisonRequest) -> Void) -> String {
      let error = #expect(throws: StudyPipelineError.self) { try Self.report(study, change) }
      return error?.description ?? ""
    }
    #expect(message { $0.models = ("demo", "third") }.contains("demo, other"))
    #expect(message { $0.layers = ("relu*", "fc1.relu") }.contains("One of each network"))
    #expect(message { $0.layers = ("fc1.relu", "none") }.contains("none"))
    #expect(message { $0.models = ("demo", "demo") }.contains("itself"))
    let same = try Self.report(study) { ($0.models, $0.layers) = (("demo", "demo"), ("#0", "fc1.relu")) }
    #expect(same.a.layerName == "image" && same.predictions?.onlyA == 0)
    try fixture.run(fixture.options("one.study"))
    let one = try Study.open(at: fixture.url("one.study"), for: .reading)
    let error = #expect(throws: StudyPipelineError.self) { try Self.report(one) }
    #expect(error?.description.contains("strata analyze") == true)
  }

  @Test("checkpoints of a training are no networks by themselves; of a training alone its ends are compared")
  func checkpoints() throws {
    let fixture = try AnalysisFixture()
    var options = try fixture.options("a.study")
    options.embeddings = []
    for (epoch, seed) in [(0, 3), (2, 5), (1, 4)] {
      let url = fixture.url("net-\(epoch).onnx")
      try DemoNetwork.make(seed: UInt64(seed)).write(to: url)
      options.model = url
      options.checkpoint = ("net", epoch)
      try fixture.run(options)
    }
    let study = try Study.open(at: fixture.url("a.study"), for: .reading)
    let ends = try Self.report(study)
    #expect(ends.a.name == "net-0" && ends.b.name == "net-2")
    let named = try Self.report(study) { $0.models = ("net-1", "net-2") }
    #expect(named.a.name == "net-1" && named.b.name == "net-2")
  }
}
