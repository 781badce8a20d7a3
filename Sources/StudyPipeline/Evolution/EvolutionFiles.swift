public import StudyStore

/// The arrays of a sequence, by their names in the study's folder and in URLs.
public enum EvolutionArray: String, Sendable, CaseIterable {
  /// Int32, items: positions in the study, ascending.
  case items
  /// Float32, frames × items × 2: the maps, in one coordinate system.
  case positions
  /// Float32, items × vertices × 2: bundled trails.
  case trails
  /// Int32, frames × items: the label that holds the majority among the 15 nearest neighbors; -1 for none.
  case neighborLabels = "neighbor-labels"

  /// The file's name.
  public var fileName: String { "\(rawValue).npy" }

  /// What the catalogue calls it.
  public var role: ArtifactRole {
    switch self {
    case .items: .evolutionItems
    case .positions: .evolutionPositions
    case .trails: .evolutionTrails
    case .neighborLabels: .evolutionLabels
    }
  }

  /// Where the file of a sequence is, relative to the study.
  public func path(inSequence folder: String) -> String { "evolution/\(folder)/\(fileName)" }
}
