public import NeighborSearch
public import NumericKernels

/// A t-SNE map together with the data it was made of, to place new rows into it (Poličar, Stražar & Zupan 2021,
/// doi:10.1007/s10994-021-06043-1).
public struct TSNEModel: Sendable {
  /// The rows that were embedded.
  public let data: Matrix
  /// Their positions, one row each; placing never changes them.
  public let embedding: Matrix
  /// The options of the map: its metric measures distances to new rows, its repulsion method, angle and
  /// `largestExactCount` decide how the push of the map is summed.
  public let options: TSNEOptions
  private let parallel: ParallelRows

  private static let chunkSize = 16
  private static let chunksPerReport = 32
  /// As many nearest neighbors, at most, have a say in where a new row starts.
  private static let startNeighborCount = 25

  /// Takes data and the map that was made of them.
  ///
  /// Throws `badOption` for options out of range, `badInput` for values that are not finite or shapes that do not belong
  /// together.
  public init(data: Matrix, embedding: Matrix, options: TSNEOptions, parallel: ParallelRows = .init()) throws {
    try options.validate()
    try Validation.requireColumns(data, name: "data")
    try Validation.requireFinite(data, name: "data")
    try Validation.requireFinite(embedding, name: "embedding")
    try Validation.requireSameRowCount(data.rowCount, "data", embedding.rowCount, "embedding")
    guard embedding.columnCount == options.dimensions else {
      throw EmbeddingMethodsError(
        kind: .badInput,
        description: "The embedding has \(embedding.columnCount) columns; \(options.dimensions), the dimensions of the "
          + "options, are expected. Set dimensions to those of the map.")
    }
    (self.data, self.embedding, self.options, self.parallel) = (data, embedding, options, parallel)
  }

  /// Places new rows among the embedded ones, which stay where they are; one row of the result for each.
  ///
  /// A new row starts at the median position of its nearest embedded rows and descends its own divergence
  /// Σⱼ p(j|i)·log(p(j|i)/q(j|i)) over all embedded rows j, pulled by its neighbors and pushed by the whole map. New rows
  /// do not see each other: where one is placed depends on no other, bit for bit, nor on the number of threads. A row far
  /// from all data lands among those that are nearest. O(new rows · (rows · columns + iterations · log rows)); small
  /// maps, by `largestExactCount`, push exactly.
  ///
  /// Throws `badOption` for placing options out of range; `badInput` for values that are not finite, another number of
  /// columns than the data, or when nothing was embedded; and what `progress` throws.
  public func transform(
    _ rows: Matrix, placing: TSNEPlacingOptions = .init(), progress: ProgressHandler? = nil
  ) throws -> Matrix {
    try placing.validate()
    try Validation.requirePlaceable(rows, among: data)
    try progress?(0)
    guard rows.rowCount > 0 else { return Matrix(rowCount: 0, columnCount: options.dimensions) }
    let searchProgress: ProgressHandler? = progress.map { handler in
      { @Sendable (fraction: Double) in try handler(0.4 * fraction) }
    }
    let neighbors = try ExactSearch(metric: options.metric, parallel: parallel).neighbors(
      of: rows, in: data, neighborCount: Int((3 * placing.perplexity).rounded(.up)), progress: searchProgress)
    let search = PerplexitySearch(
      distances: neighbors.distances, count: rows.rowCount, width: neighbors.neighborCount,
      perplexity: max(1, min(placing.perplexity, Double(neighbors.neighborCount) / 3)), parallel: parallel)
    let points = LayoutPoints(embedding)
    let descent = PartialDescent(
      map: points, push: MapPush(points, options: options, parallel: parallel), neighbors: neighbors.indices,
      affinities: search.conditional, width: neighbors.neighborCount, options: placing)
    return try place(rows.rowCount, descent, progress)
  }

  private func place(_ count: Int, _ descent: PartialDescent, _ progress: ProgressHandler?) throws -> Matrix {
    let result = LayoutPoints(count: count, dimensions: options.dimensions)
    let portion = Self.chunkSize * Self.chunksPerReport
    for first in stride(from: 0, to: count, by: portion) {
      try progress?(0.4 + 0.6 * Double(first) / Double(count))
      parallel.forEachChunk(of: min(portion, count - first), chunkSize: Self.chunkSize) { _, range in
        for row in first + range.lowerBound..<first + range.upperBound {
          let position = descent.place(row, startNeighborCount: Self.startNeighborCount)
          for k in 0..<result.dimensions { result.pointer[row * result.stride + k] = Float(position[k]) }
        }
      }
    }
    try progress?(1)
    return result.matrix
  }
}

extension TSNE {
  /// Embeds the rows of a matrix, as `embed` does, and keeps them for placing new rows.
  public func fit(
    _ data: Matrix, neighbors: NeighborGraph? = nil, progress: ProgressHandler? = nil
  ) throws -> TSNEModel {
    let result = try embed(data, neighbors: neighbors, progress: progress)
    return try TSNEModel(data: data, embedding: result.embedding, options: options, parallel: parallel)
  }
}
