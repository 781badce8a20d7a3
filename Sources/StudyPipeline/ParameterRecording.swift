import Foundation
import NumericKernels
import StudyStore

extension JSONValue {
  /// What a value looks like in JSON.
  init(encoding value: some Encodable) throws {
    // Fragments such as a bare number are no document for older encoders; an array around them always is.
    let data = try JSONEncoder().encode([value])
    guard case .array(let elements) = try JSONDecoder().decode(JSONValue.self, from: data), let first = elements.first
    else { throw StudyPipelineError(kind: .internalFault, description: "A parameter could not be recorded.") }
    self = first
  }
}

extension ParameterPair {
  /// A parameter that took effect as it was requested.
  static func same(_ value: JSONValue) -> ParameterPair { ParameterPair(requested: value, effective: value) }
}

extension Study {
  /// The hash of a layer's array, which the keys of later stages depend on.
  func contentHash(
    _ role: ArtifactRole, name: String? = nil, layer: StudyLayer, model: String
  ) throws -> String {
    guard let artifact = try database.artifact(role, name: name, layer: layer.folder, of: model) else {
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "The study \(url.path) has no \(name ?? role.rawValue) for layer \(layer.name). Run `strata analyze` "
          + "again to make it.")
    }
    return artifact.sha256
  }

  /// Opens an array of a layer.
  func array(_ file: String, layer: StudyLayer, model: String) throws -> NPYFile {
    try NPYFile(contentsOf: paths.file(file, inLayer: layer.folder, of: model))
  }

  /// The path of a layer's file inside the study.
  static func path(_ file: String, layer: StudyLayer, model: String) -> String {
    "models/\(model)/\(layer.folder)/\(file)"
  }
}
