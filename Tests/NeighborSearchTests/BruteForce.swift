import Foundation
import NeighborSearch
import NumericKernels

/// The definition of the metrics and of a search, in Double, without any shortcut.
enum BruteForce {
  static func random(_ rows: Int, _ columns: Int, seed: UInt64, offset: Float = 0) -> Matrix {
    var generator = SeededGenerator(seed: seed)
    let elements = (0..<rows * columns).map { _ in Float(generator.nextGaussianPair().0) + offset }
    return Matrix(rowCount: rows, columnCount: columns, elements: elements)
  }

  /// Points around centers; the spread falls off from column to column, so that few directions hold most variance.
  static func clusters(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    var data = random(rows, columns, seed: seed)
    let centers = random(12, columns, seed: seed + 1)
    for row in 0..<rows {
      for column in 0..<columns {
        let spread = 1 / (1 + Float(column) / 8)
        data[row, column] = (data[row, column] * 0.5 + 3 * centers[row * 7 % 12, column]) * spread
      }
    }
    return data
  }

  /// One cloud whose spread falls off from column to column, as that of principal components.
  static func cloud(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    let plain = random(rows, columns, seed: seed).elements
    let elements = plain.enumerated().map { $0.element / (1 + Float($0.offset % columns) / 12) }
    return Matrix(rowCount: rows, columnCount: columns, elements: elements)
  }

  /// A distance by its definition. Plain loops on pointers: these tests also run without optimization.
  static func distance(_ a: Matrix, _ i: Int, _ b: Matrix, _ j: Int, _ metric: DistanceMetric) -> Double {
    let width = a.columnCount
    return a.elements.withUnsafeBufferPointer { first in
      b.elements.withUnsafeBufferPointer { second in
        guard let x = first.baseAddress, let y = second.baseAddress else { return 0 }
        return distance(x + i * width, y + j * width, width, metric)
      }
    }
  }

  private static func distance(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ width: Int, _ metric: DistanceMetric
  ) -> Double {
    switch metric {
    case .euclidean, .manhattan, .chebyshev:
      var (squares, sum, largest, column) = (0.0, 0.0, 0.0, 0)
      while column < width {
        let difference = abs(Double(x[column]) - Double(y[column]))
        squares += difference * difference
        sum += difference
        if difference > largest { largest = difference }
        column += 1
      }
      return metric == .euclidean ? squares.squareRoot() : metric == .manhattan ? sum : largest
    case .minkowski(let exponent):
      let largest = distance(x, y, width, .chebyshev)
      guard largest > 0 else { return 0 }
      let sum = (0..<width).reduce(0) { $0 + pow(abs(Double(x[$1]) - Double(y[$1])) / largest, exponent) }
      return largest * pow(sum, 1 / exponent)
    case .cosine: return angle(x, 0, y, 0, width)
    case .correlation: return angle(x, mean(x, width), y, mean(y, width), width)
    }
  }

  private static func mean(_ x: UnsafePointer<Float>, _ width: Int) -> Double {
    var (sum, column) = (0.0, 0)
    while column < width {
      sum += Double(x[column])
      column += 1
    }
    return sum / Double(width)
  }

  private static func angle(
    _ x: UnsafePointer<Float>, _ xMean: Double, _ y: UnsafePointer<Float>, _ yMean: Double, _ width: Int
  ) -> Double {
    var (product, xSquare, ySquare, column) = (0.0, 0.0, 0.0, 0)
    while column < width {
      let (a, b) = (Double(x[column]) - xMean, Double(y[column]) - yMean)
      product += a * b
      xSquare += a * a
      ySquare += b * b
      column += 1
    }
    return xSquare * ySquare > 0 ? 1 - product / (xSquare * ySquare).squareRoot() : 1
  }

  /// The first of the given rows whose neighbors are not the nearest, and why; nil when all are right.
  ///
  /// `tolerance` is relative, for what two summations in Double and Float rows of unit length may differ by.
  static func firstMistake(
    _ indices: ArraySlice<Int32>, _ distances: ArraySlice<Float>, row: Int, of queries: Matrix, in data: Matrix,
    excludingSelf: Bool, metric: DistanceMetric, tolerance: Double = 3e-7
  ) -> String? {
    let all = (0..<data.rowCount).filter { !excludingSelf || $0 != row }
      .map { (distance: distance(queries, row, data, $0, metric), index: $0) }.sorted { $0 < $1 }
    let slack = RowKind.isAngle(metric) ? 3e-7 : 0
    var before: (Float, Int32) = (-1, -1)
    for (rank, (index, found)) in zip(indices, distances).enumerated() {
      guard before < (found, index) else { return "row \(row) is not in order at rank \(rank)" }
      guard !excludingSelf || Int(index) != row else { return "row \(row) is its own neighbor" }
      let expected = all[rank].distance
      let own = distance(queries, row, data, Int(index), metric)
      let allowed = tolerance * expected + slack
      guard abs(Double(found) - expected) <= allowed, abs(own - expected) <= allowed else {
        return "row \(row) rank \(rank): found \(index) at \(found), really \(own); expected \(all[rank])"
      }
      before = (found, index)
    }
    return nil
  }

  private enum RowKind {
    static func isAngle(_ metric: DistanceMetric) -> Bool { metric == .cosine || metric == .correlation }
  }
}
