import Crypto
public import Foundation
public import StudyStore

/// What a study keeps of the neurons of a layer.
public struct NeuronFiles: Sendable {
  static let folder = "neurons"
  static let description = "neurons.json"
  static let groupDescription = "scores.json"

  private let study: Study
  private let model: String
  private let layer: String

  /// Of the layer and the network with these folders.
  public init(_ study: Study, model: String, layer: String) {
    (self.study, self.model, self.layer) = (study, model, layer)
  }

  /// The facts as they were written, or nil before `strata neurons` ran.
  public func documentFile() throws -> URL? { try study.file(.neurons, layer: layer, of: model) }

  /// Neurons × 2, Float32.
  public func projection(_ name: String) throws -> URL? {
    try study.file(.neuronPositions, name: name, layer: layer, of: model)
  }

  /// Neurons × scored classes, Float32; or × scored values of a column of the manifest.
  public func score(_ name: String, by column: String? = nil) throws -> URL? {
    try study.file(.neuronScores, name: Self.scoreName(name, by: column), layer: layer, of: model)
  }

  /// The columns of the manifest whose values the neurons were scored for, ascending.
  public func columns() throws -> [String] { try study.database.artifactNames(.neuronGroups, layer: layer, of: model) }

  /// The facts, or nil before `strata neurons` ran. Throws `badInput` for a file that cannot be read.
  public func document() throws -> NeuronDocument? { try documentFile().map { try Self.decoded($0) } }

  /// The facts with a column of the manifest in the place of the label, or nil before `strata neurons --by` ran with it; those of
  /// the label without one.
  public func document(by column: String?) throws -> NeuronDocument? {
    guard let document = try document(), let column else { return try document() }
    return try groups(column).map(document.told)
  }

  /// How well the neurons tell a column's values apart, or nil before `strata neurons --by` ran with it.
  public func groups(_ column: String) throws -> NeuronGroupDocument? {
    try study.file(.neuronGroups, name: column, layer: layer, of: model).map { try Self.decoded($0) }
  }

  private static func decoded<Document: Decodable>(_ url: URL) throws -> Document {
    do {
      return try JSONDecoder().decode(Document.self, from: Data(contentsOf: url))
    } catch {
      throw StudyPipelineError(
        kind: .badInput,
        description: "\(url.path) cannot be read as facts about neurons. Remove it and run `strata neurons` again.")
    }
  }

  /// What the catalogue calls a score.
  static func scoreName(_ name: String, by column: String?) -> String { column.map { "\($0)/\(name)" } ?? name }

  /// The folder of a column inside ``folder``. Columns whose names a file system would change or take for the same have a part
  /// of their hash behind it.
  static func groupFolder(_ column: String) -> String {
    let safe = StudyPaths.folderName(for: column)
    let isPlain = safe == column && column == column.lowercased()
    return "by/" + (isPlain ? safe : "\(safe)-\(ContentHash.text(SHA256.hash(data: Data(column.utf8))).prefix(8))")
  }

  /// Where a file of the layer goes, relative to the study.
  static func path(_ name: String, layer: StudyLayer, model: String) -> String {
    "models/\(model)/\(layer.folder)/\(folder)/\(name)"
  }
}
