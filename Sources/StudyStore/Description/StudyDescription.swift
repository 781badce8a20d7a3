/// A study as `GET /api/study` and `strata report --json` tell it.
public struct StudyDescription: Sendable, Equatable, Codable {
  /// Version of the study's format.
  public var formatVersion: Int
  /// Version of Strata that made the study.
  public var strataVersion: String
  /// What a person calls the study.
  public var name: String
  /// Number of items.
  public var itemCount: Int
  /// Seed of everything random in the study.
  public var seed: UInt64
  /// Names of the labels, in order.
  public var classes: [String]
  /// Names of the manifest's further columns.
  public var attributes: [String]
  /// Coarser divisions of the classes.
  public var hierarchies: [ClassHierarchy]
  /// The sprite pages; null until they are made.
  public var thumbnails: ThumbnailSheets?
  /// The attribute that is shown instead of pictures, or `identifier`; null where pictures are.
  public var text: String?
  /// The networks, in the order of their recording.
  public var models: [ModelDescription]

  /// Writes every key, `null` where there is no value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(formatVersion, forKey: .formatVersion)
    try container.encode(strataVersion, forKey: .strataVersion)
    try container.encode(name, forKey: .name)
    try container.encode(itemCount, forKey: .itemCount)
    try container.encode(seed, forKey: .seed)
    try container.encode(classes, forKey: .classes)
    try container.encode(attributes, forKey: .attributes)
    try container.encode(hierarchies, forKey: .hierarchies)
    try container.encode(thumbnails, forKey: .thumbnails)
    try container.encode(text, forKey: .text)
    try container.encode(models, forKey: .models)
  }
}

/// A network in a ``StudyDescription``.
public struct ModelDescription: Sendable, Equatable, Codable {
  /// What a person calls the network.
  public var name: String
  /// Its name in URLs.
  public var folder: String
  /// The training that the network is a checkpoint of; null for single networks.
  public var series: String?
  /// After how many epochs of it the checkpoint was taken; null for single networks.
  public var epoch: Int?
  /// How its images were spoiled, and which network saw them as they are; null for others.
  public var corruption: ModelCorruption?
  /// Shape of one input, without the batch.
  public var input: [Int]
  /// Names of the outputs in order; may be empty.
  public var outputClasses: [String]
  /// Whether predictions are recorded.
  public var hasPredictions: Bool
  /// How often it is right; null without predictions or names of the outputs.
  public var accuracy: ModelAccuracy?
  /// Its layers, the input first.
  public var layers: [LayerDescription]

  /// Writes every key, `null` where there is no value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(folder, forKey: .folder)
    try container.encode(series, forKey: .series)
    try container.encode(epoch, forKey: .epoch)
    try container.encode(corruption, forKey: .corruption)
    try container.encode(input, forKey: .input)
    try container.encode(outputClasses, forKey: .outputClasses)
    try container.encode(hasPredictions, forKey: .hasPredictions)
    try container.encode(accuracy, forKey: .accuracy)
    try container.encode(layers, forKey: .layers)
  }
}

/// A layer in a ``StudyDescription``.
public struct LayerDescription: Sendable, Equatable, Codable {
  /// How far a layer is.
  public enum Status: String, Sendable, Codable {
    /// It has an embedding and nothing is being done to it.
    case ready
    /// It has no embedding yet.
    case pending
    /// Something is being done to it now.
    case running
  }

  /// Position among the layers.
  public var index: Int
  /// What a person reads.
  public var name: String
  /// Its name in URLs.
  public var folder: String
  /// The operator that computes it.
  public var `operator`: String
  /// Shape for one item.
  public var shape: [Int]
  /// Columns of the recorded activations.
  public var featureCount: Int
  /// How the tensor becomes a row.
  public var pooling: String
  /// Steps from the input.
  public var depth: Int
  /// How far the layer is.
  public var status: Status
  /// What is being done to it, e.g. `neighbours, 62 %`; null otherwise.
  public var stage: String?
  /// Numbers by name.
  public var metrics: [String: Double]
  /// For some of them, a value per class; null where a class has no items.
  public var classMetrics: [String: [Double?]]
  /// Its embeddings, in the order of their making.
  public var embeddings: [EmbeddingDescription]
  /// Whether its neurons are analyzed.
  public var hasNeurons: Bool
  /// How many images were optimized for its units.
  public var features: Int
  /// Whether it has an activation atlas.
  public var hasAtlas: Bool

  /// Writes every key, `null` where there is no value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(index, forKey: .index)
    try container.encode(name, forKey: .name)
    try container.encode(folder, forKey: .folder)
    try container.encode(self.`operator`, forKey: .`operator`)
    try container.encode(shape, forKey: .shape)
    try container.encode(featureCount, forKey: .featureCount)
    try container.encode(pooling, forKey: .pooling)
    try container.encode(depth, forKey: .depth)
    try container.encode(status, forKey: .status)
    try container.encode(stage, forKey: .stage)
    try container.encode(metrics, forKey: .metrics)
    try container.encode(classMetrics, forKey: .classMetrics)
    try container.encode(embeddings, forKey: .embeddings)
    try container.encode(hasNeurons, forKey: .hasNeurons)
    try container.encode(features, forKey: .features)
    try container.encode(hasAtlas, forKey: .hasAtlas)
  }
}

/// An embedding in a ``StudyDescription``.
public struct EmbeddingDescription: Sendable, Equatable, Codable {
  /// How well it fits the following layer's embedding, after rotation.
  public struct Alignment: Sendable, Equatable, Codable {
    /// Folder of the reference layer, whose rotation is the identity.
    public var reference: String
    /// 0 (the same) … 1 (nothing in common).
    public var disparity: Double
  }

  /// E.g. `umap-15d`.
  public var name: String
  /// Columns.
  public var dimensions: Int
  /// E.g. `UMAP`.
  public var method: String
  /// Rows.
  public var rows: Int
  /// Parameters by name, as requested and as used.
  public var parameters: [String: ParameterPair]
  /// Null until it is aligned.
  public var alignment: Alignment?

  /// Writes every key, `null` where there is no value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(dimensions, forKey: .dimensions)
    try container.encode(method, forKey: .method)
    try container.encode(rows, forKey: .rows)
    try container.encode(parameters, forKey: .parameters)
    try container.encode(alignment, forKey: .alignment)
  }
}
