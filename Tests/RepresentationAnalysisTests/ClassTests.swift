import Foundation
import NumericKernels
import RepresentationAnalysis
import Testing

@Suite("Classes in a layer")
struct ClassTests {
  private func labels() throws -> [Int?] { try RepresentationReference.integers("labels").map { $0 } }

  @Test("silhouettes are scikit-learn's, whatever the threads", arguments: RepresentationReference.layers)
  func silhouettes(name: String) throws {
    let data = try RepresentationReference.matrix(name)
    let found = try ClassSeparability(data, labels: labels())
    let expected = try RepresentationReference.matrix("\(name)-silhouettes").elements
    for (value, wanted) in zip(found.perPoint, expected) {
      #expect(abs(try #require(value) - Double(wanted)) < 1e-5)
    }
    let mean = try RepresentationReference.summary()[name].silhouette
    #expect(abs(try #require(found.overall) - mean) < 1e-6)
    for threads in [1, 3] {
      #expect(try ClassSeparability(data, labels: labels(), parallel: .init(threadCount: threads)) == found)
    }
  }

  @Test("more rows than a tile, points without a label, and classes in any order of rows")
  func tiles() throws {
    let data = RepresentationReference.normal(1300, 3, seed: 8)
    let labels = (0..<1300).map { row -> Int? in row % 10 == 9 ? nil : [5, -2, 9][row % 3] }
    let found = try ClassSeparability(data, labels: labels)
    for row in stride(from: 0, to: 1300, by: 61) {
      guard let own = labels[row] else {
        #expect(found.perPoint[row] == nil && found.nearestOtherClass[row] == nil)
        continue
      }
      var sums: [Int: (sum: Double, count: Int)] = [:]
      for other in 0..<1300 where other != row {
        guard let label = labels[other] else { continue }
        let distance = (0..<3).reduce(0.0) { $0 + pow(Double(data[row, $1]) - Double(data[other, $1]), 2) }.squareRoot()
        sums[label] = ((sums[label]?.sum ?? 0) + distance, (sums[label]?.count ?? 0) + 1)
      }
      let means = sums.mapValues { $0.sum / Double($0.count) }
      let (nearest, a) = (try #require(means.filter { $0.key != own }.min { $0.value < $1.value }), means[own] ?? 0)
      let value = try #require(found.perPoint[row])
      #expect(abs(value - (nearest.value - a) / max(a, nearest.value)) < 1e-4)
      #expect(found.nearestOtherClass[row] == nearest.key)
    }
  }

  @Test("a class of one has 0, a single class none; equal points do not divide by zero")
  func degenerateSilhouettes() throws {
    let data = Matrix(rowCount: 3, columnCount: 1, elements: [0, 1, 5])
    let found = try ClassSeparability(data, labels: [0, 0, 1])
    #expect(found.perPoint[2] == 0)
    #expect(abs(try #require(found.perPoint[0]) - 0.8) < 1e-6)
    #expect(found.perClass[1] == 0)
    let single = try ClassSeparability(data, labels: [2, 2, nil])
    #expect(single.overall == nil && single.perPoint == [nil, nil, nil] && single.perClass.isEmpty)
    let equal = try ClassSeparability(
      Matrix(rowCount: 40, columnCount: 2, repeating: 0.3), labels: (0..<40).map { $0 % 2 })
    #expect(equal.overall == 0)
    #expect(throws: RepresentationAnalysisError.self) { try ClassSeparability(data, labels: [0, 1]) }
  }

  @Test(
    "the probe gives scikit-learn's probabilities for unseen items, whatever the threads",
    arguments: RepresentationReference.layers)
  func probe(name: String) throws {
    let data = try RepresentationReference.matrix(name)
    let folds = StratifiedFolds(folds: try RepresentationReference.integers("folds"), count: 5)
    let found = try LinearProbe(data, labels: labels(), folds: folds)
    let expected = try RepresentationReference.matrix("\(name)-probabilities").elements
    let worst = zip(found.probabilities, expected).map { abs($0 - $1) }.max() ?? 1
    #expect(worst < 1e-4, "\(worst)")
    #expect(found.hasConverged && found.classes == Array(0..<10))
    let accuracy = try RepresentationReference.summary()[name].probeAccuracy
    #expect(abs(try #require(found.accuracy) - accuracy) < 1e-9)
    for threads in [1, 3] {
      let again = try LinearProbe(data, labels: labels(), folds: folds, parallel: .init(threadCount: threads))
      #expect(again == found)
    }
  }

  @Test(
    "items without a label are placed but not counted; a class in one fold alone is refused; one class has no accuracy")
  func degenerateProbe() throws {
    let data = RepresentationReference.normal(60, 4, seed: 2)
    var labels = (0..<60).map { row -> Int? in data[row, 0] > 0 ? 3 : 7 }
    labels[5] = nil
    let folds = try StratifiedFolds(labels: labels, count: 3)
    let found = try LinearProbe(data, labels: labels, folds: folds)
    #expect(try #require(found.accuracy) > 0.8 && found.classes == [3, 7])
    // Item 5 is placed by all folds together, and counts nowhere.
    #expect(try #require(found.classProbabilities[5]).reduce(0, +) > 0.999 && found.predictions[5] != nil)
    let right = labels.indices.count { labels[$0] != nil && labels[$0] == found.predictions[$0] }
    #expect(abs(try #require(found.accuracy) - Double(right) / 59) < 1e-12)
    var rare = labels
    rare[0] = 100
    let error = #expect(throws: RepresentationAnalysisError.self) {
      try LinearProbe(data, labels: rare, folds: StratifiedFolds(labels: rare, count: 3))
    }
    #expect(error?.description.contains("class 100") == true)
    let single = [Int?](repeating: 1, count: 60)
    #expect(try LinearProbe(data, labels: single, folds: StratifiedFolds(labels: single, count: 2)).accuracy == nil)
    let constant = try LinearProbe(Matrix(rowCount: 60, columnCount: 4, repeating: 0.7), labels: labels, folds: folds)
    #expect(try #require(constant.accuracy) > 0.3 && constant.hasConverged)
  }

  @Test("folds share every class evenly, and follow from the seed")
  func folds() throws {
    let labels = (0..<103).map { row -> Int? in row == 50 ? nil : row % 4 }
    let folds = try StratifiedFolds(labels: labels, count: 5, seed: 3)
    let again = try StratifiedFolds(labels: labels, count: 5, seed: 3)
    #expect(folds.folds[50] == nil && folds == again)
    #expect(try folds != StratifiedFolds(labels: labels, count: 5, seed: 4))
    for label in 0..<4 {
      let counts = (0..<5).map { fold in labels.indices.count { labels[$0] == label && folds.folds[$0] == fold } }
      #expect((counts.max() ?? 0) - (counts.min() ?? 9) <= 1)
    }
    #expect(throws: RepresentationAnalysisError.self) { try StratifiedFolds(labels: labels, count: 1) }
  }
}
