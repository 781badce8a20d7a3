/// What a page asks for when the neighbors that the study keeps are not those that it wants.
public struct NeighborSearchRequest: Sendable, Equatable {
  /// Folder name of the network.
  public var model: String
  /// Folder name of the layer.
  public var layer: String
  /// The queries, rows of the study.
  public var items: [Int]
  /// Neighbors of each query.
  public var count: Int
  /// How distances are measured, such as `cosine`.
  public var metric: String
  /// Neighbors are only images whose attribute `split` is this; nil takes all.
  public var among: String?

  /// Makes a request.
  public init(model: String, layer: String, items: [Int], count: Int, metric: String, among: String? = nil) {
    (self.model, self.layer, self.items) = (model, layer, items)
    (self.count, self.metric, self.among) = (count, metric, among)
  }
}

/// A neighbor that was found.
public struct FoundNeighbor: Sendable, Equatable, Encodable {
  /// The row of the study.
  public var item: Int
  /// How far it is.
  public var distance: Float

  /// Makes a neighbor.
  public init(item: Int, distance: Float) { (self.item, self.distance) = (item, distance) }
}

/// Searches for neighbors by any metric, among any part of a study. The command supplies it, so that the server need not
/// search.
public protocol StudyNeighborSource: Sendable {
  /// The nearest of every query, the nearest first, without the query itself.
  ///
  /// It is called from several threads at once, on threads that may block. What it throws becomes the reply's message.
  func neighbors(_ request: NeighborSearchRequest) throws -> [[FoundNeighbor]]
}
