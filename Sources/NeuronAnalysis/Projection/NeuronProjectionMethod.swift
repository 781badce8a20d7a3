/// How neurons are laid out in the plane.
public enum NeuronProjectionMethod: String, CaseIterable, Codable, Sendable {
  /// Metric multidimensional scaling by majorization: distances come close to 1 − |r|. Rauber et al.'s choice.
  case mds
  /// t-SNE of 1 − |r|: neighbors stay together, distances between groups say little.
  case tsne = "tsne-2d"
  /// UMAP of 1 − |r|, likewise.
  case umap = "umap-2d"

  /// What captions call it.
  public var title: String {
    switch self {
    case .mds: "MDS of 1 − |r|"
    case .tsne: "t-SNE of 1 − |r|"
    case .umap: "UMAP of 1 − |r|"
    }
  }
}
