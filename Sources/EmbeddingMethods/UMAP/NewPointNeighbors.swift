import CKernels
import Foundation
package import NeighborSearch
package import NumericKernels

/// The nearest training rows of new rows, by comparing each with all.
package struct NewPointNeighbors: Sendable {
  package let width: Int
  /// Row-major, nearest first; equal distances are ordered by index.
  package let indices: [Int32]
  package let distances: [Float]

  private static let chunkSize = 16
  private static let rowsPerReport = 1024

  /// O(new rows · training rows · columns). What `progress` throws ends the work.
  package init(
    _ rows: Matrix, in training: Matrix, neighborCount: Int, metric: DistanceMetric, parallel: ParallelRows,
    progress: ProgressHandler? = nil
  ) throws {
    let width = min(neighborCount, training.rowCount)
    let queries = Self.prepared(rows, metric)
    let targets = Self.prepared(training, metric)
    var indices = [Int32](repeating: 0, count: rows.rowCount * width)
    var distances = [Float](repeating: 0, count: rows.rowCount * width)
    for start in stride(from: 0, to: rows.rowCount, by: Self.rowsPerReport) {
      let count = min(Self.rowsPerReport, rows.rowCount - start)
      indices.withUnsafeMutableBufferPointer { indices in
        distances.withUnsafeMutableBufferPointer { distances in
          let indices = SharedMutable(indices.baseAddress)
          let distances = SharedMutable(distances.baseAddress)
          parallel.forEachChunk(of: count, chunkSize: Self.chunkSize) { _, range in
            for row in start + range.lowerBound..<start + range.upperBound {
              let found = Self.nearest(queries, row, targets, metric: metric, count: width)
              for (rank, neighbor) in found.enumerated() {
                indices.pointer?[row * width + rank] = neighbor.index
                distances.pointer?[row * width + rank] = neighbor.distance
              }
            }
          }
        }
      }
      try progress?(Double(start + count) / Double(rows.rowCount))
    }
    (self.width, self.indices, self.distances) = (width, indices, distances)
  }

  private static func nearest(
    _ queries: PaddedRows, _ row: Int, _ targets: PaddedRows, metric: DistanceMetric, count: Int
  ) -> [(distance: Float, index: Int32)] {
    var found: [(distance: Float, index: Int32)] = []
    queries.elements.withUnsafeBufferPointer { queries in
      targets.elements.withUnsafeBufferPointer { elements in
        guard let query = queries.baseAddress, let target = elements.baseAddress else { return }
        let own = query + row * targets.stride
        for index in 0..<targets.rowCount {
          var distance: Float = 0
          if metric == .manhattan {
            strata_manhattan_tile(own, 1, target + index * targets.stride, 1, targets.stride, &distance, 1)
          } else {
            distance = strata_squared_distance(own, target + index * targets.stride, targets.stride)
          }
          if found.count == count {
            guard count > 0, distance < found[count - 1].distance else { continue }
            found.removeLast()
          }
          var place = found.count
          while place > 0, found[place - 1].distance > distance { place -= 1 }
          found.insert((distance, Int32(index)), at: place)
        }
      }
    }
    return found.map { (Self.distance($0.distance, metric), $0.index) }
  }

  private static func distance(_ key: Float, _ metric: DistanceMetric) -> Float {
    switch metric {
    case .euclidean: key.squareRoot()
    case .manhattan: key
    default: key / 2
    }
  }

  /// Rows of unit length for the angular metrics, of which half the squared distance is 1 − cosine.
  private static func prepared(_ matrix: Matrix, _ metric: DistanceMetric) -> PaddedRows {
    guard metric == .cosine || metric == .correlation else { return PaddedRows(matrix) }
    var result = matrix
    for row in 0..<matrix.rowCount {
      let places = row * matrix.columnCount..<(row + 1) * matrix.columnCount
      let sum = places.reduce(0.0) { $0 + Double(matrix.elements[$1]) }
      let mean = metric == .correlation ? sum / Double(matrix.columnCount) : 0
      let square = places.reduce(0.0) { $0 + pow(Double(matrix.elements[$1]) - mean, 2) }
      let scale = square > 0 ? 1 / square.squareRoot() : 0
      for place in places { result.elements[place] = Float((Double(matrix.elements[place]) - mean) * scale) }
    }
    return PaddedRows(result)
  }
}
