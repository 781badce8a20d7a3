public import Foundation
public import ImageDatasets
public import NeighborSearch

/// A ready-made embedding that belongs to a layer.
public struct GivenEmbedding: Sendable, Equatable {
  /// What it is called in the study; nil takes the file's name and the dimensions, as in `umap-2d`.
  public var name: String?
  /// The file, `.npy` or CSV: items × dimensions.
  public var file: URL
  /// The layer that it shows; nil takes the last.
  public var layer: String?

  /// An embedding.
  public init(file: URL, name: String? = nil, layer: String? = nil) {
    (self.file, self.name, self.layer) = (file, name, layer)
  }
}

/// What an import is asked to do. The defaults are those of `strata import`.
public struct ImportOptions: Sendable {
  /// The study's folder.
  public var study: URL
  /// Files with arrays, `.npy`, `.npz` or CSV: each array is a layer, in this order.
  public var arrays: [URL]
  /// What the model is called in the study; nil takes the name of a single file, else that of the folder.
  public var modelName: String?
  /// Arrays by name or pattern; empty takes all.
  public var layers: [String] = []
  /// Columns of CSV files that are features, by name or pattern; empty takes all that hold numbers.
  public var columns: [String] = []
  /// One label an item: `.npy`, CSV, or a text file with one a line.
  public var labels: URL?
  /// The column of CSV files that is the label; nil takes `label`.
  public var labelColumn: String?
  /// The names of the labels, in order.
  public var classNames: ClassNames?
  /// The images: whatever `strata analyze` takes.
  public var images: String?
  /// What is known of the items besides: a CSV file.
  public var attributes: URL?
  /// What the rows are called: a text file with one a line, or a CSV file with a column `identifier` or `path`.
  public var identifiers: URL?
  /// The attribute that is shown instead of a picture.
  public var text: String?
  /// Ready-made embeddings.
  public var given: [GivenEmbedding] = []
  /// What the model says of each item: CSV with the columns class and probability, or `.npy`, items × classes.
  public var predictions: URL?
  /// The names of the model's outputs, in order.
  public var outputs: ClassNames?
  /// Where the names of the outputs come from, as messages name it.
  public var outputsFile: String?
  /// The embeddings to make of every layer.
  public var embeddings = EmbeddingRequest.defaults
  /// Whether layers are measured beyond neighbors and embeddings.
  public var measuresLayers = true
  /// Neighbors kept for each item in each layer.
  public var neighborCount = 50
  /// How distances are measured.
  public var metric = DistanceMetric.euclidean
  /// Everything random follows from it.
  public var seed: UInt64 = 42
  /// Threads; nil means one for every core.
  public var threadCount: Int?
  /// Whether an image that cannot be read stops the import instead of being left out with its row.
  public var isStrict = false

  /// Asks for an import with the defaults.
  public init(study: URL, arrays: [URL]) { (self.study, self.arrays) = (study, arrays) }
}
