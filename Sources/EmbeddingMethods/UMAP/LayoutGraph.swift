import CKernels
package import NumericKernels

/// The edges of a layout, ready for the kernel: only those that ever fire, with rates in fixed point.
package struct LayoutGraph: Sendable {
  /// One firing per epoch, in the units of `rates`.
  package static let fullRate: UInt32 = 1 << 31
  /// What the kernel may read beyond the last edge.
  private static let padding = 15

  /// Where the edges of each vertex begin, and the end.
  package let offsets: [Int64]
  package let neighbors: [Int32]
  /// An edge of rate r fires in epoch e when ⌊(e + 1)·r⌋ > ⌊e·r⌋.
  package let rates: [UInt32]

  /// The edges of a square matrix of weights with its vertices renumbered: vertex i is row `order[i]`.
  ///
  /// The strongest edge fires in every epoch, others in proportion to their weight; those that would fire less than
  /// once in all epochs are left out, as in umap-learn. O(edges).
  package init(_ weights: CSRMatrix, order: [Int32], epochCount: Int, parallel: ParallelRows) {
    var place = [Int32](repeating: 0, count: order.count)
    for (position, row) in order.enumerated() { place[Int(row)] = Int32(position) }
    self.init(weights, order: order, renumbered: place, epochCount: epochCount, parallel: parallel)
  }

  /// The edges from the rows of a matrix to its columns, in the order in which they are stored.
  package init(bipartite weights: CSRMatrix, epochCount: Int, parallel: ParallelRows) {
    let rows = (0..<weights.rowCount).map { Int32($0) }
    let columns = (0..<weights.columnCount).map { Int32($0) }
    self.init(weights, order: rows, renumbered: columns, epochCount: epochCount, parallel: parallel)
  }

  private init(
    _ weights: CSRMatrix, order: [Int32], renumbered: [Int32], epochCount: Int, parallel: ParallelRows
  ) {
    let strongest = weights.values.max() ?? 1
    let unit = Double(Self.fullRate) / Double(strongest)
    // Rounding up keeps an edge that fires exactly once from missing its epoch.
    let slowest = (Double(Self.fullRate) / Double(max(1, epochCount))).rounded(.up)
    let count = order.count
    var offsets = [Int64](repeating: 0, count: count + 1)
    offsets.withUnsafeMutableBufferPointer { offsets in
      let output = SharedMutable(offsets.baseAddress)
      parallel.forEachChunk(of: count, chunkSize: 1024) { _, range in
        guard let output = output.pointer else { return }
        for position in range {
          output[position + 1] = Self.edges(weights, row: Int(order[position]), unit: unit, slowest: slowest) { _, _ in
          }
        }
      }
    }
    for position in 0..<count { offsets[position + 1] += offsets[position] }
    let total = Int(offsets[count]) + Self.padding
    var neighbors = [Int32](repeating: 0, count: total)
    var rates = [UInt32](repeating: 0, count: total)
    neighbors.withUnsafeMutableBufferPointer { neighbors in
      rates.withUnsafeMutableBufferPointer { rates in
        let neighbors = SharedMutable(neighbors.baseAddress)
        let rates = SharedMutable(rates.baseAddress)
        let offsets = offsets
        parallel.forEachChunk(of: count, chunkSize: 1024) { _, range in
          guard let neighbors = neighbors.pointer, let rates = rates.pointer else { return }
          for position in range {
            var next = Int(offsets[position])
            _ = Self.edges(weights, row: Int(order[position]), unit: unit, slowest: slowest) { column, rate in
              neighbors[next] = renumbered[Int(column)]
              rates[next] = rate
              next += 1
            }
          }
        }
      }
    }
    (self.offsets, self.neighbors, self.rates) = (offsets, neighbors, rates)
  }

  /// Calls `body` with kernel arguments that name the edges.
  func withKernelArguments(_ moves: strata_umap_moves, _ body: (strata_umap_moves) throws -> Void) rethrows {
    try offsets.withUnsafeBufferPointer { offsets in
      try neighbors.withUnsafeBufferPointer { neighbors in
        try rates.withUnsafeBufferPointer { rates in
          var moves = moves
          moves.offsets = offsets.baseAddress
          moves.neighbors = neighbors.baseAddress
          moves.rates = rates.baseAddress
          try body(moves)
        }
      }
    }
  }

  /// Calls `body` for the edges of a row that fire and returns how many they are.
  @inline(__always)
  private static func edges(
    _ weights: CSRMatrix, row: Int, unit: Double, slowest: Double, _ body: (_ column: Int32, _ rate: UInt32) -> Void
  ) -> Int64 {
    var count: Int64 = 0
    for edge in Int(weights.offsets[row])..<Int(weights.offsets[row + 1]) {
      let rate = (Double(weights.values[edge]) * unit).rounded()
      if rate >= slowest {
        body(weights.columns[edge], UInt32(rate))
        count += 1
      }
    }
    return count
  }
}
