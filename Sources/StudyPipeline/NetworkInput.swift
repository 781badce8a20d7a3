import Foundation
public import ImageDatasets
public import ONNXModel

/// What a network takes of images: the shape, and how images become it.
public struct NetworkInput: Sendable, Equatable {
  /// Channels, height and width. Sizes that the network leaves open come from the preprocessing's crop, or are 224.
  public let shape: [Int]
  /// The preprocessing, fitted to the shape.
  public let preprocessing: Preprocessing

  /// Fits a preprocessing to a network.
  ///
  /// - Throws: `StudyPipelineError` for a network whose input is not [N, channels, height, width]; `ImageDatasetsError` for
  ///   a crop of another size than the input.
  public init(of network: ONNXNetwork, preprocessing: Preprocessing) throws {
    shape = try Self.shape(of: network, preprocessing: preprocessing)
    self.preprocessing = try preprocessing.adapted(toInput: (shape[0], shape[1], shape[2]))
  }

  static func shape(of network: ONNXNetwork, preprocessing: Preprocessing) throws -> [Int] {
    let shape = Array(network.inputs[0].shape.dropFirst())
    guard shape.count == 3 else {
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "The input \(network.inputs[0].name) of \(network.url.lastPathComponent) has \(shape.count + 1) axes; "
          + "images need 4: [N, channels, height, width]. Export the network with such an input.")
    }
    let channels = shape[0] ?? preprocessing.channelOrder.channelCount
    let crop = preprocessing.crop ?? Preprocessing.CropSize(height: 224, width: 224)
    return [channels, shape[1] ?? crop.height, shape[2] ?? crop.width]
  }

  /// The preset that is taken when none is named.
  public static func usualPreprocessing(for network: ONNXNetwork) -> Preprocessing {
    let channels = network.inputs[0].shape.dropFirst().first ?? nil
    return channels == 1 ? .unit : .imagenet
  }

  /// What is said when no preprocessing is named.
  public static func remark(on preset: Preprocessing) -> String {
    "No --preprocess was given, so the preset \(preset.name) is used. Predictions are only right with the preprocessing "
      + "that the network was trained with."
  }
}
