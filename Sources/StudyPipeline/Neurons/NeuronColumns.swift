import Foundation
import NumericKernels
import StudyStore

/// The activations of a layer with one column for each neuron.
struct NeuronColumns {
  let layer: StudyLayer
  let file: NPYFile

  /// Nil for layers whose recorded features are not one per neuron: the input, and maps that were kept as a grid.
  init?(_ study: Study, layer: StudyLayer, model: String) throws {
    self.layer = layer
    if let url = try study.file(.unitActivations, layer: layer.folder, of: model) {
      file = try NPYFile(contentsOf: url)
    } else if layer.operatorName != "Input", Self.neuronCount(layer.shape) == layer.featureCount {
      file = try study.array("activations.npy", layer: layer, model: model)
    } else {
      return nil
    }
  }

  /// What the columns come from, for keys of stages.
  private static func role(_ study: Study, layer: StudyLayer, model: String) throws -> ArtifactRole {
    try study.file(.unitActivations, layer: layer.folder, of: model) == nil ? .activations : .unitActivations
  }

  /// The hash of what the columns come from.
  static func contentHash(_ study: Study, layer: StudyLayer, model: String) throws -> String {
    try study.contentHash(role(study, layer: layer, model: model), layer: layer, model: model)
  }

  var kind: NeuronDocument.Kind {
    switch layer.shape.count {
    case ...1: .unit
    case 2: .feature
    default: .channel
    }
  }

  /// Channels come first in maps, features last in sequences of tokens.
  static func neuronCount(_ shape: [Int]) -> Int? { shape.count == 2 ? shape.last : shape.first }

  /// Rows times columns of maps, tokens of sequences.
  static func positionCount(_ shape: [Int]) -> Int {
    shape.count == 2 ? shape[0] : shape.dropFirst().reduce(1, *)
  }

  /// The columns of some images.
  func rows(_ rows: [Int]) throws -> Matrix { try file.matrix().selecting(rows: rows) }
}
