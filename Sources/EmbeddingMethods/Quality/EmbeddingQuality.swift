public import NeighborSearch
public import NumericKernels

/// All neighborhood measures of an embedding, from one search in each space.
///
/// O(n²·(d + dimensions)) time, O(n·k) memory beside the data; stored neighbor graphs save the searches. The same bits
/// for any number of threads.
public struct EmbeddingQuality: Sendable, Equatable {
  /// Whether neighbors in the embedding are neighbors in the data.
  public let trustworthiness: Trustworthiness
  /// Whether neighbors in the data are neighbors in the embedding.
  public let continuity: Continuity
  /// How many of the nearest neighbors are kept.
  public let preservation: NeighborPreservation
  /// The pairs of points about which the embedding is wrong.
  public let errors: NeighborhoodErrors
  /// How often neighbors in the embedding share a label; nil without labels.
  public let neighborhoodHit: NeighborhoodHit?
  /// How often neighbors in the data share a label; nil without labels.
  public let dataNeighborhoodHit: NeighborhoodHit?
  /// How often neighbors in the embedding vote for the right label; nil without labels.
  public let nearestNeighborAccuracy: NearestNeighborAccuracy?
  /// How often neighbors in the data vote for the right label; nil without labels.
  public let dataNearestNeighborAccuracy: NearestNeighborAccuracy?

  /// Measures an embedding.
  ///
  /// - Parameters:
  ///   - embedding: the embedding; distances in it are Euclidean.
  ///   - data: what was embedded, one row per row of the embedding.
  ///   - neighborCount: k of all measures but the neighborhood hit. Trustworthiness and continuity clamp it below half
  ///     of the points, the others to all other points.
  ///   - metric: how distances in the data are measured.
  ///   - labels: one label, or nil, per row; nil leaves out what needs labels.
  ///   - hitNeighborCount: k of the neighborhood hit.
  ///   - dataNeighbors: the neighbors in the data by `metric`, when known. Every k is clamped to their number.
  ///   - embeddingNeighbors: the neighbors in the embedding, when known; likewise.
  ///   - parallel: the threads to use.
  ///   - progress: told the finished share; what it throws ends the work.
  /// - Throws: `EmbeddingMethodsError` when numbers of rows differ, a value is not finite or a k is below 1;
  ///   `NeighborSearchError` for rows without columns.
  public init(
    of embedding: Matrix, data: Matrix, neighborCount: Int = 15, metric: DistanceMetric = .euclidean,
    labels: [Int?]? = nil, hitNeighborCount: Int = 6, dataNeighbors: NeighborGraph? = nil,
    embeddingNeighbors: NeighborGraph? = nil, parallel: ParallelRows = .init(), progress: ProgressHandler? = nil
  ) throws {
    try Validation.requireSameRowCount(embedding.rowCount, "embedding", data.rowCount, "data")
    let count = data.rowCount
    let kept = min(
      try NeighborhoodOptions.clamped(neighborCount, rowCount: count, given: dataNeighbors, name: "graph of the data"),
      try NeighborhoodOptions.clamped(
        neighborCount, rowCount: count, given: embeddingNeighbors, name: "graph of the embedding"))
    try Validation.requireOption(hitNeighborCount >= 1, "hitNeighborCount", hitNeighborCount, expected: "at least 1")
    if let labels { try Validation.requireSameRowCount(labels.count, "list of labels", count, "data") }
    try Validation.requireFinite(embedding, name: "embedding")
    try Validation.requireFinite(data, name: "data")
    let wanted = labels == nil ? neighborCount : max(neighborCount, hitNeighborCount)
    let apparent =
      try embeddingNeighbors
      ?? .init(
        searching: embedding, neighborCount: wanted, metric: .euclidean, parallel: parallel)
    try progress?(0.1)
    let actual = try dataNeighbors ?? .init(searching: data, neighborCount: wanted, metric: metric, parallel: parallel)
    try progress?(0.4)
    let (apparentNearest, actualNearest) = (apparent.prefix(kept), actual.prefix(kept))
    let inData = try NeighborRanks(
      of: apparentNearest, in: data, metric: metric, parallel: parallel, progress: { try progress?(0.4 + 0.4 * $0) })
    let inEmbedding = try NeighborRanks(
      of: actualNearest, in: embedding, parallel: parallel, progress: { try progress?(0.8 + 0.2 * $0) })
    trustworthiness = Trustworthiness(inData, requestedNeighborCount: neighborCount)
    continuity = Continuity(inEmbedding, requestedNeighborCount: neighborCount)
    preservation = try NeighborPreservation(
      dataNeighbors: actual, embeddingNeighbors: apparent, neighborCount: neighborCount)
    errors = NeighborhoodErrors(
      embeddingNeighbors: apparentNearest, inData: inData, dataNeighbors: actualNearest, inEmbedding: inEmbedding)
    neighborhoodHit = try labels.map { try NeighborhoodHit(apparent, labels: $0, neighborCount: hitNeighborCount) }
    dataNeighborhoodHit = try labels.map { try NeighborhoodHit(actual, labels: $0, neighborCount: hitNeighborCount) }
    nearestNeighborAccuracy = try labels.map {
      try NearestNeighborAccuracy(apparent, labels: $0, neighborCount: neighborCount)
    }
    dataNearestNeighborAccuracy = try labels.map {
      try NearestNeighborAccuracy(actual, labels: $0, neighborCount: neighborCount)
    }
  }
}
