public import GraphExecution
public import ImageDatasets
public import ONNXModel
public import TensorEngine

/// A network whose input is an image, ready to be followed backwards from any layer to the pixels.
///
/// Images are [N, channels, height, width] with values from 0 to 1, red first, of the input's size. It belongs to one thread at
/// a time, and uses libtorch's threads.
public final class VisualizedNetwork {
  /// The network.
  public let network: ONNXNetwork
  /// What computes it.
  public let executor: GraphExecutor
  /// How an image becomes the input, adapted to its size.
  public let preprocessing: Preprocessing
  /// 1 or 3.
  public let channelCount: Int
  /// The input's height in pixels.
  public let height: Int
  /// The input's width in pixels.
  public let width: Int
  /// What computes tensors.
  public var engine: TensorEngine { executor.engine }
  /// Where it is computed.
  public var device: Device { executor.device }
  private let normalization: ImageNormalization

  /// Prepares a network.
  ///
  /// - Parameters:
  ///   - network: A network with one input [N, 1 or 3, height, width].
  ///   - preprocessing: How images become its input; resizing and cropping play no part.
  ///   - freeSide: Height and width in pixels where the network leaves them free.
  ///   - side: Height and width in pixels instead of the network's. Convolutions and pools take images of any size; layers
  ///     behind a flattening then fail when they are asked for, and tokens with learned places, too.
  ///   - engine: What computes; nil loads the process's.
  ///   - device: Where.
  /// - Throws: `FeatureVisualizationError` for an input that is no image and for a preprocessing with a filter;
  ///   `TensorEngineError` without libtorch, with what to install.
  public init(
    network: ONNXNetwork, preprocessing: Preprocessing, freeSide: Int = 224, side: Int? = nil,
    engine: TensorEngine? = nil, device: Device = .cpu
  ) throws {
    guard network.inputs.count == 1, let shape = network.inputs.first?.shape, shape.count == 4, let channels = shape[1],
      channels == 1 || channels == 3
    else {
      let given = network.inputs.map { "\($0.name) \($0.shape.map { $0.map(String.init) ?? "any" })" }
      throw FeatureVisualizationError(
        .badNetwork,
        "\(network.fileName) takes \(given.joined(separator: " and ")). Expected one image [N, 1 or 3, height, width].")
    }
    guard preprocessing.filter == nil else {
      throw FeatureVisualizationError(
        .badNetwork,
        "The preprocessing \(preprocessing.name) filters images, and no image can be followed back through that. Leave the "
          + "filter out: what is optimized then is the filtered image.")
    }
    guard min(freeSide, side ?? 8) >= 8 else {
      throw FeatureVisualizationError(
        .badOption, "Images of \(min(freeSide, side ?? 8)) pixels were asked for. Expected at least 8.")
    }
    (channelCount, height, width) = (channels, side ?? shape[2] ?? freeSide, side ?? shape[3] ?? freeSide)
    self.network = network
    var uncropped = preprocessing
    uncropped.crop = nil
    self.preprocessing = try uncropped.adapted(toInput: (channels, height, width))
    let engine = try engine ?? TensorEngine.load()
    executor = try GraphExecutor(
      network: network, engine: engine, device: device, takesOtherSizes: side != nil)
    normalization = try ImageNormalization(self.preprocessing, engine: engine, device: device)
  }

  /// The tensors of layers, for images with values from 0 to 1, with gradients to the images.
  /// - Parameters:
  ///   - tensors: The names of tensors of the network.
  ///   - images: [N, channels, height, width].
  /// - Returns: The tensors by name.
  /// - Throws: `GraphExecutionError`, which names the node.
  public func activations(of tensors: [String], for images: Tensor) throws -> [String: Tensor] {
    guard !tensors.isEmpty else { return [:] }
    let input = network.inputs[0].name
    guard network.fixedBatchSize == 1, images.shape[0] > 1 else {
      return try executor.evaluate([input: normalization.input(images)], outputs: tensors)
    }
    // A network exported for one image takes one after another.
    let parts = try (0..<images.shape[0]).map { row in
      try executor.evaluate([input: normalization.input(images.narrowed(0, to: row..<row + 1))], outputs: tensors)
    }
    return try Dictionary(
      uniqueKeysWithValues: Set(tensors).map { name in
        (name, try Tensor.concatenated(parts.compactMap { $0[name] }))
      })
  }

  /// The network's input for images [N, channels, height, width] with values from 0 to 1.
  func input(_ images: Tensor) throws -> Tensor { try normalization.input(images) }

  /// The learned numbers of a tensor of the network, where it has such.
  func parameter(_ name: String) -> Tensor? { executor.parameters[name] }

  /// Checks that tensors can be computed.
  func requireSupport(for tensors: [String]) throws { try executor.requireSupport(for: tensors) }

  /// A layer by its name or its tensor's.
  /// - Throws: `FeatureVisualizationError` with the nearest names where there is none.
  public func layer(_ name: String) throws -> TapPoint {
    let points = network.tapPoints
    if let found = points.first(where: { $0.name == name }) ?? points.first(where: { $0.tensorName == name }) {
      return found
    }
    let alike = points.map(\.name).filter { $0.contains(name) || name.contains($0) }.prefix(4)
    throw FeatureVisualizationError(
      .badObjective,
      "\(network.fileName) has no layer `\(name)`. "
        + (alike.isEmpty ? "" : "Did you mean \(alike.joined(separator: ", "))? ")
        + "Expected the name or the tensor of one of its \(points.count) activations (see `strata layers`).")
  }
}
