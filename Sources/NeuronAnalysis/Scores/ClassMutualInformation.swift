import Foundation
import NumericKernels

/// What the activation of a neuron tells of "this class or another", in nats.
///
/// Activations are put into bins of nearly equal size by rank, equal ones into the same bin; the plug-in estimate of the
/// counts is corrected for its bias, (bins − 1) / (2 · items) for two outcomes (Miller 1955), and is never below 0 nor above
/// the entropy of the class. O(neurons · (items · log(items) + classes · bins)).
struct ClassMutualInformation {
  /// By class that is present, and column.
  let values: [[Double]]

  init(
    _ columns: NeuronColumns, labels: ClassLabels, binCount: Int, parallel: ParallelRows, progress: ProgressHandler?,
    span: ClosedRange<Double>
  ) throws {
    let (width, classCount) = (columns.neurons.count, labels.present.count)
    var places = [Int](repeating: 0, count: labels.classCount)
    for (place, index) in labels.present.enumerated() { places[index] = place }
    let classPlaces = labels.classOf.map { places[$0] }
    let counts = labels.present.map { labels.counts[$0] }
    var flat = [Double](repeating: 0, count: width * classCount)
    try flat.withUnsafeMutableBufferPointer { flat in
      let output = SharedMutable(flat.baseAddress)
      try parallel.forEachChunk(of: width, chunkSize: 8, reportingTo: progress, span: span) { range in
        guard let output = output.pointer else { return }
        for column in range {
          let bins = columns.withColumn(column) { Self.bins($0, count: binCount) }
          var table = [Int](repeating: 0, count: classCount * binCount)
          for (item, bin) in bins.enumerated() { table[classPlaces[item] * binCount + bin] += 1 }
          for (place, value) in Self.information(table, classCounts: counts, binCount: binCount).enumerated() {
            output[column * classCount + place] = value
          }
        }
      }
    }
    values = (0..<classCount).map { place in (0..<width).map { flat[$0 * classCount + place] } }
  }

  /// The bin of each value: where the middle of its equals stands among the sorted.
  private static func bins(_ values: UnsafeBufferPointer<Float>, count: Int) -> [Int] {
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    var bins = [Int](repeating: 0, count: values.count)
    var first = 0
    while first < order.count {
      var end = first + 1
      while end < order.count, values[order[end]] == values[order[first]] { end += 1 }
      // Half the sum of the first and the last place, in whole numbers.
      let bin = (first + end - 1) * count / (2 * order.count)
      for place in first..<end { bins[order[place]] = bin }
      first = end
    }
    return bins
  }

  /// From counts, classes × bins.
  private static func information(_ table: [Int], classCounts: [Int], binCount: Int) -> [Double] {
    let binCounts = (0..<binCount).map { bin in classCounts.indices.reduce(0) { $0 + table[$1 * binCount + bin] } }
    let items = Double(classCounts.reduce(0, +))
    let bias = Double(binCounts.count { $0 > 0 } - 1) / (2 * items)
    return classCounts.indices.map { place in
      let inside = Double(classCounts[place])
      let outside = items - inside
      var sum = 0.0
      for bin in 0..<binCount where binCounts[bin] > 0 {
        let (all, own) = (Double(binCounts[bin]), Double(table[place * binCount + bin]))
        if own > 0 { sum += own * log(own * items / (all * inside)) }
        if all > own { sum += (all - own) * log((all - own) * items / (all * outside)) }
      }
      let entropy = -(inside * log(inside / items) + outside * log(outside / items)) / items
      return min(entropy, max(0, sum / items - bias))
    }
  }
}
