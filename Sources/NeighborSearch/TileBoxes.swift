import NumericKernels

/// The box around each tile of points in the leading coordinates, and what it says about distances between tiles.
struct TileBoxes: Sendable {
  private let depth: Int
  /// Per tile: the lowest values, then the highest.
  private let edges: [Float]
  private let largestLengths: [Double]
  private let plan: SearchPlan
  private let error: Double

  private static let largestDepth = 48

  init(_ order: [Int32], _ coordinates: RowCoordinates, count: Int, plan: SearchPlan, parallel: ParallelRows) {
    let tileRows = SearchPoints.tileRows
    let tileCount = (count + tileRows - 1) / tileRows
    let depth = min(coordinates.depth, Self.largestDepth)
    var edges = [Float](repeating: 0, count: tileCount * depth * 2)
    var lengths = [Double](repeating: 0, count: tileCount)
    edges.withUnsafeMutableBufferPointer { edges in
      lengths.withUnsafeMutableBufferPointer { lengths in
        let edges = SharedMutable(edges.baseAddress)
        let lengths = SharedMutable(lengths.baseAddress)
        let panels = SharedPointer(coordinates.panels)
        parallel.forEachChunk(of: count, chunkSize: tileRows) { tile, range in
          guard let edges = edges.pointer, let lengths = lengths.pointer, let panels = panels.pointer else { return }
          let low = edges + tile * depth * 2
          let high = low + depth
          for column in 0..<depth { (low[column], high[column]) = (.infinity, -.infinity) }
          for row in range {
            let point = Int(order[row])
            let values = panels + point / 16 * coordinates.depth * 16 + point % 16
            for column in 0..<depth {
              let value = values[column * 16]
              low[column] = min(low[column], value)
              high[column] = max(high[column], value)
            }
            if plan.usesProducts { lengths[tile] = max(lengths[tile], coordinates.squares[point].squareRoot()) }
          }
        }
      }
    }
    (self.depth, self.edges, largestLengths, self.plan) = (depth, edges, lengths, plan)
    error = coordinates.error + 0x1p-20
  }

  /// At most the key (a square for products) of any row of a tile and any row of another's.
  func lowerBound(_ tile: Int, _ other: TileBoxes, _ otherTile: Int) -> Double {
    var (sum, largest) = (0.0, 0.0)
    edges.withUnsafeBufferPointer { mine in
      other.edges.withUnsafeBufferPointer { theirs in
        let (a, b) = (tile * depth * 2, otherTile * depth * 2)
        for column in 0..<depth {
          let gap = Double(
            max(mine[a + column] - theirs[b + depth + column], theirs[b + column] - mine[a + depth + column]))
          guard gap > 0 else { continue }
          largest = max(largest, gap)
          sum += plan.usesProducts ? gap * gap : plan.boxTerm(gap) ?? 0
        }
      }
    }
    guard plan.usesProducts else { return max(sum, plan.boxTerm(1) == nil ? largest : 0) * (1 - 1e-4) }
    let reach = sum.squareRoot() * (1 - 1e-6) - error * (largestLengths[tile] + other.largestLengths[otherTile])
    return reach > 0 ? reach * reach : 0
  }

  /// The squared distance of the middles of two boxes; only an order of work depends on it.
  func middleDistance(_ tile: Int, _ other: TileBoxes, _ otherTile: Int) -> Float {
    var sum: Float = 0
    edges.withUnsafeBufferPointer { mine in
      other.edges.withUnsafeBufferPointer { theirs in
        let (a, b) = (tile * depth * 2, otherTile * depth * 2)
        for column in 0..<depth {
          let difference =
            (mine[a + column] + mine[a + depth + column]) - (theirs[b + column] + theirs[b + depth + column])
          sum += difference * difference
        }
      }
    }
    return sum
  }
}
