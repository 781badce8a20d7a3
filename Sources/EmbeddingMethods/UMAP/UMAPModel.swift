import CKernels
import NeighborSearch
public import NumericKernels

/// An embedding together with the data it was made of, to place new points into it.
public struct UMAPModel: Sendable {
  /// The rows that were embedded.
  public let data: Matrix
  /// Their positions, one row each.
  public let embedding: Matrix
  /// The options of the embedding.
  public let options: UMAPOptions
  private let parallel: ParallelRows

  private static let chunkSize = 64
  /// Sets the draws for new points apart from those of the embedding.
  private static let stream: UInt64 = 0x4E45_5750_4F49_4E54

  /// Takes data and the embedding that was made of them.
  ///
  /// Throws `badOption` for options out of range, `badInput` for values that are not finite or numbers of rows that
  /// differ.
  public init(data: Matrix, embedding: Matrix, options: UMAPOptions, parallel: ParallelRows = .init()) throws {
    try options.validate()
    try Validation.requireColumns(data, name: "data")
    try Validation.requireFinite(data, name: "data")
    try Validation.requireFinite(embedding, name: "embedding")
    try Validation.requireSameRowCount(data.rowCount, "data", embedding.rowCount, "embedding")
    (self.data, self.embedding, self.options, self.parallel) = (data, embedding, options, parallel)
  }

  /// Places new rows among the embedded ones, which stay where they are; one row of the result for each.
  ///
  /// A new row starts at the mean of its `neighborCount` nearest embedded rows, weighted by membership, or at a row that
  /// it equals, and moves along these edges for a third of the epochs at a quarter of the learning rate, as in
  /// umap-learn: where `epochCount` is nil, 100 epochs up to 10,000 new rows and 30 above. Rows of the new data do not
  /// see each other. O(new rows · rows · columns). The same bits for any number of threads.
  ///
  /// Throws `badInput` for values that are not finite, another number of columns than the data, or when nothing was
  /// embedded; and what `progress` throws.
  public func transform(_ rows: Matrix, progress: ProgressHandler? = nil) throws -> Matrix {
    try Validation.requirePlaceable(rows, among: data)
    var result = Matrix(rowCount: rows.rowCount, columnCount: embedding.columnCount)
    try progress?(0)
    guard rows.rowCount > 0 else { return result }
    let searchProgress: ProgressHandler? = progress.map { handler in
      { @Sendable (fraction: Double) in try handler(0.5 * fraction) }
    }
    let neighbors = try ExactSearch(metric: options.metric, parallel: parallel).neighbors(
      of: rows, in: data, neighborCount: options.neighborCount, progress: searchProgress)
    let width = neighbors.neighborCount
    let scales = SmoothNeighborDistances(
      newPoints: neighbors.distances, width: width, localConnectivity: options.localConnectivity,
      parallel: parallel)
    let weights = CSRMatrix(
      rowCount: rows.rowCount, columnCount: data.rowCount,
      offsets: (0...rows.rowCount).map { Int64($0 * width) }, columns: neighbors.indices,
      values: FuzzySimplicialSet.memberships(neighbors.distances, width: width, scales))
    result = start(weights)
    let epochCount = options.epochCount.map { $0 / 3 } ?? (rows.rowCount <= 10_000 ? 100 : 30)
    try move(&result, along: weights, epochCount: epochCount) { try progress?(0.5 + 0.5 * $0) }
    return result
  }

  /// The weighted mean of the neighbors' positions, or that of the first neighbor of membership 1.
  package func start(_ weights: CSRMatrix) -> Matrix {
    let width = embedding.columnCount
    var result = Matrix(rowCount: weights.rowCount, columnCount: width)
    for row in 0..<weights.rowCount {
      let edges = Int(weights.offsets[row])..<Int(weights.offsets[row + 1])
      if let same = edges.first(where: { weights.values[$0] == 1 }) {
        for column in 0..<width { result[row, column] = embedding[Int(weights.columns[same]), column] }
        continue
      }
      let total = edges.reduce(0.0) { $0 + Double(weights.values[$1]) }
      for column in 0..<width {
        let sum = edges.reduce(0.0) {
          $0 + Double(weights.values[$1]) * Double(embedding[Int(weights.columns[$1]), column])
        }
        result[row, column] = total > 0 ? Float(sum / total) : embedding[Int(weights.columns[edges.lowerBound]), column]
      }
    }
    return result
  }

  private func move(
    _ result: inout Matrix, along weights: CSRMatrix, epochCount: Int, progress: (Double) throws -> Void
  ) throws {
    let curve = CurveFit(minimumDistance: options.minimumDistance, spread: options.spread)
    var forces = LayoutForces(curve, options: options)
    forces.seed ^= Self.stream
    let graph = LayoutGraph(bipartite: weights, epochCount: epochCount, parallel: parallel)
    let stride = LayoutOptimizer.stride(dimensions: result.columnCount)
    let others = Self.rows(embedding, stride: stride)
    var positions = Self.rows(result, stride: stride)
    var next = positions
    for epoch in 0..<epochCount {
      var moves = forces.kernelArguments(stride: stride, rowCount: embedding.rowCount)
      moves.epoch = UInt32(epoch)
      // Only one end of an edge moves here.
      moves.repulsionStep = Float(forces.learningRate / 4 * (1 - Double(epoch) / Double(epochCount)))
      moves.attractionStep = moves.repulsionStep
      run(moves, graph, rowCount: result.rowCount, others, from: positions, to: &next)
      swap(&positions, &next)
      try progress(Double(epoch + 1) / Double(epochCount))
    }
    for row in 0..<result.rowCount {
      for column in 0..<result.columnCount { result[row, column] = positions[row * stride + column] }
    }
  }

  private func run(
    _ moves: strata_umap_moves, _ graph: LayoutGraph, rowCount: Int, _ others: [Float], from positions: [Float],
    to next: inout [Float]
  ) {
    var moves = moves
    others.withUnsafeBufferPointer { others in
      positions.withUnsafeBufferPointer { positions in
        next.withUnsafeMutableBufferPointer { next in
          moves.others = others.baseAddress
          moves.own = positions.baseAddress
          moves.next = next.baseAddress
          graph.withKernelArguments(moves) { moves in
            let shared = SharedMoves(moves: moves)
            parallel.forEachChunk(of: rowCount, chunkSize: Self.chunkSize) { _, range in
              shared.run(range)
            }
          }
        }
      }
    }
  }

  /// Rows in the layout of the kernel, and one more that it may name but does not use.
  private static func rows(_ matrix: Matrix, stride: Int) -> [Float] {
    var result = [Float](repeating: 0, count: (matrix.rowCount + 1) * stride)
    for row in 0..<matrix.rowCount {
      for column in 0..<matrix.columnCount { result[row * stride + column] = matrix[row, column] }
    }
    return result
  }
}

/// Pointers into buffers that the caller keeps alive; parallel work writes disjoint vertices.
private struct SharedMoves: @unchecked Sendable {
  let moves: strata_umap_moves

  func run(_ vertices: Range<Int>) {
    var moves = moves
    strata_umap_move(&moves, UInt32(vertices.lowerBound), UInt32(vertices.upperBound))
  }
}
