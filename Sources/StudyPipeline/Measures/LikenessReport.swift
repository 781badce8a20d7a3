import Foundation
import NumericKernels
public import StudyStore

/// How alike every two layers of a study see its images, as a study keeps it.
public struct LikenessReport: Sendable, Equatable, Codable {
  /// A layer of a study, both by folder name.
  public struct Place: Sendable, Equatable, Codable {
    /// The network.
    public let model: String
    /// The layer.
    public let layer: String

    /// Names a layer.
    public init(model: String, layer: String) { (self.model, self.layer) = (model, layer) }
  }

  /// What the values are: `linear CKA`, `Procrustes agreement`, `neighbour overlap (Jaccard, k = 15)`.
  public let measure: String
  /// The number of images that were compared: all, or a seeded sample of a large study.
  public let itemCount: Int
  /// The layers, model by model, the input first.
  public let layers: [Place]
  /// One row and one column a layer; symmetric, 0…1. Nil for a layer in which all images are equal, and by neighbours for
  /// one that has none.
  public let values: [[Double?]]

  /// Reads what `strata analyze` or `strata measure` found.
  /// - Returns: nil when the study's layers have not been compared by this measure yet.
  /// - Throws: `NumericKernelsError` for a damaged file; `StudyPipelineError` when it does not fit the catalogue.
  public init?(_ study: Study, measure wanted: LikenessMeasure = .cka) throws {
    guard let run = try study.database.run(stage: LikenessStage.name, scope: .study), run.status == .finished,
      let artifact = try study.database.artifacts(ofRun: run.id).first(where: { $0.role == wanted.role }),
      case .array(let places)? = artifact.attributes["layers"]
    else { return nil }
    let url = study.paths.url(ofRelativePath: artifact.path)
    let matrix = try NPYFile(contentsOf: url).matrix()
    guard matrix.rowCount == places.count, matrix.columnCount == places.count else {
      throw StudyPipelineError(
        kind: .badInput,
        description: "\(url.path) has \(matrix.rowCount) × \(matrix.columnCount) values; \(places.count) layers are "
          + "recorded. Remove the file and run `strata measure` again.")
    }
    measure = artifact.attributes["measure"]?.stringValue ?? ""
    itemCount = artifact.attributes["itemCount"]?.integerValue ?? 0
    layers = places.map { place in
      guard case .object(let names) = place else { return Place(model: "", layer: "") }
      return Place(model: names["model"]?.stringValue ?? "", layer: names["layer"]?.stringValue ?? "")
    }
    values = (0..<matrix.rowCount).map { row in
      (0..<matrix.columnCount).map { matrix[row, $0].isNaN ? nil : Double(matrix[row, $0]) }
    }
  }
}
