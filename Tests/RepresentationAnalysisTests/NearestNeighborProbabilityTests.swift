import NeighborSearch
import NumericKernels
import RepresentationAnalysis
import Testing

@Suite("Class probabilities by neighbors")
struct NearestNeighborProbabilityTests {
  @Test("votes weighted by inverse distance are those of scikit-learn's neighbors")
  func reference() throws {
    let graph = try ExactSearch().neighbors(of: RepresentationReference.matrix("second"), neighborCount: 20)
    var options = NearestNeighborProbabilityOptions()
    options.weighting = .inverseDistance
    let labels = try RepresentationReference.integers("labels").map { Int?($0) }
    let found = try NearestNeighborProbabilities(graph, labels: labels, options: options).classProbabilities
    let expected = try RepresentationReference.matrix("neighbor-probabilities").elements
    let worst = zip(found.values, expected).map { abs($0 - $1) }.max() ?? 1
    #expect(worst < 1e-5, "\(worst)")
    #expect(try ClassProbabilities(classes: found.classes, itemCount: 400, values: found.values) == found)
  }

  @Test("votes are counted by hand; unlabeled items have no vote but a place; copies do not outvote without bound")
  func byHand() throws {
    let graph = try NeighborGraph(
      rowCount: 4, neighborCount: 2, indices: [1, 2, 0, 2, 3, 0, 2, 0], distances: [0, 3, 0, 3, 1, 3, 1, 4])
    let labels: [Int?] = [5, 5, 8, nil]
    var options = NearestNeighborProbabilityOptions()
    let plain = try NearestNeighborProbabilities(graph, labels: labels, options: options)
    #expect(plain.neighborCount == 2 && plain.classProbabilities.classes == [5, 8])
    #expect(plain.classProbabilities.values == [0.5, 0.5, 0.5, 0.5, 0.75, 0.25, 0.5, 0.5])
    options.weighting = .inverseDistance
    options.smoothing = 0
    let weighted = try NearestNeighborProbabilities(graph, labels: labels, options: options).classProbabilities
    // The copy counts as 0.0015 away, a thousandth of the mean distance 1.5.
    #expect(abs(weighted.values[0] - 2000 / 2001) < 1e-6)
    #expect(weighted.values[4...5] == [1, 0] && abs(weighted.values[7] - 0.8) < 1e-6)
  }

  @Test("without labeled neighbors nothing is known; options out of range are refused")
  func degenerate() throws {
    let graph = try NeighborGraph(rowCount: 2, neighborCount: 1, indices: [1, 0], distances: [1, 1])
    let found = try NearestNeighborProbabilities(graph, labels: [0, nil]).classProbabilities
    #expect(found[0] == nil && found[1] == [1] && found.predictions == [nil, 0] && found.confidences == [nil, 1])
    #expect(try NearestNeighborProbabilities(graph, labels: [nil, nil]).classProbabilities.predictions == [nil, nil])
    var options = NearestNeighborProbabilityOptions()
    options.smoothing = -1
    #expect(throws: RepresentationAnalysisError.self) {
      try NearestNeighborProbabilities(graph, labels: [0, 1], options: options)
    }
    options = .init()
    options.neighborCount = 0
    #expect(throws: RepresentationAnalysisError.self) {
      try NearestNeighborProbabilities(graph, labels: [0, 1], options: options)
    }
    #expect(throws: RepresentationAnalysisError.self) { try NearestNeighborProbabilities(graph, labels: [0]) }
  }
}
