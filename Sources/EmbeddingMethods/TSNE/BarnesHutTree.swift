import CKernels
package import NumericKernels

/// The repulsion of t-SNE through a quadtree or octree (van der Maaten 2014, JMLR 15:3221).
package struct TreeRepulsion: RepulsionField {
  private let squaredAngle: Float
  private let parallel: ParallelRows

  /// Cells wider than `angle` times their distance are opened: 0 is exact.
  package init(angle: Double, parallel: ParallelRows) {
    squaredAngle = Float(angle * angle)
    self.parallel = parallel
  }

  package mutating func push(_ points: LayoutPoints, into force: LayoutPoints) -> Double {
    let tree = BarnesHutTree(points, parallel: parallel)
    return tree.push(
      on: tree.sources, order: tree.order, into: force, squaredAngle: squaredAngle, parallel: parallel)
      - Double(points.count)
  }

  /// The push of `sources` on `targets`; the result includes the q = 1 of each target that is itself a source.
  package func push(from sources: LayoutPoints, on targets: LayoutPoints, into force: LayoutPoints) -> Double {
    let tree = BarnesHutTree(sources, parallel: parallel)
    let order = MortonOrder(targets, parallel: parallel).order
    return tree.push(
      on: BarnesHutTree.gathered(targets, order, parallel), order: order, into: force, squaredAngle: squaredAngle,
      parallel: parallel)
  }
}

/// A quadtree or octree over points.
///
/// Points are sorted along a Morton curve; a node is a run of that order. Nodes are stored depth first, each with the
/// place of the first node that is not below it, so that walking needs no stack.
struct BarnesHutTree: Sendable {
  let order: AlignedBuffer<Int32>
  /// The points along the curve, 4 floats each.
  let sources: AlignedBuffer<Float>
  private let nodes: NodeList

  private static let leafSize = 8
  /// Targets per chunk; groups of 16 walk together.
  private static let chunk = 256

  // Written while the tree is built, then only read.
  private struct NodeList: @unchecked Sendable {
    var items: [strata_tsne_node] = []
  }

  /// Builds the tree. O(n·depth).
  init(_ points: LayoutPoints, parallel: ParallelRows) {
    let curve = MortonOrder(points, parallel: parallel)
    order = curve.order
    sources = Self.gathered(points, curve.order, parallel)
    var builder = Builder(
      codes: curve.codes, sources: sources, dimensions: points.dimensions, leafSize: Self.leafSize)
    builder.nodes.reserveCapacity(points.count)
    if points.count > 0 {
      builder.add(0..<points.count, level: MortonOrder.levels(dimensions: points.dimensions), width: curve.width)
    }
    nodes = NodeList(items: builder.nodes)
  }

  static func gathered(
    _ points: LayoutPoints, _ order: AlignedBuffer<Int32>, _ parallel: ParallelRows
  ) -> AlignedBuffer<Float> {
    let result = AlignedBuffer<Float>(count: 4 * points.count, repeating: 0)
    parallel.forEachChunk(of: points.count, chunkSize: LayoutPoints.chunk) { _, range in
      for place in range {
        let point = points.pointer + Int(order.pointer[place]) * points.stride
        for k in 0..<points.dimensions { result.pointer[4 * place + k] = point[k] }
      }
    }
    return result
  }

  /// The push on targets that are sorted along a curve. O(log n) per target.
  func push(
    on targets: AlignedBuffer<Float>, order: AlignedBuffer<Int32>, into force: LayoutPoints, squaredAngle: Float,
    parallel: ParallelRows
  ) -> Double {
    parallel.sum(of: order.count, chunkSize: Self.chunk) { range in
      nodes.items.withUnsafeBufferPointer { nodes in
        strata_tsne_tree_repulsion(
          nodes.baseAddress, nodes.count, sources.pointer, squaredAngle, targets.pointer, order.pointer,
          range.lowerBound,
          range.upperBound, force.pointer, force.stride)
      }
    }
  }

  /// The push on a single place, given by 4 floats of which those without meaning are zero; returns the sum of q. Alone,
  /// a place opens only the cells that it needs itself, so that no other place has a part in its result.
  func push(at place: UnsafePointer<Float>, into force: UnsafeMutablePointer<Float>, squaredAngle: Float) -> Double {
    var index: Int32 = 0
    return nodes.items.withUnsafeBufferPointer { nodes in
      strata_tsne_tree_repulsion(
        nodes.baseAddress, nodes.count, sources.pointer, squaredAngle, place, &index, 0, 1, force, 4)
    }
  }

  private struct Builder {
    let codes: AlignedBuffer<UInt64>
    let sources: AlignedBuffer<Float>
    let dimensions: Int
    let leafSize: Int
    var nodes: [strata_tsne_node] = []

    /// Adds a node for a run of points that agree in all bits above `level`, then its children. Returns the sum of its
    /// points.
    @discardableResult
    mutating func add(_ range: Range<Int>, level: Int, width: Float) -> SIMD4<Double> {
      let place = nodes.count
      let isLeaf = range.count <= leafSize || level == 0
      nodes.append(strata_tsne_node())
      var sum = SIMD4<Double>.zero
      if isLeaf {
        for i in range { sum += point(i) }
      } else {
        let shift = UInt64((level - 1) * dimensions)
        var start = range.lowerBound
        while start < range.upperBound {
          let end = self.end(of: start, in: range, shift: shift)
          sum += add(start..<end, level: level - 1, width: width / 2)
          start = end
        }
      }
      let center = SIMD4<Float>(sum / Double(range.count))
      nodes[place] = strata_tsne_node(
        center: (center.x, center.y, center.z, 0), squaredWidth: width * width, count: Float(range.count),
        first: Int32(range.lowerBound), last: Int32(range.upperBound), next: Int32(nodes.count), isLeaf: isLeaf ? 1 : 0)
      return sum
    }

    private func point(_ place: Int) -> SIMD4<Double> {
      let base = sources.pointer + 4 * place
      return SIMD4(Double(base[0]), Double(base[1]), Double(base[2]), 0)
    }

    /// Where the branch of the point at `start` ends, by bisection.
    private func end(of start: Int, in range: Range<Int>, shift: UInt64) -> Int {
      let branch = codes.pointer[start] >> shift
      var (low, high) = (start + 1, range.upperBound)
      while low < high {
        let middle = (low + high) / 2
        if codes.pointer[middle] >> shift == branch { low = middle + 1 } else { high = middle }
      }
      return low
    }
  }
}
