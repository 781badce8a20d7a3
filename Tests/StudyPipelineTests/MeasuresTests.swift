import Foundation
import ImageDatasets
import NumericKernels
import StudyPipeline
import StudyStore
import Testing

@Suite("Measures of a study")
struct MeasuresTests {
  @Test("an analysis measures every layer, as a whole and by class, and compares every two")
  func wholeStudy() throws {
    let fixture = try AnalysisFixture()
    try fixture.run(fixture.options("a.study"))
    let study = try Study.open(at: fixture.url("a.study"), for: .reading)
    let model = try #require(try study.description().models.first)
    for layer in model.layers {
      for name in ["probeAccuracy", "silhouette"] {
        let value = try #require(layer.metrics[name], "\(layer.name) lacks \(name)")
        #expect((-1...1).contains(value))
        let perClass = try #require(layer.classMetrics[name])
        #expect(perClass.count == 10 && perClass.contains { $0 != nil })
      }
      let rank = try #require(layer.metrics["effectiveRank"])
      #expect(rank >= 1 && rank <= Double(min(59, layer.featureCount)) + 1e-6)
      #expect(try #require(layer.metrics["intrinsicDimension"]) > 0)
    }
    let names = ["linear CKA", "Procrustes agreement", "neighbour overlap (Jaccard, k = 15)"]
    for (measure, name) in zip(LikenessMeasure.allCases, names) {
      let likeness = try #require(try LikenessReport(study, measure: measure))
      #expect(likeness.measure == name && likeness.itemCount == 60)
      #expect(likeness.layers.map(\.layer) == model.layers.map(\.folder))
      for (row, values) in likeness.values.enumerated() {
        #expect(values[row] == 1)
        for (column, value) in values.enumerated() {
          #expect(value == likeness.values[column][row])
          #expect((0...1.000001).contains(value ?? -1))
        }
      }
    }
  }

  @Test("the stored likeness and silhouette are what their definitions give on the stored activations")
  func definitions() throws {
    let fixture = try AnalysisFixture()
    try fixture.run(fixture.options("a.study"))
    let study = try Study.open(at: fixture.url("a.study"), for: .reading)
    let model = try #require(try study.description().models.first)
    let labels = try study.database.items().compactMap(\.labelIndex)
    let chosen = [0, 3, model.layers.count - 1]
    let data = try chosen.map { index in
      try NPYFile(
        contentsOf: study.paths.file("activations.npy", inLayer: model.layers[index].folder, of: model.folder)
      )
      .matrix()
    }
    let likeness = try #require(try LikenessReport(study))
    for (first, second) in [(0, 1), (0, 2), (1, 2)] {
      let stored = try #require(likeness.values[chosen[first]][chosen[second]])
      #expect(abs(stored - Self.alignment(Self.gram(data[first]), Self.gram(data[second]))) < 1e-4)
    }
    let overlaps = try #require(try LikenessReport(study, measure: .neighbors)).values
    let near = try chosen.map { index -> [[Int32]] in
      let file = try NPYFile(
        contentsOf: study.paths.file("neighbors.npy", inLayer: model.layers[index].folder, of: model.folder))
      let (all, width) = (try file.int32Elements(), file.header.shape[1])
      return (0..<60).map { Array(all[$0 * width..<$0 * width + 15]) }
    }
    for (first, second) in [(0, 1), (0, 2), (1, 2)] {
      let shares = zip(near[first], near[second]).map { one, other in
        Double(Set(one).intersection(other).count) / Double(Set(one).union(other).count)
      }
      let stored = try #require(overlaps[chosen[first]][chosen[second]])
      #expect(abs(stored - shares.reduce(0, +) / 60) < 1e-6)
    }
    for (index, layer) in chosen.enumerated() {
      let stored = try #require(model.layers[layer].metrics["silhouette"])
      #expect(abs(stored - Self.silhouette(data[index], labels)) < 1e-4)
    }
  }

  @Test("one and three threads find the same numbers, and measuring again finds nothing to do")
  func repeatable() throws {
    let fixture = try AnalysisFixture()
    var metrics: [[[String: Double]]] = []
    for count in [1, 3] {
      var options = try fixture.options("threads\(count).study")
      options.threadCount = count
      try fixture.run(options)
      let study = try Study.open(at: fixture.url("threads\(count).study"), for: .reading)
      metrics.append(try study.description().models.flatMap(\.layers).map(\.metrics))
    }
    #expect(metrics[0] == metrics[1])
    let recorder = Recorder()
    _ = try StudyMeasurement(study: fixture.url("threads1.study"), observer: recorder).run()
    #expect(recorder.ended.map(\.stage) == ["measures", "suspects", "likeness"])
    #expect(recorder.ended.allSatisfy { $0.detail.hasSuffix("up to date") })
  }

  @Test("a study of before there were three measures gets them by measuring again, without network and images")
  func upgraded() throws {
    let fixture = try AnalysisFixture()
    try fixture.run(fixture.options("a.study"))
    let url = fixture.url("a.study")
    do {
      let study = try Study.open(at: url, for: .writing)
      let old = try #require(try study.database.run(stage: "likeness", scope: .study))
      let kept = try #require(try study.database.artifacts(ofRun: old.id).first { $0.role == .kernelAlignment })
      guard case .start(let run) = try study.beginRun(stage: "likeness", scope: .study, key: "of version 1") else {
        Issue.record("another key must start a run")
        return
      }
      let alone = FinishedArtifact(
        path: kept.path, role: .kernelAlignment, shape: kept.shape, attributes: kept.attributes)
      try study.finishRun(run, artifacts: [alone])
      #expect(try LikenessReport(study) != nil)
      #expect(try LikenessReport(study, measure: .procrustes) == nil)
    }
    let study = try StudyMeasurement(study: url, observer: Recorder()).run()
    for measure in LikenessMeasure.allCases { #expect(try LikenessReport(study, measure: measure) != nil) }
    let run = try #require(try study.database.run(stage: "likeness", scope: .study))
    let artifacts = try study.database.artifacts(ofRun: run.id)
    let agreement = try #require(artifacts.first { $0.role == .procrustesAgreement })
    guard case .array(let shares)? = agreement.attributes["keptVariance"] else {
      Issue.record("the share of the variance is not recorded")
      return
    }
    #expect(shares.count == agreement.shape[0])
    let overlap = try #require(artifacts.first { $0.role == .neighborOverlap })
    #expect(overlap.attributes["neighborCount"] == 15)
    #expect((overlap.attributes["expected"]?.doubleValue ?? 0) > 0.1, "15 of 59 are often the same by chance")
  }

  @Test("a layer wider than the probe takes is reduced, which the run records, and still tells the classes apart")
  func wideLayer() throws {
    let fixture = try AnalysisFixture()
    var generator = SeededGenerator(seed: 4)
    for index in 0..<40 {
      // Noise around two shades: no single pixel tells them apart for sure, all together do.
      let pixels = (0..<32 * 32 * 3).map { _ in UInt8(generator.next() % 160 + (index % 2 == 0 ? 0 : 40)) }
      let url = fixture.url("shades/\(index % 2 == 0 ? "dark" : "light")/\(index).png")
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try PixelImage(width: 32, height: 32, channelCount: 3, pixels: pixels).pngData().write(to: url)
    }
    var options = try fixture.options("a.study", images: fixture.url("shades").path)
    options.embeddings = []
    try fixture.run(options)
    let study = try Study.open(at: fixture.url("a.study"), for: .reading)
    let layers = try #require(try study.description().models.first).layers
    let wide = try #require(layers.first { $0.featureCount > 1024 })
    let run = try #require(
      try study.database.run(stage: "measures", scope: .layer(wide.folder, of: "demo")))
    #expect(
      run.parameters["probeColumnCount"]
        == ParameterPair(
          requested: .integer(wide.featureCount), effective: 1024))
    #expect(try #require(wide.metrics["probeAccuracy"]) > 0.9, "guessing has 0.5")
  }

  private static func gram(_ data: Matrix) -> [[Double]] {
    let count = data.rowCount
    let means = (0..<data.columnCount).map { column in
      (0..<count).reduce(0.0) { $0 + Double(data[$1, column]) } / Double(count)
    }
    let rows = (0..<count).map { row in means.indices.map { Double(data[row, $0]) - means[$0] } }
    return rows.map { first in rows.map { second in zip(first, second).reduce(0) { $0 + $1.0 * $1.1 } } }
  }

  private static func alignment(_ first: [[Double]], _ second: [[Double]]) -> Double {
    func product(_ a: [[Double]], _ b: [[Double]]) -> Double {
      zip(a, b).reduce(0) { $0 + zip($1.0, $1.1).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    return product(first, second) / (product(first, first) * product(second, second)).squareRoot()
  }

  private static func silhouette(_ data: Matrix, _ labels: [Int]) -> Double {
    func distance(_ a: Int, _ b: Int) -> Double {
      (0..<data.columnCount).reduce(0.0) { sum, column in
        let difference = Double(data[a, column]) - Double(data[b, column])
        return sum + difference * difference
      }.squareRoot()
    }
    let scores = labels.indices.map { item -> Double in
      var sums: [Int: (sum: Double, count: Int)] = [:]
      for other in labels.indices where other != item {
        let before = sums[labels[other]] ?? (0, 0)
        sums[labels[other]] = (before.sum + distance(item, other), before.count + 1)
      }
      guard let own = sums.removeValue(forKey: labels[item]) else { return 0 }
      let (a, b) = (own.sum / Double(own.count), sums.values.map { $0.sum / Double($0.count) }.min() ?? 0)
      return max(a, b) > 0 ? (b - a) / max(a, b) : 0
    }
    return scores.reduce(0, +) / Double(scores.count)
  }
}
