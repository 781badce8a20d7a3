/// What a file of a study is.
public enum ArtifactRole: String, Sendable, Codable, CaseIterable {
  /// items x features, Float32.
  case activations
  /// items x k, Int32.
  case neighbors
  /// items x k, Float32, ascending.
  case neighborDistances
  /// items x dimensions, Float32.
  case embedding
  /// An embedding turned onto that of the following layer.
  case alignedEmbedding
  /// items, Float32: trustworthiness of each point of an embedding.
  case embeddingTrust
  /// items x channels, Float32: how active each channel is.
  case unitActivations
  /// channels x count, Int32: the items that excite a channel most.
  case topImages
  /// channels x count, Float32: how much.
  case topValues
  /// channels x count, Int32: where, `row * width + column` in the layer's feature map.
  case topPositions
  /// layers x layers, Float32: linear CKA of every two layers of the study.
  case kernelAlignment
  /// layers x layers, Float32: Procrustes agreement of every two layers of the study.
  case procrustesAgreement
  /// layers x layers, Float32: how many of their nearest neighbors images keep from one layer to another.
  case neighborOverlap
  /// The images of a model that deserve a look, as JSON.
  case suspects
  /// A sequence of maps over layers or epochs, as JSON.
  case evolution
  /// items of a sequence, Int32: their positions in the study, ascending.
  case evolutionItems
  /// frames x items x 2, Float32.
  case evolutionPositions
  /// items x vertices x 2, Float32: bundled trails.
  case evolutionTrails
  /// frames x items, Int32: the label that holds the majority around each item; -1 for none.
  case evolutionLabels
  /// What is known of the neurons of a layer, as JSON.
  case neurons
  /// neurons x 2, Float32: a map of neurons; NaN for those that never vary.
  case neuronPositions
  /// neurons x classes, Float32: how well each neuron tells a class from the rest. Of a column of the manifest instead of the
  /// label, the name is `COLUMN/SCORE`.
  case neuronScores
  /// How well the neurons of a layer tell the values of a column apart, as JSON; the name is the column.
  case neuronGroups
  /// How much each neuron matters to the outputs, as JSON.
  case neuronSilencing
  /// What is known of a layer's optimized images, as JSON.
  case features
  /// An image that was optimized to excite something, as PNG.
  case featureImage
  /// The activation atlas of a layer, as JSON.
  case atlas
  /// The picture of a cell of an atlas, as PNG.
  case atlasImage
  /// What an atlas was made from: the name is that of the file.
  case atlasArray
  /// A sprite page.
  case thumbnails
  /// items x outputs, Float32.
  case probabilities
  /// Anything else.
  case other
}

/// A finished file that a run hands over to the catalogue. The catalogue measures and hashes it itself.
public struct FinishedArtifact: Sendable, Equatable {
  /// Path relative to the study's folder, with `/`.
  public var path: String
  /// What it is.
  public var role: ArtifactRole
  /// Name of the embedding it belongs to, e.g. `umap-15d`; nil for files that are one of a kind in their layer.
  public var name: String?
  /// Shape of the array; empty for files that are no array.
  public var shape: [Int]
  /// What readers of this role want to know besides, e.g. `method`.
  public var attributes: [String: JSONValue]

  /// Makes a description of any file.
  public init(
    path: String, role: ArtifactRole, name: String? = nil, shape: [Int] = [], attributes: [String: JSONValue] = [:]
  ) {
    self.path = path
    self.role = role
    self.name = name
    self.shape = shape
    self.attributes = attributes
  }

  /// An embedding, e.g. `umap-15d` by `UMAP`.
  public static func embedding(_ name: String, method: String, path: String, rows: Int, dimensions: Int) -> Self {
    Self(
      path: path, role: .embedding, name: name, shape: [rows, dimensions], attributes: ["method": .string(method)])
  }

  /// The aligned coordinates of the embedding `name`. `reference` is the folder of the reference layer, whose rotation
  /// is the identity; `disparity`, 0…1, says how badly it fits the following layer's.
  public static func alignedEmbedding(
    _ name: String, path: String, rows: Int, dimensions: Int, reference: String, disparity: Double
  ) -> Self {
    Self(
      path: path, role: .alignedEmbedding, name: name, shape: [rows, dimensions],
      attributes: ["reference": .string(reference), "disparity": .number(disparity)])
  }
}

/// A file of a study, as the catalogue knows it.
public struct StudyArtifact: Sendable, Equatable {
  /// The run that made it.
  public var runID: Int64
  /// Path relative to the study's folder, with `/`.
  public var path: String
  /// What it is.
  public var role: ArtifactRole
  /// Name of the embedding it belongs to.
  public var name: String?
  /// Shape of the array.
  public var shape: [Int]
  /// Further facts, see ``FinishedArtifact/attributes``.
  public var attributes: [String: JSONValue]
  /// Size in bytes.
  public var byteCount: Int
  /// SHA-256, hexadecimal.
  public var sha256: String
}
