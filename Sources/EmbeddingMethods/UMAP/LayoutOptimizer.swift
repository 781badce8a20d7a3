import CKernels
package import NumericKernels

/// What the curve and the draws of a layout are; see `UMAPOptions`.
package struct LayoutForces: Sendable {
  package var a: Double
  package var b: Double
  package var repulsionStrength: Double
  package var negativeSampleRate: Int
  package var learningRate: Double
  package var seed: UInt64

  package init(_ curve: CurveFit, options: UMAPOptions) {
    (a, b) = (curve.a, curve.b)
    (repulsionStrength, negativeSampleRate) = (options.repulsionStrength, options.negativeSampleRate)
    (learningRate, seed) = (options.learningRate, options.seed)
  }

  /// Everything but the memory and the epoch.
  func kernelArguments(stride: Int, rowCount: Int) -> strata_umap_moves {
    var moves = strata_umap_moves()
    moves.stride = stride
    moves.otherCount = UInt32(rowCount)
    moves.negativeSampleRate = UInt32(negativeSampleRate)
    moves.seed = seed
    moves.a = Float(a)
    moves.b = Float(b)
    moves.repulsionStrength = Float(repulsionStrength)
    return moves
  }
}

/// The stochastic descent of UMAP, in a form whose result does not depend on the number of threads.
///
/// Vertices are shuffled once and cut into blocks. Within a block every vertex moves by its own edges and draws while
/// all others stand still. Positions exist twice: vertices read one half and write the other, so that a block needs no
/// copying to be committed; those of earlier blocks are read where they were written.
package struct LayoutOptimizer {
  private static let chunkSize = 64
  /// Smaller blocks are not worth sharing between threads, and more of them do not make the layout better.
  private static let smallestBlock = 384
  private static let largestBlockCount = 64

  private let forces: LayoutForces
  private let epochCount: Int
  private let parallel: ParallelRows

  package init(_ forces: LayoutForces, epochCount: Int, parallel: ParallelRows) {
    (self.forces, self.epochCount, self.parallel) = (forces, epochCount, parallel)
  }

  /// How many blocks so many vertices are cut into: by their number only.
  package static func blockCount(of vertexCount: Int) -> Int {
    min(largestBlockCount, max(8, vertexCount / smallestBlock))
  }

  /// How far apart rows are stored.
  package static func stride(dimensions: Int) -> Int { dimensions <= 4 ? dimensions : (dimensions + 15) / 16 * 16 }

  /// The order in which vertices move: row numbers, shuffled by the seed.
  package static func order(_ count: Int, seed: UInt64) -> [Int32] {
    var generator = SeededGenerator(seed: seed, stream: 0x4F52_4445)
    var order = (0..<count).map { Int32($0) }
    for last in Swift.stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, Int(generator.nextUniform() * Double(last + 1)))
    }
    return order
  }

  /// Moves `start` along the edges of a symmetric matrix of weights.
  package func optimize(_ start: Matrix, weights: CSRMatrix, progress: ProgressHandler?) throws -> Matrix {
    let (count, dimensions) = (start.rowCount, start.columnCount)
    let stride = Self.stride(dimensions: dimensions)
    let order = Self.order(count, seed: forces.seed)
    let graph = LayoutGraph(weights, order: order, epochCount: epochCount, parallel: parallel)
    // One row more than two halves: the kernel may name, but does not use, the row behind the last.
    var positions = [Float](repeating: 0, count: (2 * count + 1) * stride)
    for (position, row) in order.enumerated() {
      for column in 0..<dimensions { positions[position * stride + column] = start[Int(row), column] }
    }
    try positions.withUnsafeMutableBufferPointer { positions in
      guard let positions = positions.baseAddress else { return }
      try run(positions, graph, count: count, stride: stride, progress: progress)
    }
    let final = epochCount % 2 * count
    var result = start
    for (position, row) in order.enumerated() {
      for column in 0..<dimensions {
        result[Int(row), column] = positions[(final + position) * stride + column]
      }
    }
    return result
  }

  private func run(
    _ positions: UnsafeMutablePointer<Float>, _ graph: LayoutGraph, count: Int, stride: Int,
    progress: ProgressHandler?
  ) throws {
    let blocks = Self.blockCount(of: count)
    var moves = forces.kernelArguments(stride: stride, rowCount: count)
    moves.excludesSelf = 1
    moves.others = UnsafePointer(positions)
    for epoch in 0..<epochCount {
      let (source, target) = (epoch % 2 * count, (1 - epoch % 2) * count)
      let rate = forces.learningRate * (1 - Double(epoch) / Double(epochCount))
      moves.own = UnsafePointer(positions + source * stride)
      moves.next = positions + target * stride
      (moves.restOffset, moves.movedOffset) = (UInt32(source), UInt32(target))
      moves.epoch = UInt32(epoch)
      // Both directions of an edge fire together in umap-learn and each moves both ends.
      (moves.attractionStep, moves.repulsionStep) = (Float(2 * rate), Float(rate))
      for block in 0..<blocks {
        let first = block * count / blocks
        moves.movedCount = UInt32(first)
        move(moves, graph, first..<(block + 1) * count / blocks)
      }
      try progress?(Double(epoch + 1) / Double(epochCount))
    }
  }

  private func move(_ moves: strata_umap_moves, _ graph: LayoutGraph, _ vertices: Range<Int>) {
    let job = SharedMoves(moves: moves)
    parallel.forEachChunk(of: vertices.count, chunkSize: Self.chunkSize) { _, range in
      job.run(graph, vertices.lowerBound + range.lowerBound..<vertices.lowerBound + range.upperBound)
    }
  }
}

/// Pointers into buffers that the caller keeps alive; parallel work writes disjoint vertices.
struct SharedMoves: @unchecked Sendable {
  let moves: strata_umap_moves

  func run(_ graph: LayoutGraph, _ vertices: Range<Int>) {
    graph.offsets.withUnsafeBufferPointer { offsets in
      graph.neighbors.withUnsafeBufferPointer { neighbors in
        graph.rates.withUnsafeBufferPointer { rates in
          var moves = moves
          moves.offsets = offsets.baseAddress
          moves.neighbors = neighbors.baseAddress
          moves.rates = rates.baseAddress
          strata_umap_move(&moves, UInt32(vertices.lowerBound), UInt32(vertices.upperBound))
        }
      }
    }
  }
}
