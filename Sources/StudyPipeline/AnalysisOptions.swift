public import ActivationTaps
public import Foundation
public import ImageDatasets
public import NeighborSearch

/// What an analysis is asked to do. The defaults are those of `strata analyze`.
public struct AnalysisOptions: Sendable {
  /// The study's folder.
  public var study: URL
  /// The network, an ONNX file.
  public var model: URL
  /// What the network is called in the study; nil takes its file's name.
  public var modelName: String?
  /// The training and the epoch that the network is a checkpoint of; nil for single networks.
  public var checkpoint: (series: String, epoch: Int)?
  /// The images: a folder, a manifest, `builtin:digits`, …
  public var images: String
  /// Layers by name or pattern; empty takes the default selection.
  public var layers: [String] = []
  /// Which images take part.
  public var sample = SampleSelection()
  /// Only images whose manifest column `split` is this.
  public var split: String?
  /// How an image becomes an input; nil takes `imagenet` for networks that look at colours and `unit` for others.
  public var preprocessing: Preprocessing?
  /// How activations are extracted.
  public var extraction = ExtractionOptions()
  /// The embeddings to make of every layer.
  public var embeddings = EmbeddingRequest.defaults
  /// Whether layers are measured beyond neighbors and embeddings: linear probe, silhouette, likeness, suspects, ….
  public var measuresLayers = true
  /// Neighbours kept for each image in each layer.
  public var neighborCount = 50
  /// How distances between activations are measured.
  public var metric = DistanceMetric.euclidean
  /// Names of the network's outputs.
  public var classNames: ClassNames?
  /// Where the class names come from, as messages name it.
  public var classNamesFile: String?
  /// Which output each label means, as a CSV file.
  public var labelMap: URL?
  /// Which coarser groups each label belongs to, as a CSV file.
  public var groups: URL?
  /// Everything random follows from it.
  public var seed: UInt64 = 42
  /// Threads; nil means one for every core.
  public var threadCount: Int?
  /// Whether an image that cannot be read stops the analysis instead of being skipped.
  public var isStrict = false

  /// Asks for an analysis with the defaults.
  public init(study: URL, model: URL, images: String) {
    self.study = study
    self.model = model
    self.images = images
  }
}
