import NumericKernels

/// Importances by the decrease of impurity, of one class after the other.
struct ForestImportances {
  /// Columns × classes of the grower's data; each class sums to 1, or to 0 when nothing could be split.
  let values: [[Double]]

  /// Grows a forest for each of some classes; work items are (class, tree).
  init(
    _ grower: TreeGrower, labels: ClassLabels, options: ExtremelyRandomizedTreesOptions, parallel: ParallelRows,
    progress: ProgressHandler?, span: ClosedRange<Double>
  ) throws {
    let width = grower.columns.neurons.count
    let classesAtOnce = max(1, 256 / options.treeCount)
    var values: [[Double]] = []
    for first in stride(from: 0, to: labels.present.count, by: classesAtOnce) {
      let classes = Array(labels.present[first..<min(labels.present.count, first + classesAtOnce)])
      let length = (span.upperBound - span.lowerBound) / Double(labels.present.count)
      let start = span.lowerBound + Double(first) * length
      let decreases = try Self.decreases(
        grower, classes: classes, labels: labels, options: options, parallel: parallel, progress: progress,
        span: start...start + Double(classes.count) * length)
      for place in classes.indices {
        values.append(Self.mean(decreases, trees: place * options.treeCount..<(place + 1) * options.treeCount, width))
      }
    }
    self.values = values
  }

  /// What each tree gains by each column, tree after tree.
  private static func decreases(
    _ grower: TreeGrower, classes: [Int], labels: ClassLabels, options: ExtremelyRandomizedTreesOptions,
    parallel: ParallelRows, progress: ProgressHandler?, span: ClosedRange<Double>
  ) throws -> [Double] {
    let (width, treeCount) = (grower.columns.neurons.count, options.treeCount)
    let membership = classes.map { index in labels.classOf.map { $0 == index } }
    var decreases = [Double](repeating: 0, count: classes.count * treeCount * width)
    try decreases.withUnsafeMutableBufferPointer { decreases in
      let output = SharedMutable(decreases.baseAddress)
      try parallel.forEachChunk(
        of: classes.count * treeCount, chunkSize: 4, reportingTo: progress, span: span
      ) { range in
        guard let output = output.pointer else { return }
        let workspace = TreeGrower.Workspace(grower)
        for item in range {
          let (place, tree) = (item / treeCount, item % treeCount)
          _ = grower.grow(
            isOfClass: membership[place],
            key: TreeGrower.key(seed: options.seed, forest: 0, classIndex: classes[place], tree: tree),
            workspace: workspace, decreases: output + item * width)
        }
      }
    }
    return decreases
  }

  /// The mean over the trees that split at all, each with a sum of 1; as scikit-learn does.
  private static func mean(_ decreases: [Double], trees: Range<Int>, _ width: Int) -> [Double] {
    var total = [Double](repeating: 0, count: width)
    for tree in trees {
      let own = decreases[tree * width..<(tree + 1) * width]
      let sum = own.reduce(0, +)
      guard sum > 0 else { continue }
      for (column, value) in own.enumerated() { total[column] += value / sum }
    }
    let sum = total.reduce(0, +)
    return sum > 0 ? total.map { $0 / sum } : total
  }
}
