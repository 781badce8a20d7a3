package import NeighborSearch
package import NumericKernels

extension CSRMatrix {
  /// Merges a directed neighbor graph with its transpose: the weight of (i, j) is `combine(w_ij, w_ji)`, where a missing
  /// direction counts 0. `combine` must be symmetric. O(edges · log neighbors).
  package init(symmetrizing graph: NeighborGraph, weights: [Float], combine: (Float, Float) -> Float) {
    let (count, width) = (graph.rowCount, graph.neighborCount)
    var degree = [Int](repeating: 0, count: count + 1)
    for index in graph.indices { degree[Int(index) + 1] += 1 }
    for row in 0..<count { degree[row + 1] += degree[row] }
    var incoming = [(column: Int32, weight: Float)](repeating: (0, 0), count: graph.indices.count)
    var cursor = degree
    for row in 0..<count {
      for position in row * width..<(row + 1) * width {
        let target = Int(graph.indices[position])
        incoming[cursor[target]] = (Int32(row), weights[position])
        cursor[target] += 1
      }
    }
    var offsets: [Int64] = [0]
    var columns: [Int32] = []
    var merged: [Float] = []
    var outgoing: [(column: Int32, weight: Float)] = []
    for row in 0..<count {
      outgoing.removeAll(keepingCapacity: true)
      for position in row * width..<(row + 1) * width { outgoing.append((graph.indices[position], weights[position])) }
      outgoing.sort { $0.column < $1.column }
      Self.merge(outgoing[...], incoming[degree[row]..<degree[row + 1]], combine) { column, weight in
        columns.append(column)
        merged.append(weight)
      }
      offsets.append(Int64(columns.count))
    }
    self.init(rowCount: count, columnCount: count, offsets: offsets, columns: columns, values: merged)
  }

  /// Both lists are sorted by column: incoming edges were placed in the order of their rows.
  private static func merge(
    _ outgoing: ArraySlice<(column: Int32, weight: Float)>, _ incoming: ArraySlice<(column: Int32, weight: Float)>,
    _ combine: (Float, Float) -> Float, _ append: (Int32, Float) -> Void
  ) {
    var (i, j) = (outgoing.startIndex, incoming.startIndex)
    while i < outgoing.endIndex || j < incoming.endIndex {
      let first = i < outgoing.endIndex ? outgoing[i].column : Int32.max
      let second = j < incoming.endIndex ? incoming[j].column : Int32.max
      let column = min(first, second)
      let weight = combine(first == column ? outgoing[i].weight : 0, second == column ? incoming[j].weight : 0)
      if weight > 0 { append(column, weight) }
      if first == column { i += 1 }
      if second == column { j += 1 }
    }
  }
}
