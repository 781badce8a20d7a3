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
  private static let verticesPerReport = 1 << 17
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
    var layout = strata_umap_layout()
    layout.moves = forces.kernelArguments(stride: stride, rowCount: count)
    layout.moves.excludesSelf = 1
    layout.positions = positions
    layout.blockCount = UInt32(Self.blockCount(of: count))
    layout.chunksPerBlock = UInt32(count / Self.blockCount(of: count) / Self.chunkSize + 1)
    layout.epochCount = UInt32(epochCount)
    layout.learningRate = Float(forces.learningRate)
    // Between reports threads stay at work, so that the short blocks of small sets are worth sharing.
    let step = max(1, Self.verticesPerReport / max(1, count))
    for epoch in Swift.stride(from: 0, to: epochCount, by: step) {
      layout.firstEpoch = UInt32(epoch)
      layout.endEpoch = UInt32(min(epochCount, epoch + step))
      work(on: layout, graph)
      try progress?(Double(layout.endEpoch) / Double(epochCount))
    }
  }

  private func work(on layout: strata_umap_layout, _ graph: LayoutGraph) {
    var layout = layout
    graph.withKernelArguments(layout.moves) { moves in
      layout.moves = moves
      withUnsafeMutablePointer(to: &layout) { layout in
        let shared = SharedMutable(layout)
        parallel.forEachChunk(of: parallel.threadCount, chunkSize: 1) { _, _ in
          if let layout = shared.pointer { strata_umap_work(layout) }
        }
      }
    }
  }
}
