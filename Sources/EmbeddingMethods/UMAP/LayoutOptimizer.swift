import NumericKernels

/// The stochastic descent of UMAP, in a form whose result does not depend on the number of threads.
///
/// Vertices are shuffled once and cut into 64 blocks. Within a block every vertex moves by its own edges and draws while
/// all others stand still; the moves of a block are committed together. Draws hash (seed, epoch, vertex, draw).
struct LayoutOptimizer {
  private static let blockCount = 64
  private static let chunkSize = 32

  private let graph: CSRMatrix
  private let epochCount: Int
  private let options: UMAPOptions
  private let curve: CurveFit
  private let parallel: ParallelRows

  init(_ graph: CSRMatrix, epochCount: Int, options: UMAPOptions, curve: CurveFit, parallel: ParallelRows) {
    (self.graph, self.epochCount, self.options) = (graph, epochCount, options)
    (self.curve, self.parallel) = (curve, parallel)
  }

  func optimize(_ start: Matrix, progress: ProgressHandler?) throws -> Matrix {
    let (count, dimensions) = (start.rowCount, start.columnCount)
    let stride = dimensions <= 4 ? 4 : (dimensions + 15) / 16 * 16
    var positions = [Float](repeating: 0, count: max(1, count) * stride)
    for row in 0..<count {
      for column in 0..<dimensions { positions[row * stride + column] = start[row, column] }
    }
    var next = positions
    var result = start
    let strongest = graph.values.max() ?? 1
    let rates = graph.values.map { $0 / strongest }
    let order = shuffledVertices(count)
    try positions.withUnsafeMutableBufferPointer { positions in
      try next.withUnsafeMutableBufferPointer { next in
        try graph.offsets.withUnsafeBufferPointer { offsets in
          try graph.columns.withUnsafeBufferPointer { columns in
            try rates.withUnsafeBufferPointer { rates in
              guard let current = positions.baseAddress, let moved = next.baseAddress,
                let offsets = offsets.baseAddress, let columns = columns.baseAddress, let rates = rates.baseAddress
              else { return }
              let epoch = LayoutEpoch(
                positions: current, next: moved, stride: stride, offsets: offsets, neighbors: columns, rates: rates,
                rowCount: count, negativeSampleRate: options.negativeSampleRate, seed: options.seed,
                a: Float(curve.a), b: Float(curve.b), repulsionStrength: Float(options.repulsionStrength))
              try run(epoch, order: order, progress: progress)
            }
          }
        }
      }
    }
    for row in 0..<count {
      for column in 0..<dimensions { result[row, column] = positions[row * stride + column] }
    }
    return result
  }

  private func run(_ initial: LayoutEpoch, order: [Int32], progress: ProgressHandler?) throws {
    var epoch = initial
    for number in 0..<epochCount {
      epoch.epoch = number
      epoch.learningRate = Float(options.learningRate * (1 - Double(number) / Double(epochCount)))
      order.withUnsafeBufferPointer { order in
        let vertices = SharedPointer(order.baseAddress)
        for block in 0..<Self.blockCount {
          let first = block * order.count / Self.blockCount
          let last = (block + 1) * order.count / Self.blockCount
          let job = epoch
          parallel.forEachChunk(of: last - first, chunkSize: Self.chunkSize) { _, range in
            guard let vertices = vertices.pointer else { return }
            job.move(vertices + first + range.lowerBound, count: range.count)
          }
          for place in first..<last {
            let row = Int(order[place]) * job.stride
            (job.positions + row).update(from: job.next + row, count: job.stride)
          }
        }
      }
      try progress?(Double(number + 1) / Double(epochCount))
    }
  }

  private func shuffledVertices(_ count: Int) -> [Int32] {
    var generator = SeededGenerator(seed: options.seed, stream: 0x4F52_4445)
    var order = (0..<count).map { Int32($0) }
    for last in Swift.stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, Int(generator.nextUniform() * Double(last + 1)))
    }
    return order
  }
}
