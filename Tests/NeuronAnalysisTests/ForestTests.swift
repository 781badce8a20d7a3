import NeuronAnalysis
import NumericKernels
import Testing

@Suite("Extremely randomized trees")
struct ForestTests {
  @Test("importances and accuracy are scikit-learn's, in the mean of ten seeds")
  func reference() throws {
    let reference = try ForestReference.read()
    var (importances, permutations) = ([[Double]](), [[Double]]())
    var accuracies = [[Double]](repeating: [], count: 3)
    for seed in 0..<10 {
      var options = ExtremelyRandomizedTreesOptions()
      options.seed = UInt64(seed)
      let forests = try ExtremelyRandomizedTrees(
        activations: reference.matrix, labels: reference.labels, options: options)
      importances.append((0..<3).flatMap { forests.importances.column($0) })
      permutations.append((0..<3).flatMap { forests.permutationImportances?.column($0) ?? [] })
      for forest in forests.forests { accuracies[forest.classIndex].append(try #require(forest.accuracy)) }
    }
    func mean(_ values: [[Double]], _ index: Int) -> [Double] {
      (24 * index..<24 * index + 24).map { place in values.reduce(0) { $0 + $1[place] } / 10 }
    }
    for (index, expected) in reference.classes.enumerated() {
      let own = mean(importances, index)
      #expect(spearman(own, expected.importances) >= 0.95)
      for (value, other) in zip(own, expected.importances) { #expect(abs(value - other) < 0.02) }
      #expect(spearman(mean(permutations, index), expected.permutationImportances) >= 0.9)
      let accuracy = accuracies[index].reduce(0, +) / 10
      #expect(accuracy >= (expected.accuracies.min() ?? 1) && accuracy <= (expected.accuracies.max() ?? 0))
    }
  }

  @Test("importances sum to 1, and one neuron that tells the class takes nearly all")
  func informative() throws {
    let (activations, labels) = drawnActivations(items: 300, neurons: 9, informative: [4])
    var options = ExtremelyRandomizedTreesOptions()
    options.candidateCount = 9
    let forests = try ExtremelyRandomizedTrees(activations: activations, labels: labels, options: options)
    for index in 0..<3 { #expect(abs(forests.importances.column(index).reduce(0, +) - 1) < 1e-5) }
    #expect(forests.importances[4, 1] > 0.99)
    let permutation = try #require(forests.permutationImportances)
    #expect(permutation[4, 1] > 0.3)
    #expect((0..<9).allSatisfy { $0 == 4 || abs(permutation[$0, 1]) < 1e-3 })
    let forest = try #require(forests.forests.first { $0.classIndex == 1 })
    #expect(forest.accuracy == 1 && forest.balancedAccuracy == 1)
    #expect(abs(try #require(forest.baseline) - 2.0 / 3) < 0.01)
    let chance = try #require(forests.forests.first { $0.classIndex == 0 }?.balancedAccuracy)
    #expect(chance < 0.8)
    #expect(forests.candidateCount == 9 && forests.heldOutCount == 99)
  }

  @Test("constant neurons take no part, and classes without items have zeros and no forest")
  func constant() throws {
    var (activations, labels) = drawnActivations(items: 90, neurons: 6, informative: [0])
    for item in 0..<90 { activations[item, 2] = item % 3 == 2 ? 8 : 5 }
    labels = labels.map { $0 == 2 ? nil : $0 == 1 ? 4 : 0 }
    let forests = try ExtremelyRandomizedTrees(activations: activations, labels: labels)
    #expect(forests.constant == [2])
    #expect(forests.importances.columnCount == 5)
    #expect(forests.forests.map(\.classIndex) == [0, 4])
    #expect(forests.forests.map(\.itemCount) == [30, 30])
    #expect((0..<5).allSatisfy { forests.importances[2, $0] == 0 })
    #expect((1...3).allSatisfy { forests.importances.column($0) == [Double](repeating: 0, count: 6) })
    let silent = try ExtremelyRandomizedTrees(
      activations: Matrix(rowCount: 90, columnCount: 3, repeating: 1), labels: labels)
    #expect(silent.constant == [0, 1, 2])
    #expect(silent.importances.elements.allSatisfy { $0 == 0 })
    #expect(silent.forests.allSatisfy { $0.balancedAccuracy == 0.5 })
  }

  @Test("a class with one item is trained on and not judged")
  func single() throws {
    let (activations, _) = drawnActivations(items: 30, neurons: 4)
    let labels = (0..<30).map { Optional($0 == 7 ? 1 : 0) }
    let forests = try ExtremelyRandomizedTrees(activations: activations, labels: labels)
    #expect(forests.forests[1].itemCount == 1)
    #expect(forests.forests[1].balancedAccuracy == nil)
    #expect(forests.forests[1].baseline == 1)
    #expect(abs(forests.importances.column(1).reduce(0, +) - 1) < 1e-5)
    let alone = try ExtremelyRandomizedTrees(
      activations: Matrix(rowCount: 2, columnCount: 1, elements: [1, 2]), labels: [0, 1])
    #expect(alone.forests.allSatisfy { $0.accuracy == nil && $0.baseline == nil })
    #expect(alone.importances.elements == [1, 1])
    #expect(alone.permutationImportances == nil)
  }

  @Test("what is not asked for is left out, and importances do not depend on it")
  func leftOut() throws {
    let (activations, labels) = drawnActivations(items: 120, neurons: 5)
    let all = try ExtremelyRandomizedTrees(activations: activations, labels: labels)
    var options = ExtremelyRandomizedTreesOptions()
    options.permutationRepetitionCount = 0
    let unshuffled = try ExtremelyRandomizedTrees(activations: activations, labels: labels, options: options)
    #expect(unshuffled.permutationImportances == nil)
    #expect(unshuffled.forests == all.forests)
    options.heldOutShare = 0
    let unjudged = try ExtremelyRandomizedTrees(activations: activations, labels: labels, options: options)
    #expect(unjudged.importances == all.importances)
    #expect(unjudged.heldOutCount == 0 && unjudged.forests.allSatisfy { $0.accuracy == nil })
    options.seed = 9
    let other = try ExtremelyRandomizedTrees(activations: activations, labels: labels, options: options)
    #expect(other.importances != all.importances)
  }

  @Test("the same bits for any number of threads", arguments: [2, 4, 7])
  func threads(count: Int) throws {
    let (activations, labels) = drawnActivations(items: 400, neurons: 40, informative: [3])
    let expected = try ExtremelyRandomizedTrees(
      activations: activations, labels: labels, parallel: ParallelRows(threadCount: 1))
    let own = try ExtremelyRandomizedTrees(
      activations: activations, labels: labels, parallel: ParallelRows(threadCount: count))
    #expect(own == expected)
  }
}
