/// How forests of extremely randomized trees are grown and judged.
public struct ExtremelyRandomizedTreesOptions: Sendable, Equatable, Codable {
  /// Trees in a forest, from 1 to 10,000.
  public var treeCount = 100
  /// Neurons that are drawn at each node, at least 1, all where fewer vary; the square root of the number of all
  /// neurons, rounded down, if nil.
  public var candidateCount: Int?
  /// Nodes with fewer items are not split; at least 2.
  public var minimumSplitSize = 2
  /// The share of each class that is set aside to judge the forests, from 0 to below 1; 0 judges none.
  public var heldOutShare = 1.0 / 3
  /// How often each neuron is shuffled for permutation importance; 0 leaves it out.
  public var permutationRepetitionCount = 5
  /// The seed of all that is random.
  public var seed: UInt64 = 0

  /// The defaults, as scikit-learn's ExtraTreesClassifier has them.
  public init() {}

  func check() throws {
    try Validation.requireOption((1...10_000).contains(treeCount), "treeCount", treeCount, expected: "from 1 to 10000")
    try Validation.requireOption(
      candidateCount ?? 1 >= 1, "candidateCount", candidateCount ?? 1, expected: "at least 1")
    try Validation.requireOption(minimumSplitSize >= 2, "minimumSplitSize", minimumSplitSize, expected: "at least 2")
    try Validation.requireOption(
      heldOutShare >= 0 && heldOutShare < 1, "heldOutShare", heldOutShare, expected: "from 0 to below 1")
    try Validation.requireOption(
      permutationRepetitionCount >= 0, "permutationRepetitionCount", permutationRepetitionCount, expected: "0 or more")
  }
}
