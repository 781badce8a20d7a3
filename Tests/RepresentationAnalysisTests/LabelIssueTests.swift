import NeighborSearch
import NumericKernels
import RepresentationAnalysis
import Testing

@Suite("Labels that are likely to be wrong")
struct LabelIssueTests {
  private func flipped() throws -> (probabilities: ClassProbabilities, labels: [Int?]) {
    let values = try RepresentationReference.matrix("flipped-probabilities").elements
    let labels = try RepresentationReference.integers("flipped-labels").map { Int?($0) }
    return (try ClassProbabilities(classes: Array(0..<10), itemCount: 400, values: values), labels)
  }

  @Test("thresholds, confident joint, calibrated joint and ranked issues are those of numpy and cleanlab")
  func stages() throws {
    let (expected, (probabilities, labels)) = (try SuspectsReference.load(), try flipped())
    let joint = try ConfidentJoint(probabilities, labels: labels)
    for (value, wanted) in zip(joint.thresholds, expected.thresholds) { #expect(abs(value - wanted) < 1e-6) }
    #expect(joint.counts == expected.joint)
    for (value, wanted) in zip(joint.calibrated, expected.calibrated) { #expect(abs(value - wanted) < 1e-12) }
    let found = try LabelIssues([probabilities], labels: labels)
    #expect(found.issues.map(\.item) == expected.issues)
    #expect(found.estimatedCount == Int((joint.noiseRate * 400).rounded()) && found.estimatedCount > 0)
    let hits = Set(found.issues.map(\.item)).intersection(expected.flipped)
    #expect(hits.count >= 25, "\(hits.count) of 32")
  }

  @Test("the joint counts by the largest probability above its class's threshold, by hand")
  func byHand() throws {
    // Thresholds: class 4 has (0.9 + 0.5) / 2 = 0.7, class 6 has (0.8 + 0.3) / 2 = 0.55.
    let table = try ClassProbabilities(
      classes: [4, 6], itemCount: 5, values: [0.9, 0.1, 0.5, 0.5, 0.2, 0.8, 0.7, 0.3, 0.1, 0.9])
    let joint = try ConfidentJoint(table, labels: [4, 4, 6, 6, nil])
    #expect(joint.counts == [1, 0, 1, 1])
    #expect(joint.confidentClasses == [0, nil, 1, 0, 1])
    #expect(joint.calibrated == [0.5, 0, 0.25, 0.25] && joint.noiseRate == 0.25)
    let found = try LabelIssues([table], labels: [4, 4, 6, 6, nil])
    #expect(found.issues.map(\.item) == [3] && found.scores[4] == nil)
    let issue = try #require(found.issues.first)
    #expect(issue.label == 6 && issue.suggestedLabel == 4 && abs(issue.score - 0.7) < 1e-6 && issue.agreement == 1)
    var options = LabelIssueOptions()
    options.score = .selfConfidence
    #expect(
      abs(try #require(LabelIssues([table], labels: [4, 4, 6, 6, nil], options: options).scores[0]) - 0.1) < 1e-6)
  }

  @Test("sources are averaged where they know an item, and their agreement is the share that object")
  func agreement() throws {
    let (probabilities, labels) = try flipped()
    let values = labels.indices.flatMap { item -> [Float] in
      (0..<10).map { item == 7 ? Float.nan : Float(labels[item] == $0 ? 1 : 0) }
    }
    let certain = try ClassProbabilities(classes: probabilities.classes, itemCount: 400, values: values)
    let mean = try ClassProbabilities.mean(of: [probabilities, certain])
    #expect(mean.values[70..<80] == probabilities.values[70..<80])
    #expect(abs(mean.values[5] - (probabilities.values[5] + certain.values[5]) / 2) < 1e-7)
    let silent = try ClassProbabilities(
      classes: probabilities.classes, itemCount: 400, values: [Float](repeating: .nan, count: 4000))
    // A source that knows nothing changes no probability, but does not object either.
    let both = try LabelIssues([probabilities, silent], labels: labels)
    let one = try LabelIssues([probabilities], labels: labels)
    #expect(both.issues.map(\.item) == one.issues.map(\.item) && both.scores == one.scores)
    #expect(both.issues.allSatisfy { $0.agreement == 0.5 } && one.issues.allSatisfy { $0.agreement == 1 })
  }

  @Test("tables that are none, labels without a column and other sizes are refused")
  func refusals() throws {
    #expect(throws: RepresentationAnalysisError.self) {
      try ClassProbabilities(classes: [1, 0], itemCount: 1, values: [0.5, 0.5])
    }
    #expect(throws: RepresentationAnalysisError.self) {
      try ClassProbabilities(classes: [0, 1], itemCount: 1, values: [0.5, 0.7])
    }
    #expect(throws: RepresentationAnalysisError.self) {
      try ClassProbabilities(classes: [0, 1], itemCount: 2, values: [0.5, 0.5])
    }
    let table = try ClassProbabilities(classes: [0, 1], itemCount: 1, values: [0.5, 0.5])
    let error = #expect(throws: RepresentationAnalysisError.self) { try LabelIssues([table], labels: [9]) }
    #expect(error?.description.contains("label 9") == true)
    #expect(throws: RepresentationAnalysisError.self) { try LabelIssues([], labels: []) }
    #expect(throws: RepresentationAnalysisError.self) { try LabelIssues([table], labels: [0, 1]) }
    let unknown = try ClassProbabilities(classes: [0, 1], itemCount: 1, values: [.nan, .nan])
    let nothing = try LabelIssues([unknown], labels: [0])
    #expect(nothing.issues.isEmpty && nothing.joint.noiseRate == 0 && nothing.scores == [nil])
  }
}
