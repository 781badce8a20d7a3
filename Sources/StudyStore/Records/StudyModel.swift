/// One output of a network's last layer.
public struct OutputClass: Sendable, Equatable, Codable {
  /// The name that the classes file gives it.
  public var name: String
  /// The class of the study that it was matched to; nil when it matches none.
  public var labelIndex: Int?

  /// Makes an output class.
  public init(name: String, labelIndex: Int? = nil) {
    self.name = name
    self.labelIndex = labelIndex
  }
}

/// How the images of a network were spoiled before it saw them.
public struct ModelCorruption: Sendable, Equatable, Codable {
  /// The kind: `noise`, `blur`, `contrast`.
  public var kind: String
  /// How badly, from 1 to 5.
  public var severity: Int
  /// The folder of the same network on the images as they are.
  public var of: String

  /// Makes a record.
  public init(kind: String, severity: Int, of: String) { (self.kind, self.severity, self.of) = (kind, severity, of) }
}

/// A network of a study.
public struct StudyModel: Sendable, Equatable, Codable {
  /// What a person calls the network; unique within the study.
  public var name: String
  /// Its folder below `models`; safe in URLs (see ``StudyPaths/folderName(for:)``).
  public var folder: String
  /// SHA-256 of the network's file with its external data, hexadecimal.
  public var contentHash: String
  /// Shape of one input, without the batch, e.g. `[3, 224, 224]`.
  public var inputShape: [Int]
  /// The network's outputs in order; empty when it does not classify or no names are known.
  public var outputClasses: [OutputClass]
  /// How images are preprocessed for it.
  public var preprocessing: JSONValue
  /// The training that the network is a checkpoint of; nil for single networks.
  public var series: String?
  /// After how many epochs of it the checkpoint was taken; nil for single networks.
  public var epoch: Int?
  /// How its images were spoiled; nil where it saw them as they are.
  public var corruption: ModelCorruption?

  /// Makes a record.
  public init(
    name: String, folder: String, contentHash: String, inputShape: [Int], outputClasses: [OutputClass] = [],
    preprocessing: JSONValue = .null, series: String? = nil, epoch: Int? = nil,
    corruption: ModelCorruption? = nil
  ) {
    self.name = name
    self.folder = folder
    self.contentHash = contentHash
    self.inputShape = inputShape
    self.outputClasses = outputClasses
    self.preprocessing = preprocessing
    self.series = series
    self.epoch = epoch
    self.corruption = corruption
  }
}

/// A layer of a network, as it is recorded for every item.
public struct StudyLayer: Sendable, Equatable, Codable {
  /// What a person reads.
  public var name: String
  /// The tensor's name in the network's graph.
  public var tensorName: String
  /// Its folder below the model's, e.g. `16-inception_5b_output` (see ``StudyPaths/layerFolderName(index:name:)``).
  public var folder: String
  /// The operator that computes it, e.g. `Concat`; `Input` for the input.
  public var operatorName: String
  /// Shape for one item, without the batch.
  public var shape: [Int]
  /// Columns of the recorded activations.
  public var featureCount: Int
  /// How the tensor becomes a row, e.g. `mean`, `grid 36x36`.
  public var pooling: String
  /// Steps from the input, along the longest path.
  public var depth: Int
  /// The pixels of the network's input that a position depends on, as `ONNXModel` tells them; nil where that is not known.
  public var receptiveField: JSONValue?

  /// Makes a record.
  public init(
    name: String, tensorName: String, folder: String, operatorName: String, shape: [Int], featureCount: Int,
    pooling: String, depth: Int, receptiveField: JSONValue? = nil
  ) {
    self.name = name
    self.tensorName = tensorName
    self.folder = folder
    self.operatorName = operatorName
    self.shape = shape
    self.featureCount = featureCount
    self.pooling = pooling
    self.depth = depth
    self.receptiveField = receptiveField
  }
}

/// What a network says about one item.
public struct StudyPrediction: Sendable, Equatable, Codable {
  /// Indices of the network's outputs, the most probable first; up to five are kept.
  public var classIndices: [Int]
  /// Their probabilities, in the same order.
  public var probabilities: [Float]

  /// Makes a prediction.
  public init(classIndices: [Int], probabilities: [Float]) {
    self.classIndices = classIndices
    self.probabilities = probabilities
  }
}

/// How often a network is right, on the items whose label has an output.
public struct ModelAccuracy: Sendable, Equatable, Codable {
  /// Share whose most probable output is that of their label, 0…1; nil when nothing could be counted.
  public var top1: Double?
  /// Share whose label is among the five most probable outputs, 0…1; nil when nothing could be counted.
  public var top5: Double?
  /// Items that were counted: labelled, with an output for their label.
  public var counted: Int
  /// Labelled items that were not counted because no output is matched to their label.
  public var unmatched: Int

  /// Writes every key, `null` where there is no value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(top1, forKey: .top1)
    try container.encode(top5, forKey: .top5)
    try container.encode(counted, forKey: .counted)
    try container.encode(unmatched, forKey: .unmatched)
  }
}
