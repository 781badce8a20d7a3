import NeighborSearch
import NumericKernels
import RepresentationAnalysis
import Testing

@Suite("Suspects of all kinds")
struct SuspectRankingTests {
  /// Two clouds, labeled 0 and 1; item 5 of the first has the label of the second, and item 199 lies apart.
  private func sources() throws -> SuspectSources {
    var data = RepresentationReference.normal(200, 4, seed: 2)
    for row in 100..<200 { data[row, 0] += 12 }
    for column in 0..<4 { data[199, column] = 40 }
    let graph = try ExactSearch().neighbors(of: data, neighborCount: 20)
    var labels = (0..<200).map { Int?($0 / 100) }
    labels[5] = 1
    var sources = SuspectSources(
      layers: [.init(name: "conv1", graph: graph), .init(name: "pool5", graph: graph)], labels: labels)
    sources.predictions = (0..<200).map { $0 == 6 ? 1 : $0 / 100 }
    sources.confidences = (0..<200).map { $0 == 6 ? 0.55 : 0.97 }
    let table = try NearestNeighborProbabilities(graph, labels: labels).classProbabilities
    sources.labelIssues = try LabelIssues([table], labels: labels).issues
    sources.duplicates = [DuplicatePair(first: 150, second: 5, score: 0.8, routes: [.mirroredPicture])]
    return sources
  }

  @Test("every kind is found, with its reason and evidence; the item with the most against it comes first")
  func kinds() throws {
    let found = try SuspectRanking(sources(), className: { ["salad", "soup"][$0] })
    let first = try #require(found.suspects.first)
    #expect(first.item == 5 && first.suggestedLabel == 0)
    #expect(first.findings.map(\.kind) == [.wrongLabel, .otherClassNeighbors, .confidentError, .nearDuplicate])
    let reasons = first.findings.map(\.reason)
    #expect(reasons[0].contains("labeled *soup*") && reasons[0].contains("*salad*"))
    #expect(reasons[1] == "10 of 10 neighbours in `pool5` are *salad*, and most are of other classes in 2 of 2 layers")
    #expect(reasons[2] == "predicted *salad* with 0.97" && reasons[3] == "nearly the same as image 150, mirrored")
    #expect(first.findings[1].evidence.count == 10 && first.findings[3].evidence == [150])
    #expect(found.suspects(of: .misclassified).map(\.item) == [6])
    #expect(found.suspects(of: .misclassified).first?.reason == "predicted *soup* with 0.55")
    #expect(found.suspects(of: .nearDuplicate).map(\.item) == [5, 150])
    #expect(found.suspects(of: .nearDuplicate).last?.reason.contains("image 5, mirrored") == true)
    #expect(found.suspects(of: .outlier).first?.item == 199)
  }

  @Test("an image whose class has too few others is not blamed for its neighbors")
  func rareClass() throws {
    var rare = try sources()
    rare.labels[20] = 7
    #expect(try !SuspectRanking(rare).suspects(of: .otherClassNeighbors).contains { $0.item == 20 })
    // With as many others as the neighbors could be, it is.
    for item in 30..<35 { rare.labels[item] = 7 }
    #expect(try SuspectRanking(rare).suspects(of: .otherClassNeighbors).contains { $0.item == 20 })
  }

  @Test("scores unite findings by weight, and descend")
  func scores() throws {
    var options = SuspectOptions()
    options.weights = [.confidentError: 0.5]
    let found = try SuspectRanking(sources(), options: options)
    #expect(zip(found.suspects, found.suspects.dropFirst()).allSatisfy { $0.score >= $1.score })
    #expect(found.suspects.first?.item == 5 && abs((found.suspects.first?.score ?? 0) - 0.485) < 1e-6)
    #expect(found.suspects.dropFirst().allSatisfy { $0.score == 0 })
    let all = try SuspectRanking(sources()).suspects
    let expected = 1 - all[0].findings.reduce(1.0) { $0 * (1 - (SuspectOptions().weights[$1.kind] ?? 0) * $1.score) }
    #expect(all[0].score == expected && all.allSatisfy { (0...1).contains($0.score) })
  }

  @Test("without layers, predictions or labels there are no suspects; other sizes, items and weights are refused")
  func degenerate() throws {
    #expect(try SuspectRanking(SuspectSources(layers: [], labels: [nil, 3])).suspects.isEmpty)
    var wrong = SuspectSources(layers: [], labels: [0, 1])
    wrong.predictions = [0]
    #expect(throws: RepresentationAnalysisError.self) { try SuspectRanking(wrong) }
    wrong.predictions = []
    wrong.duplicates = [DuplicatePair(first: 0, second: 2, score: 1, routes: [.picture])]
    let error = #expect(throws: RepresentationAnalysisError.self) { try SuspectRanking(wrong) }
    #expect(error?.description.contains("item 2 of 2") == true)
    var options = SuspectOptions()
    options.weights[.outlier] = 2
    #expect(throws: RepresentationAnalysisError.self) { try SuspectRanking(sources(), options: options) }
  }
}
