public import Foundation
public import NeighborSearch

/// Whose nearest neighbors are looked for, where, and among which images.
public struct NeighborRequest: Sendable {
  /// The queries.
  public enum Queries: Sendable, Equatable {
    /// Rows of the study ("17"), images of the study by identifier, by the end of it or by path, and other image files,
    /// which go through the network.
    case named([String])
    /// Images of the study, as many of each class as possible; nil takes one of each of at most ten classes.
    case sampled(Int?)
  }

  /// The queries.
  public var queries = Queries.sampled(nil)
  /// The network, by name or folder; nil takes the first.
  public var model: String?
  /// Layers by name, folder, pattern with * and ?, number (`#12`), or `pixels`; empty takes the input, the layer half way
  /// and the last one before the outputs.
  public var layers: [String] = []
  /// Neighbors of each query.
  public var neighborCount = 10
  /// How distances are measured.
  public var metric = DistanceMetric.euclidean
  /// Queries are only images whose attribute `split` is this.
  public var from: String?
  /// Neighbors are only images whose attribute `split` is this.
  public var among: String?
  /// The sample follows from it.
  public var seed: UInt64 = 42
  /// The network's file, for images from outside the study; nil takes the one that the study was made with.
  public var network: URL?
  /// Threads; nil means one for every core.
  public var threadCount: Int?

  /// Asks for the defaults.
  public init() {}
}
