import CKernels
import NeuronAnalysis
import NumericKernels
import Testing

@Suite("Permutation importance")
struct PermutationTests {
  @Test("changed votes are those of sending every item through every tree again")
  func bruteForce() throws {
    let (activations, labels) = drawnActivations(items: 210, neurons: 10, informative: [2], seed: 8)
    var options = ExtremelyRandomizedTreesOptions()
    options.treeCount = 12
    let parallel = ParallelRows(threadCount: 2)
    let classes = try ClassLabels(labels, itemCount: 210)
    let columns = NeuronColumns(activations, rows: classes.rows, parallel: parallel)
    let (training, heldOut) = classes.split(heldOutShare: 0.4, seed: 3)
    let grower = TreeGrower(columns: columns, places: training, candidateCount: 3, minimumSplitSize: 2)
    let forest = try HeldOutForest(
      grower, heldOut: heldOut, classIndex: 0, labels: classes, options: options, parallel: parallel, progress: nil,
      span: 0...1)
    let importance = PermutationImportance(
      forest: forest, columns: columns, heldOut: heldOut, repetitionCount: 1, seed: 0)
    func votes(_ rank: Int, _ column: Int, _ value: Float?) -> Double {
      forest.trees.reduce(0) { sum, tree in
        var place = 0
        while tree.nodes[place].feature >= 0 {
          let node = tree.nodes[place]
          let own = activations[heldOut[rank], Int(node.feature)]
          let seen = Int(node.feature) == column ? value ?? own : own
          place = seen <= node.threshold ? place + 1 : Int(node.right)
        }
        return sum + Double(Float(tree.nodes[place].positives) / Float(tree.nodes[place].count))
      }
    }
    let right = heldOut.indices.filter { (votes($0, 0, nil) > 6) == (labels[heldOut[$0]] == 0) }
    #expect(forest.accuracy == Double(right.count) / Double(heldOut.count))
    #expect(right.count < heldOut.count)
    var changed = 0
    for column in 0..<10 {
      let shuffled = Array(heldOut.map { activations[$0, column] }.reversed())
      let changes = importance.changes(column, to: shuffled)
      for rank in heldOut.indices {
        let before = votes(rank, column, nil)
        #expect(abs(forest.votes[rank] - before) < 1e-9)
        #expect(abs(changes[rank] - (votes(rank, column, shuffled[rank]) - before)) < 1e-9)
        changed += changes[rank] == 0 ? 0 : 1
      }
    }
    #expect(changed > 100)
  }

  @Test("the split keeps the shares of classes, every item once")
  func split() throws {
    let labels = (0..<100).map { $0 < 60 ? 0 : $0 < 96 ? 1 : $0 < 99 ? 2 : 3 }
    let classes = try ClassLabels(labels, itemCount: 100)
    let (training, heldOut) = classes.split(heldOutShare: 1.0 / 3, seed: 1)
    #expect((training + heldOut).sorted() == Array(0..<100))
    #expect((0..<4).map { index in heldOut.count { labels[$0] == index } } == [20, 12, 1, 0])
    #expect(classes.split(heldOutShare: 1.0 / 3, seed: 2).heldOut != heldOut)
    #expect(classes.split(heldOutShare: 0.999, seed: 2).training.count == 4)
  }
}
