public import StudyStore

/// How the likeness of two layers is measured.
public enum LikenessMeasure: String, Sendable, Codable, CaseIterable {
  /// Linear centered kernel alignment.
  case cka
  /// Agreement after the best rotation.
  case procrustes
  /// How many of their nearest neighbors images keep.
  case neighbors

  /// The most neighbors of an image that are compared.
  public static let neighborCount = 15

  /// The role of the file that holds it.
  public var role: ArtifactRole {
    switch self {
    case .cka: .kernelAlignment
    case .procrustes: .procrustesAgreement
    case .neighbors: .neighborOverlap
    }
  }

  /// The file that holds it, in the study's folder.
  var file: String {
    switch self {
    case .cka: "cka.npy"
    case .procrustes: "procrustes.npy"
    case .neighbors: "neighbor-overlap.npy"
    }
  }
}
