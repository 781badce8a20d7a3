import NeighborSearch
import NumericKernels
import RepresentationAnalysis
import Testing

@Suite("Groups")
struct GroupTests {
  private func labels() throws -> [Int?] { try RepresentationReference.integers("labels").map { $0 } }

  @Test("areas, p-values and their correction are scipy's, whatever the threads")
  func units() throws {
    let (expected, data) = (try SuspectsReference.load(), try RepresentationReference.matrix("first"))
    let groups = try labels().map { $0.map { $0 < 3 ? 1 : 0 } }
    let found = try GroupUnits(data, groups: groups)
    let inside = found.units.filter { $0.group == 1 }
    #expect(inside.map(\.column) == expected.units && found.groups == [0, 1] && found.columnCount == 64)
    for (place, unit) in inside.enumerated() {
      #expect(abs(unit.area - expected.areas[place]) < 1e-12)
      #expect(abs(unit.pValue - expected.pValues[place]) <= 1e-9 * expected.pValues[place] + 1e-300)
      // Both groups have the same p-values, which does not change the correction.
      #expect(abs(unit.correctedPValue - expected.correctedPValues[place]) < 1e-9)
    }
    let strongest = found.strongest(limit: 5)
    #expect(strongest.count == 5 && strongest.allSatisfy { $0.correctedPValue <= 0.05 })
    #expect(zip(strongest, strongest.dropFirst()).allSatisfy { abs($0.area - 0.5) >= abs($1.area - 0.5) - 1e-12 })
    for threads in [1, 2, 4, 7] {
      #expect(try GroupUnits(data, groups: groups, parallel: .init(threadCount: threads)) == found)
    }
  }

  @Test("Cramér's V and the normalized information are those of numpy and scikit-learn")
  func association() throws {
    let expected = try SuspectsReference.load()
    let flipped = try RepresentationReference.integers("flipped-labels").map { Int?($0 % 4) }
    let found = try Association(labels(), flipped)
    #expect(abs(try #require(found.cramersV) - expected.cramersV) < 1e-12)
    #expect(abs(try #require(found.normalizedInformation) - expected.normalizedInformation) < 1e-12)
    let same = try Association(labels(), labels())
    #expect(abs(try #require(same.cramersV) - 1) < 1e-12)
    #expect(abs(try #require(same.normalizedInformation) - 1) < 1e-12)
    let single = try Association(labels(), labels().map { _ in 3 })
    #expect(single.cramersV == nil && single.normalizedInformation == nil)
    #expect(try Association.quantileGroups([5, 1, nil, 1, 3, .nan, 9, 7], count: 2) == [1, 0, nil, 0, 0, nil, 1, 1])
    #expect(try Association.quantileGroups([2, 2, nil], count: 4) == [0, 0, nil])
    #expect(throws: RepresentationAnalysisError.self) { try Association.quantileGroups([1], count: 1) }
  }

  @Test("accuracy by group has Wilson's interval, confidence one by bootstrap that follows from the seed")
  func performance() throws {
    let groups: [Int?] = (0..<110).map { $0 < 10 ? 2 : $0 < 100 ? 5 : nil }
    let labels: [Int?] = (0..<110).map { $0 == 50 ? nil : 0 }
    let predictions: [Int?] = (0..<110).map { $0 < 8 || $0 >= 40 ? 0 : 1 }
    let confidences: [Double?] = (0..<110).map { Double($0 % 10) / 10 }
    let found = try GroupPerformance(groups: groups, labels: labels, predictions: predictions, confidences: confidences)
    #expect(found.groups.map(\.group) == [2, 5] && found.groups.map(\.count) == [10, 89])
    let first = found.groups[0]
    // Wilson's interval of 8 among 10, as statsmodels gives it.
    #expect(first.accuracy == 0.8 && abs(first.accuracyInterval.lower - 0.49016) < 1e-4)
    #expect(abs(first.accuracyInterval.upper - 0.94332) < 1e-4)
    let (mean, interval) = (try #require(first.meanConfidence), try #require(first.confidenceInterval))
    #expect(abs(mean - 0.45) < 1e-12 && interval.lower > 0.2 && interval.lower < 0.32)
    #expect(interval.upper > 0.58 && interval.upper < 0.7)
    let again = try GroupPerformance(groups: groups, labels: labels, predictions: predictions, confidences: confidences)
    #expect(again == found)
    let bare = try GroupPerformance(groups: groups, labels: labels, predictions: predictions)
    #expect(bare.groups[0].meanConfidence == nil && bare.groups[0].confidenceInterval == nil)
    #expect(throws: RepresentationAnalysisError.self) {
      try GroupPerformance(groups: [1], labels: labels, predictions: predictions)
    }
  }

  @Test("neighbors' groups are counted against chance; silhouettes are averaged by group")
  func composition() throws {
    let graph = try NeighborGraph(
      rowCount: 5, neighborCount: 2, indices: [1, 2, 0, 2, 1, 4, 4, 2, 0, 1],
      distances: [1, 2, 1, 2, 1, 2, 1, 2, 1, 2])
    let found = try NeighborComposition(graph, groups: [8, 8, 9, 9, nil])
    // 0: 1 2; 1: 0 2; 2: 1; 3: 2 — the fifth has no group.
    #expect(found.groups == [8, 9] && found.shares == [0.5, 0.5, 0.5, 0.5])
    let (third, twoThirds): (Double, Double) = (1.0 / 3, 2.0 / 3)
    let expected: [Double?] = [third, twoThirds, twoThirds, third]
    #expect(found.expectedShares == expected)
    #expect(abs(try #require(found.ratio(of: 8, to: 8)) - 1.5) < 1e-12)
    #expect(found.ratio(of: 8, to: 7) == nil)
    #expect(try NeighborComposition(graph, groups: [1, nil, nil, nil, nil]).shares == [nil])
    let data = Matrix(rowCount: 4, columnCount: 1, elements: [0, 1, 10, 12])
    let silhouettes = try ClassSeparability(data, labels: [0, 0, 1, 1])
    let means = try silhouettes.means(byGroup: [0, nil, 1, 1])
    #expect(means[0] == silhouettes.perPoint[0] && means.count == 2)
  }

  /// 10 classes; the square is on 90 % of class 3 and 10 % of the others.
  private func cue() -> (square: [Int?], labels: [Int?]) {
    var generator = SeededGenerator(seed: 9)
    let labels = (0..<2000).map { Int?($0 % 10) }
    let square = labels.map { label -> Int? in
      Double.random(in: 0..<1, using: &generator) < (label == 3 ? 0.9 : 0.1) ? 1 : 0
    }
    return (square, labels)
  }

  @Test("a planted cue that the network uses is flagged, with its unit; one that it does not use is not")
  func spurious() throws {
    let (square, labels) = cue()
    // With the square, everything is class 3; without it, class 3 is class 0.
    let fooled = zip(square, labels).map { square, label -> Int? in square == 1 ? 3 : label == 3 ? 0 : label }
    let found = try AttributeAudit(attribute: square, labels: labels, predictions: fooled)
    #expect(found.verdict == .spurious && found.associationPValue < 0.01)
    #expect(found.values.map(\.value) == [0, 1] && found.values.allSatisfy { ($0.correctedPValue ?? 1) < 1e-6 })
    #expect(try AttributeAudit(attribute: square, labels: labels, predictions: labels).verdict == .associated)
    var data = RepresentationReference.normal(2000, 20, seed: 1)
    for row in 0..<2000 where square[row] == 1 { data[row, 7] += 2 }
    let strongest = try GroupUnits(data, groups: square).strongest(limit: 3)
    #expect(strongest.first?.column == 7 && (strongest.first.map { abs($0.area - 0.5) } ?? 0) > 0.35)
  }

  @Test(
    "a frequent attribute of a hard class is not guilty; one that follows from the label cannot be told; chance is none"
  )
  func innocent() throws {
    let (square, labels) = cue()
    var generator = SeededGenerator(seed: 5)
    // Class 3 is hard, with the square and without it.
    let hard = labels.map { label -> Int? in label == 3 && Bool.random(using: &generator) ? 8 : label }
    let found = try AttributeAudit(attribute: square, labels: labels, predictions: hard)
    #expect(found.verdict == .associated, "\(found.values)")
    let always = labels.map { $0 == 3 ? Int?(1) : 0 }
    let inseparable = try AttributeAudit(attribute: always, labels: labels, predictions: hard)
    #expect(inseparable.verdict == .inseparable && inseparable.values.allSatisfy { $0.accuracyDifference == nil })
    let random = labels.map { _ in Int?(Int.random(in: 0..<4, using: &generator)) }
    #expect(try AttributeAudit(attribute: random, labels: labels, predictions: hard).verdict == .unrelated)
    let none = try AttributeAudit(attribute: labels.map { _ in nil }, labels: labels, predictions: hard)
    #expect(none.verdict == .unrelated && none.values.isEmpty && none.association.cramersV == nil)
    var options = AttributeAuditOptions()
    options.permutationCount = 5
    #expect(throws: RepresentationAnalysisError.self) {
      try AttributeAudit(attribute: random, labels: labels, predictions: hard, options: options)
    }
  }
}
