import Foundation
import NeuronAnalysis
import NumericKernels
import Testing

@Suite("Discriminative scores")
struct ScoreTests {
  private static func quick(seed: UInt64 = 0) -> DiscriminativeScoresOptions {
    var options = DiscriminativeScoresOptions()
    options.forests.treeCount = 20
    options.forests.seed = seed
    return options
  }

  @Test("mutual information orders neurons as scikit-learn's estimate by nearest neighbors does")
  func information() throws {
    let reference = try ForestReference.read()
    let scores = try DiscriminativeScores(
      activations: reference.matrix, labels: reference.labels, options: Self.quick())
    let own = try #require(scores[.mutualInformation])
    for (index, expected) in reference.classes.enumerated() {
      #expect(spearman(own.values.column(index), expected.mutualInformation) >= 0.8)
    }
  }

  @Test("mutual information is the entropy where a neuron tells all, and nearly 0 where it tells nothing")
  func informationBounds() throws {
    let (activations, labels) = drawnActivations(items: 900, neurons: 6, informative: [1])
    let scores = try DiscriminativeScores(activations: activations, labels: labels, options: Self.quick())
    let values = try #require(scores[.mutualInformation]?.values)
    let entropy = -(log(1.0 / 3) / 3 + 2 * log(2.0 / 3) / 3)
    #expect(abs(Double(values[1, 1]) - entropy) < 1e-3)
    let others = [0, 2, 3, 4, 5].flatMap { neuron in (0..<3).map { values[neuron, $0] } }
    #expect(others.allSatisfy { $0 < 0.015 })
    // Without the correction the mean would be near 15 / 1800 for neurons in 16 bins, 8 / 1800 for rectified ones.
    #expect(others.reduce(0, +) / 15 < 0.004)
  }

  @Test("selectivity is Morcos's index where nothing is negative, and within −1 and 1 elsewhere")
  func selectivity() throws {
    let activations = Matrix(
      rowCount: 6, columnCount: 4,
      elements: [4, 0, -1, 0, 2, 0, -3, 0, 1, 0, 2, 0, 1, 0, 2, 0, 0, 5, 0, 0, 0, 3, 0, 0])
    let scores = try DiscriminativeScores(
      activations: activations, labels: [0, 0, 1, 1, 2, 2], options: Self.quick())
    let values = try #require(scores[.selectivity]?.values)
    // Means 3, 1, 0: (3 − 0.5) / (3 + 0.5).
    #expect(abs(values[0, 0] - 2.5 / 3.5) < 1e-6)
    #expect(values[1, 2] == 1 && values[1, 0] == -1)
    // Means −2, 2, 0 and magnitudes 2, 2, 0: (−2 − 1) / (2 + 1).
    #expect(values[2, 0] == -1 && abs(values[2, 1] - 1) < 1e-6)
    #expect((0..<3).allSatisfy { values[3, $0] == 0 })
    let best = try #require(scores[.selectivity]?.best)
    #expect(best.map { $0?.classIndex } == [0, 2, 1, nil])
    #expect(best[1]?.score == 1)
  }

  @Test("every measure finds the neuron that tells the class, and constant neurons have no best class")
  func agreement() throws {
    var (activations, labels) = drawnActivations(items: 300, neurons: 8, informative: [5])
    for item in 0..<300 { activations[item, 6] = -2 }
    let scores = try DiscriminativeScores(activations: activations, labels: labels)
    #expect(scores.scores.map(\.measure) == DiscriminativeMeasure.allCases)
    for score in scores.scores {
      #expect(score.best[5]?.classIndex == 1, "\(score.measure)")
      #expect(score.best[6] == nil)
      let column = score.values.column(1)
      #expect(column.firstIndex(of: try #require(column.max())) == 5, "\(score.measure)")
    }
    var options = Self.quick()
    options.forests.heldOutShare = 0
    let unjudged = try DiscriminativeScores(activations: activations, labels: labels, options: options)
    #expect(unjudged[.permutation] == nil && unjudged.scores.count == 3)
  }

  @Test("the same bits for any number of threads", arguments: [2, 4, 7])
  func threads(count: Int) throws {
    let (activations, labels) = drawnActivations(items: 250, neurons: 30)
    let expected = try DiscriminativeScores(
      activations: activations, labels: labels, options: Self.quick(), parallel: ParallelRows(threadCount: 1))
    let own = try DiscriminativeScores(
      activations: activations, labels: labels, options: Self.quick(), parallel: ParallelRows(threadCount: count))
    #expect(own == expected)
  }

  @Test("progress grows to 1, and throwing from it ends the work")
  func progress() throws {
    let (activations, labels) = drawnActivations(items: 120, neurons: 10)
    let seen = LockedValue([Double]())
    _ = try DiscriminativeScores(
      activations: activations, labels: labels, options: Self.quick(),
      progress: { share in seen.update { $0.append(share) } })
    let shares = seen.update { $0 }
    #expect(shares == shares.sorted() && shares.first == 0 && shares.last == 1 && shares.count > 20)
    for limit in [0.1, 0.6, 0.95] {
      let calls = LockedValue(0)
      #expect(throws: CancellationError.self) {
        try DiscriminativeScores(activations: activations, labels: labels, options: Self.quick()) { share in
          guard share >= limit else { return }
          calls.update { $0 += 1 }
          throw CancellationError()
        }
      }
      #expect(calls.update { $0 } == 1)
    }
  }

  @Test("bad labels and activations are errors that tell what is expected")
  func badInput() throws {
    var (activations, labels) = drawnActivations(items: 12, neurons: 3)
    func message(_ labels: [Int?]) throws -> String {
      let error = #expect(throws: NeuronAnalysisError.self) {
        try DiscriminativeScores(activations: activations, labels: labels, options: Self.quick())
      }
      #expect(error?.kind == .badInput)
      return try #require(error).description
    }
    #expect(try message([Int?](repeating: nil, count: 12)).contains("0 of 12 items have a label"))
    #expect(try message([3] + [Int?](repeating: nil, count: 11)).contains("at least 2"))
    #expect(try message([Int?](repeating: 3, count: 12)).contains("All 12 items with a label are of class 3"))
    #expect(try message([0, 1]).contains("2 labels for 12 items"))
    #expect(try message([-1] + labels.dropFirst()).contains("label -1"))
    #expect(try message([1 << 40] + labels.dropFirst()).contains("no index"))
    activations[7, 1] = .nan
    #expect(try message(labels).contains("neuron 1 for item 7"))
    labels[7] = nil
    #expect(try message(labels).contains("neuron 1 for item 7"))
  }

  @Test("options out of range are errors that name them")
  func badOptions() throws {
    let (activations, labels) = drawnActivations(items: 12, neurons: 3)
    let changes: [(String, (inout DiscriminativeScoresOptions) -> Void)] = [
      ("treeCount", { $0.forests.treeCount = 0 }), ("treeCount", { $0.forests.treeCount = .max }),
      ("candidateCount", { $0.forests.candidateCount = 0 }),
      ("minimumSplitSize", { $0.forests.minimumSplitSize = 1 }), ("heldOutShare", { $0.forests.heldOutShare = 1 }),
      ("heldOutShare", { $0.forests.heldOutShare = .nan }), ("binCount", { $0.binCount = 1 }),
      ("permutationRepetitionCount", { $0.forests.permutationRepetitionCount = -1 }),
    ]
    for (name, change) in changes {
      var options = Self.quick()
      change(&options)
      let error = try #require(
        #expect(throws: NeuronAnalysisError.self) {
          try DiscriminativeScores(activations: activations, labels: labels, options: options)
        })
      #expect(error.kind == .badOption && error.description.contains(name))
    }
  }
}
