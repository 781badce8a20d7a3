import NumericKernels

/// A quadtree or octree over points, for the approximate repulsion of t-SNE (van der Maaten 2014, JMLR 15:3221).
///
/// Points are sorted along a Morton curve; a node is a run of that order. Nodes are stored depth first, each with the
/// place of the first node that is not below it, so that walking needs no stack.
struct BarnesHutTree: Sendable {
  private struct Node: Sendable {
    var center: SIMD4<Float>
    var squaredWidth: Float
    var count: Float
    var first: Int32
    var last: Int32
    var next: Int32
    var isLeaf: Bool
  }

  private static let leafSize = 4

  private var nodes: [Node] = []
  private let order: [Int32]
  private let sorted: [SIMD4<Float>]

  /// Builds the tree of `count` points. O(n·log n).
  init(_ points: TSNEKernels.Coordinates, count: Int) {
    let dimensions = points.z == nil ? 2 : 3
    let bits = 62 / dimensions > 20 ? 20 : 62 / dimensions
    var positions = [SIMD4<Float>](repeating: .zero, count: count)
    for i in 0..<count { positions[i] = SIMD4(points.x[i], points.y[i], points.z?[i] ?? 0, 0) }
    let low = positions.reduce(SIMD4(repeating: .infinity)) { pointwiseMin($0, $1) }
    let high = positions.reduce(SIMD4(repeating: -.infinity)) { pointwiseMax($0, $1) }
    let width = max((high - low).max(), .leastNormalMagnitude)
    let scale = Float((1 << bits) - 1) / width
    var codes: [(code: UInt64, index: Int32)] = []
    codes.reserveCapacity(count)
    for i in 0..<count {
      let cell = (positions[i] - low) * scale
      var code = Self.spread(UInt64(max(0, cell.x)), dimensions) | Self.spread(UInt64(max(0, cell.y)), dimensions) << 1
      if dimensions == 3 { code |= Self.spread(UInt64(max(0, cell.z)), dimensions) << 2 }
      codes.append((code, Int32(i)))
    }
    codes.sort { $0 < $1 }
    order = codes.map(\.index)
    sorted = codes.map { positions[Int($0.index)] }
    nodes.reserveCapacity(count)
    if count > 0 {
      build(codes, 0..<count, level: bits, width: width * Float(1 << bits) / Float((1 << bits) - 1), dimensions)
    }
  }

  /// Adds a node for a run of points that agree in all bits above `level`, then its children.
  private mutating func build(
    _ codes: [(code: UInt64, index: Int32)], _ range: Range<Int>, level: Int, width: Float, _ dimensions: Int
  ) {
    var center = SIMD4<Float>.zero
    for i in range { center += sorted[i] }
    let place = nodes.count
    let isLeaf = range.count <= Self.leafSize || level == 0
    nodes.append(
      Node(
        center: center / Float(range.count), squaredWidth: width * width, count: Float(range.count),
        first: Int32(range.lowerBound), last: Int32(range.upperBound), next: 0, isLeaf: isLeaf))
    if !isLeaf {
      let shift = UInt64((level - 1) * dimensions)
      var start = range.lowerBound
      while start < range.upperBound {
        let branch = codes[start].code >> shift
        var end = start + 1
        while end < range.upperBound && codes[end].code >> shift == branch { end += 1 }
        build(codes, start..<end, level: level - 1, width: width / 2, dimensions)
        start = end
      }
    }
    nodes[place].next = Int32(nodes.count)
  }

  /// The repulsion on the points at some places of the Morton order; returns the sum of q. O(log n) per point.
  func repulsion(_ places: Range<Int>, angle: Float, into force: TSNEKernels.Coordinates) -> Double {
    var total = 0.0
    nodes.withUnsafeBufferPointer { nodes in
      sorted.withUnsafeBufferPointer { sorted in
        for place in places {
          let (sum, push) = Self.walk(nodes, sorted, place: place, squaredAngle: angle * angle)
          let index = Int(order[place])
          total += Double(sum)
          force.x[index] = push.x
          force.y[index] = push.y
          force.z?[index] = push.z
        }
      }
    }
    return total
  }

  @inline(__always)
  private static func walk(
    _ nodes: UnsafeBufferPointer<Node>, _ sorted: UnsafeBufferPointer<SIMD4<Float>>, place: Int, squaredAngle: Float
  ) -> (Float, SIMD4<Float>) {
    let own = sorted[place]
    var push = SIMD4<Float>.zero
    var sum: Float = 0
    var current = 0
    while current < nodes.count {
      let node = nodes[current]
      if node.isLeaf {
        for i in Int(node.first)..<Int(node.last) where i != place {
          let difference = own - sorted[i]
          let q = 1 / (1 + (difference * difference).sum())
          sum += q
          push += difference * (q * q)
        }
        current = Int(node.next)
        continue
      }
      let difference = own - node.center
      let square = (difference * difference).sum()
      if node.squaredWidth < squaredAngle * square {
        let q = 1 / (1 + square)
        sum += node.count * q
        push += difference * (node.count * q * q)
        current = Int(node.next)
      } else {
        current += 1
      }
    }
    return (sum, push)
  }

  /// Moves the bits of a cell number apart, to make room for those of the other dimensions.
  private static func spread(_ value: UInt64, _ dimensions: Int) -> UInt64 {
    var result: UInt64 = 0
    for bit in 0..<20 { result |= (value >> UInt64(bit) & 1) << UInt64(bit * dimensions) }
    return result
  }
}
