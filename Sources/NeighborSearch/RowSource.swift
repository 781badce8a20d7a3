import CKernels
package import NumericKernels

/// Rows on the scale that distances are measured in, made on demand from the data.
///
/// Values are divided by a power of two, so that squares neither overflow nor vanish and no bit is lost; columns in
/// which
/// all rows agree are left out, so that offsets of theirs cannot overflow. For `cosine` and `correlation` rows have
/// length 1, or are zeros when they have no direction.
package struct RowSource: Sendable {
  package let metric: DistanceMetric
  /// One set of rows, or rows and queries; all have the same width.
  package let sets: [Matrix]
  package let width: Int
  /// Floats from row to row when padded to 16.
  package let stride: Int
  /// What a distance of these rows is multiplied by to be a distance of the data.
  package let unit: Double
  /// Something close to the mean of the rows; subtracting it keeps products from cancelling.
  package private(set) var center: [Float]
  private let constantColumns: [Int]

  private static let chunkSize = 512
  private static let centerSample = 1024

  /// Throws `badInput` for values that are not finite, rows without columns, an exponent that is none, and sizes that
  /// do
  /// not fit. O(n·d).
  package init(_ sets: [Matrix], names: [String], metric: DistanceMetric, parallel: ParallelRows) throws {
    if case .minkowski(let exponent) = metric, !(exponent >= 1 && exponent.isFinite) {
      throw NeighborSearchError(
        kind: .badInput,
        description: "The exponent of Minkowski's distance is \(exponent); a finite number of at least 1 is expected. "
          + "For the limit at infinity use chebyshev.")
    }
    for (set, name) in zip(sets, names) { try Self.checkShape(set, name) }
    (self.metric, self.sets) = (metric, sets)
    width = sets.map(\.columnCount).max() ?? 0
    stride = max(16, (width + 15) / 16 * 16)
    var statistics = ColumnStatistics(width: width)
    for (set, name) in zip(sets, names) where set.rowCount > 0 {
      if !statistics.add(set, parallel: parallel), let place = set.firstNonFinite {
        throw NeighborSearchError(
          kind: .badInput,
          description:
            "\(name) \(place.row), column \(place.column) is \(set[place.row, place.column]); finite numbers "
            + "are expected. Remove the row or replace the value.")
      }
    }
    center = [Float](repeating: 0, count: stride)
    if Self.isAngle(metric) {
      (unit, constantColumns) = (1, [])
      if !sets.isEmpty { centerOnSample() }
      return
    }
    let largest = statistics.largestDeviation
    // The limits keep the factor itself a normal Float.
    unit = largest > 0 ? Double(sign: .plus, exponent: min(126, max(-100, largest.exponent)), significand: 1) : 1
    constantColumns = statistics.constantColumns
    for column in 0..<width { center[column] = Float(statistics.mean(column) / unit) }
    for column in constantColumns { center[column] = 0 }
  }

  /// Whether rows are compared by their directions.
  package static func isAngle(_ metric: DistanceMetric) -> Bool { metric == .cosine || metric == .correlation }

  private static func checkShape(_ set: Matrix, _ name: String) throws {
    guard set.columnCount > 0 || set.rowCount == 0 else {
      throw NeighborSearchError(
        kind: .badInput,
        description: "The \(set.rowCount) rows have no columns; distances need at least one. Check the array's shape.")
    }
    guard set.rowCount < Int(Int32.max) else {
      throw NeighborSearchError(
        kind: .badInput, description: "\(set.rowCount) rows are more than \(Int32.max - 1). Take a sample of them.")
    }
  }

  /// Writes one row, `stride` floats with zeros at the end; returns false when it has no direction.
  @discardableResult
  package func fill(_ output: UnsafeMutablePointer<Float>, set: Int, row: Int) -> Bool {
    for column in width..<stride { output[column] = 0 }
    return sets[set].elements.withUnsafeBufferPointer { values -> Bool in
      guard let base = values.baseAddress else { return true }
      let source = base + row * width
      guard Self.isAngle(metric) else {
        strata_scale_row(source, width, 0, 1 / unit, output)
        for column in constantColumns { output[column] = 0 }
        return true
      }
      var mean = 0.0
      if metric == .correlation {
        // Exactly constant rows have no correlation; rounding of their mean must not give them one.
        let isConstant = (1..<width).allSatisfy { source[$0] == source[0] }
        mean = isConstant ? Double(source[0]) : strata_row_sum(source, width) / Double(width)
      }
      let square = strata_row_square(source, width, mean)
      strata_scale_row(source, width, mean, square > 0 ? 1 / square.squareRoot() : 0, output)
      return square > 0
    }
  }

  private mutating func centerOnSample() {
    let count = sets[0].rowCount
    let sample = min(count, Self.centerSample)
    guard sample > 0 else { return }
    var row = [Float](repeating: 0, count: stride)
    var sums = [Double](repeating: 0, count: stride)
    for position in 0..<sample {
      fill(&row, set: 0, row: position * count / sample)
      for column in 0..<width { sums[column] += Double(row[column]) }
    }
    for column in 0..<width { center[column] = Float(sums[column] / Double(sample)) }
  }

  /// Sums and ranges of columns over all rows.
  private struct ColumnStatistics {
    private var count = 0
    private var sums: [Double]
    private var low: [Float]
    private var high: [Float]

    init(width: Int) {
      sums = [Double](repeating: 0, count: width)
      low = [Float](repeating: .infinity, count: width)
      high = [Float](repeating: -.infinity, count: width)
    }

    /// Returns false when a value is not finite.
    mutating func add(_ set: Matrix, parallel: ParallelRows) -> Bool {
      let width = set.columnCount
      let chunkCount = (set.rowCount + chunkSize - 1) / chunkSize
      var chunkSums = [Double](repeating: 0, count: chunkCount * width)
      var chunkLow = [Float](repeating: .infinity, count: chunkCount * width)
      var chunkHigh = [Float](repeating: -.infinity, count: chunkCount * width)
      var finite = [Bool](repeating: true, count: chunkCount)
      set.elements.withUnsafeBufferPointer { values in
        chunkSums.withUnsafeMutableBufferPointer { sums in
          chunkLow.withUnsafeMutableBufferPointer { low in
            chunkHigh.withUnsafeMutableBufferPointer { high in
              finite.withUnsafeMutableBufferPointer { finite in
                let values = SharedPointer(values.baseAddress)
                let sums = SharedMutable(sums.baseAddress)
                let low = SharedMutable(low.baseAddress)
                let high = SharedMutable(high.baseAddress)
                let finite = SharedMutable(finite.baseAddress)
                parallel.forEachChunk(of: set.rowCount, chunkSize: chunkSize) { chunk, range in
                  guard let values = values.pointer, let sums = sums.pointer, let low = low.pointer,
                    let high = high.pointer, let finite = finite.pointer
                  else { return }
                  finite[chunk] =
                    strata_column_statistics(
                      values + range.lowerBound * width, range.count, width, sums + chunk * width, low + chunk * width,
                      high + chunk * width) != 0
                }
              }
            }
          }
        }
      }
      guard finite.allSatisfy({ $0 }) else { return false }
      count += set.rowCount
      for chunk in 0..<chunkCount {
        for column in 0..<width {
          sums[column] += chunkSums[chunk * width + column]
          low[column] = min(low[column], chunkLow[chunk * width + column])
          high[column] = max(high[column], chunkHigh[chunk * width + column])
        }
      }
      return true
    }

    func mean(_ column: Int) -> Double { sums[column] / Double(count) }

    var constantColumns: [Int] { low.indices.filter { low[$0] == high[$0] } }

    /// The largest distance of a value from the mean of its column, leaving out constant columns.
    var largestDeviation: Double {
      low.indices.reduce(0) { largest, column in
        guard low[column] < high[column] else { return largest }
        return max(largest, Double(high[column]) - mean(column), mean(column) - Double(low[column]))
      }
    }
  }
}
