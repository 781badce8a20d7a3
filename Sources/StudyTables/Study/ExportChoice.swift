import Foundation
import StudyPipeline
public import StudyStore

/// What of a study goes out: which networks, layers and embeddings, and what stays private.
public struct ExportChoice: Sendable, Equatable {
  /// What can be left out.
  public enum Private: String, Sendable, CaseIterable {
    /// What images are called and where they are.
    case names
    /// The further columns of the manifest.
    case attributes
    /// Pictures of the images.
    case images
    /// What people added: decisions about suspects, named selections.
    case annotations
  }

  /// Networks by name or folder; empty means all.
  public var models: [String] = []
  /// Layers by name, pattern, folder or number; empty means the last one of each network that has an embedding.
  public var layers: [String] = []
  /// Embeddings by name; nil means all.
  public var embeddings: [String]?
  /// What is left out.
  public var without: Set<Private> = []

  /// Everything of the last layers.
  public init() {}
}

/// A layer of a network whose arrays go out.
public struct ChosenLayer: Sendable, Equatable {
  /// The network.
  public let model: StudyModel
  /// The layer.
  public let layer: StudyLayer
  /// The chosen embeddings that it has, in the order of their names.
  public let embeddings: [String]

  /// What columns and arrays of the layer begin with: the folders of network and layer, such as `googlenet/16-inception_5b`.
  public var path: String { "\(model.folder)/\(layer.folder)" }
}

extension ExportChoice {
  /// The networks, in the order of the study.
  /// - Throws: `StudyPipelineError` of kind `badInput` for a network that the study does not have, and for a study without any.
  func models(of study: Study) throws -> [StudyModel] {
    let all = try study.database.models()
    guard !models.isEmpty else {
      _ = try study.model(named: nil)
      return all
    }
    let wanted = Set(try models.map { try study.model(named: $0).folder })
    return all.filter { wanted.contains($0.folder) }
  }

  /// The layers, in the order of the networks.
  /// - Throws: `StudyPipelineError` of kind `badInput` for a pattern that no layer of any chosen network answers to, and for an
  ///   embedding that none of the layers has; each with what there is.
  public func chosenLayers(of study: Study) throws -> [ChosenLayer] {
    let found = try models(of: study).flatMap { model in
      try layers(of: model, in: study).map { layer in
        ChosenLayer(
          model: model, layer: layer,
          embeddings: try study.database.artifactNames(.embedding, layer: layer.folder, of: model.folder))
      }
    }
    for pattern in layers where !found.contains(where: { isMeant($0.layer, in: study, $0.model, by: pattern) }) {
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "No network has a layer \(pattern). `strata report \(study.url.path)` lists the layers; give a name, a "
          + "pattern with * and ?, or a number such as #3.")
    }
    guard let embeddings else { return found }
    let known = Set(found.flatMap(\.embeddings))
    if let missing = embeddings.first(where: { !known.contains($0) }) {
      throw StudyPipelineError(
        kind: .badInput,
        description: "None of the chosen layers has an embedding \(missing). "
          + (known.isEmpty ? "They have none." : "There are: \(known.sorted().joined(separator: ", "))."))
    }
    return found.map {
      ChosenLayer(model: $0.model, layer: $0.layer, embeddings: $0.embeddings.filter(embeddings.contains))
    }
  }

  private func layers(of model: StudyModel, in study: Study) throws -> [StudyLayer] {
    let all = try study.database.layers(ofModel: model.folder)
    guard !layers.isEmpty else {
      let last = try all.last {
        try !study.database.artifactNames(.embedding, layer: $0.folder, of: model.folder).isEmpty
      }
      return [last ?? all.last].compactMap(\.self)
    }
    return all.enumerated().filter { index, layer in
      layers.contains { LayerChoice.matches(layer, index: index, $0) }
    }.map(\.element)
  }

  private func isMeant(_ layer: StudyLayer, in study: Study, _ model: StudyModel, by pattern: String) -> Bool {
    let all = (try? study.database.layers(ofModel: model.folder)) ?? []
    return all.enumerated().contains { index, other in
      other.folder == layer.folder && LayerChoice.matches(other, index: index, pattern)
    }
  }
}
