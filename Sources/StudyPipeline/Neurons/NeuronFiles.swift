public import Foundation
public import StudyStore

/// What a study keeps of the neurons of a layer.
public struct NeuronFiles: Sendable {
  static let folder = "neurons"
  static let description = "neurons.json"

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

  /// Neurons × scored classes, Float32.
  public func score(_ name: String) throws -> URL? {
    try study.file(.neuronScores, name: name, layer: layer, of: model)
  }

  /// The facts, or nil before `strata neurons` ran. Throws `badInput` for a file that cannot be read.
  public func document() throws -> NeuronDocument? {
    guard let url = try documentFile() else { return nil }
    do {
      return try JSONDecoder().decode(NeuronDocument.self, from: Data(contentsOf: url))
    } catch {
      throw StudyPipelineError(
        kind: .badInput,
        description: "\(url.path) cannot be read as facts about neurons. Remove it and run `strata neurons` again.")
    }
  }

  /// Where a file of the layer goes, relative to the study.
  static func path(_ name: String, layer: StudyLayer, model: String) -> String {
    "models/\(model)/\(layer.folder)/\(folder)/\(name)"
  }
}
