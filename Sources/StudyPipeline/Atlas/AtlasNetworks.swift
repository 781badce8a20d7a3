import FeatureVisualization
import Foundation
import GraphExecution
import ImageDatasets
import ONNXModel
import StudyStore
import TensorEngine

/// A study's network in the two sizes that an atlas needs: that of the study's images, and that of its pictures.
struct AtlasNetworks {
  /// A picture as small as this shows what a position sees, and takes a fraction of the time of a whole image.
  private static let usualSide = 96

  let network: ONNXNetwork
  let preprocessing: Preprocessing
  let engine: TensorEngine
  /// As the study's images went through it.
  let whole: VisualizedNetwork

  init(_ file: StudyNetworkFile, given: URL?, engine: TensorEngine) throws {
    (network, preprocessing, self.engine) = (try file.open(given), try file.preprocessing(), engine)
    whole = try VisualizedNetwork(network: network, preprocessing: preprocessing, engine: engine)
  }

  /// The network for pictures of a layer; nil as side chooses.
  /// - Throws: `StudyPipelineError` where the side that was asked for is not possible.
  func small(for layer: StudyLayer, side: Int?) throws -> VisualizedNetwork {
    let shorter = min(whole.height, whole.width)
    guard side != nil || Self.usualSide < shorter else { return whole }
    do {
      let found = try VisualizedNetwork(
        network: network, preprocessing: preprocessing, side: side ?? Self.usualSide, engine: engine)
      try found.check(layer.tensorName)
      return found
    } catch let error as GraphExecutionError {
      guard let side else { return whole }
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "The layer \(layer.name) does not take images of \(side) pixels: \(error.description) Leave --side out.")
    }
  }
}

extension VisualizedNetwork {
  /// Computes a layer for one grey image.
  fileprivate func check(_ tensor: String) throws {
    try engine.withoutGradient {
      let grey = try engine.filled(0.5, shape: [1, channelCount, height, width], device: device)
      _ = try activations(of: [tensor], for: grey)
    }
  }
}
