public import StudyStore

/// What the frames of a sequence are.
public enum EvolutionKind: String, Sendable, Codable, CaseIterable {
  /// The layers of one network.
  case layers
  /// One layer after several epochs of training.
  case epochs
}

/// A sequence of maps of the same images, as `sequence.json` in its folder and `GET /api/evolution` tell it.
public struct EvolutionSequence: Sendable, Equatable, Codable {
  /// One map.
  public struct Frame: Sendable, Equatable, Codable {
    /// What a person reads: the layer's name, or `epoch 5`.
    public var name: String
    /// Folder of the network.
    public var model: String
    /// Folder of the layer.
    public var layer: String
    /// After how many epochs; nil where frames are layers of a single network.
    public var epoch: Int?
    /// SHA-256 of the activations that were projected.
    public var activations: String
    /// Numbers by name; those that are not defined are missing.
    public var metrics: [String: Double]

    /// Writes every key, `null` where there is no value.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .name)
      try container.encode(model, forKey: .model)
      try container.encode(layer, forKey: .layer)
      try container.encode(epoch, forKey: .epoch)
      try container.encode(activations, forKey: .activations)
      try container.encode(metrics, forKey: .metrics)
    }
  }

  /// An image whose neighbors are of another class over several frames in a row.
  public struct Stray: Sendable, Equatable, Codable {
    /// Position in the study.
    public var item: Int
    /// The other class.
    public var via: Int
    /// First and last frame of the longest such run.
    public var frames: [Int]
  }

  /// The folder below `evolution`.
  public var folder: String
  /// What a person reads.
  public var name: String
  /// What the frames are.
  public var kind: EvolutionKind
  /// Folder of the network whose layers these are; nil for epochs.
  public var model: String?
  /// The training whose epochs these are; nil for layers.
  public var series: String?
  /// Name of the layer that is followed over epochs; nil for layers.
  public var layer: String?
  /// How the maps were made.
  public var method: String
  /// Parameters by name, as requested and as used.
  public var parameters: [String: ParameterPair]
  /// Images in the sample.
  public var itemCount: Int
  /// Vertices of a trail.
  public var vertexCount: Int
  /// Vertices from one frame to the next.
  public var segmentVertexCount: Int
  /// How the trails were bundled.
  public var bundling: [String: Double]
  /// The maps.
  public var frames: [Frame]
  /// Numbers about the whole sequence.
  public var measures: [String: Double]
  /// Stray trails, the longest runs first.
  public var strays: [Stray]

  /// Writes every key, `null` where there is no value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(folder, forKey: .folder)
    try container.encode(name, forKey: .name)
    try container.encode(kind, forKey: .kind)
    try container.encode(model, forKey: .model)
    try container.encode(series, forKey: .series)
    try container.encode(layer, forKey: .layer)
    try container.encode(method, forKey: .method)
    try container.encode(parameters, forKey: .parameters)
    try container.encode(itemCount, forKey: .itemCount)
    try container.encode(vertexCount, forKey: .vertexCount)
    try container.encode(segmentVertexCount, forKey: .segmentVertexCount)
    try container.encode(bundling, forKey: .bundling)
    try container.encode(frames, forKey: .frames)
    try container.encode(measures, forKey: .measures)
    try container.encode(strays, forKey: .strays)
  }
}
