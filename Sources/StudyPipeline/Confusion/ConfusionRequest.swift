/// What confusion is looked for in.
public struct ConfusionRequest: Sendable {
  /// The network, by name or folder; nil takes the first.
  public var model: String?
  /// The layer whose embedding is searched for zones, by name, folder, pattern or number (`#12`); nil takes the last one
  /// before the outputs.
  public var layer: String?
  /// The embedding, such as `umap-2d`; nil takes the layer's first in two dimensions, or else its first.
  public var embedding: String?
  /// Whether zones are looked for at all.
  public var findsZones = true
  /// Threads; nil means one for every core.
  public var threadCount: Int?

  /// Asks for the defaults.
  public init() {}
}
