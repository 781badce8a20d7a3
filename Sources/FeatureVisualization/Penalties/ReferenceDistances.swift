import ImageDatasets
public import ONNXModel
package import TensorEngine

/// How far images are from reference images in content and style; see `ReferencePenalty`.
package struct ReferenceDistances {
  private struct Layer {
    let tensor: String
    let channelsLast: Bool
    /// The reference's activations [1, …], or their Gram matrix [1, channels, channels].
    let reference: Tensor
    let square: Double
  }

  private enum Kind: String { case content, style }

  private let contentLayers: [Layer]
  private let styleLayers: [Layer]
  private let contentWeight: Double
  private let styleWeight: Double

  /// Runs the network on the reference images, which are resized and cropped as the network's inputs are.
  ///
  /// - Throws: `FeatureVisualizationError` without the images, for layers that are not there, and where an image excites
  ///   nothing in a layer.
  package init(content: ReferencePenalty?, style: ReferencePenalty?, network: VisualizedNetwork) throws {
    contentLayers = try Self.layers(content, .content, network)
    styleLayers = try Self.layers(style, .style, network)
    (contentWeight, styleWeight) = (content?.weight ?? 0, style?.weight ?? 0)
  }

  /// What is read of the images as they are.
  package var contentTensors: [String] { contentLayers.map(\.tensor) }
  /// What is read of the images as the network sees them, which may be under transforms.
  package var styleTensors: [String] { styleLayers.map(\.tensor) }

  /// The mean over layers of Σ(a − r)² / Σr², one number for each image, [N]; nil without a reference.
  package func content(_ activations: [String: Tensor]) throws -> Tensor? {
    try Self.mean(contentLayers, activations) { activation, _ in activation }
  }

  /// The same for Gram matrices.
  package func style(_ activations: [String: Tensor]) throws -> Tensor? {
    try Self.mean(styleLayers, activations) { try GramMatrix.of($0, channelsLast: $1) }
  }

  /// What is subtracted from the objectives, [N]; nil without references.
  func values(plain: [String: Tensor], seen: [String: Tensor]) throws -> Tensor? {
    let parts = [
      try content(plain).map { try $0 * contentWeight }, try style(seen).map { try $0 * styleWeight },
    ].compactMap(\.self)
    guard let first = parts.first else { return nil }
    return try parts.dropFirst().reduce(first) { try $0 + $1 }
  }

  private static func mean(
    _ layers: [Layer], _ activations: [String: Tensor], _ measured: (Tensor, Bool) throws -> Tensor
  ) throws -> Tensor? {
    var sum: Tensor?
    for layer in layers {
      guard let activation = activations[layer.tensor] else {
        preconditionFailure("the tensor \(layer.tensor) was asked for")
      }
      let difference = try measured(activation, layer.channelsLast) - layer.reference
      let inner = Array(1..<difference.shape.count)
      let part = try (difference * difference).sum(over: inner) / layer.square
      sum = try sum.map { try $0 + part } ?? part
    }
    return try sum.map { try $0 / Double(layers.count) }
  }

  private static func layers(
    _ penalty: ReferencePenalty?, _ kind: Kind, _ network: VisualizedNetwork
  ) throws -> [Layer] {
    guard let penalty else { return [] }
    try penalty.validate(as: kind.rawValue)
    guard let image = penalty.image else {
      throw FeatureVisualizationError(
        .badInput,
        "The \(kind.rawValue) is that of the image \(penalty.name), which is not at hand: records keep its name only. Give "
          + "the image.")
    }
    let standard = kind == .content ? network.contentLayers : network.styleLayers
    let points = try penalty.layers.isEmpty ? standard : penalty.layers.map { try network.layer($0) }
    guard !points.isEmpty else {
      throw FeatureVisualizationError(
        .badNetwork, "\(network.network.fileName) has no layer with channels and positions. Name layers yourself.")
    }
    try network.requireSupport(for: points.map(\.tensorName))
    return try network.engine.withoutGradient {
      let seen = try network.tensor(of: network.visibleImages([image]))
      let activations = try network.activations(of: points.map(\.tensorName), for: seen)
      return try points.map { try layer($0, kind, activations, penalty, network) }
    }
  }

  private static func layer(
    _ point: TapPoint, _ kind: Kind, _ activations: [String: Tensor], _ penalty: ReferencePenalty,
    _ network: VisualizedNetwork
  ) throws -> Layer {
    guard let activation = activations[point.tensorName] else {
      preconditionFailure("the tensor \(point.tensorName) was asked for")
    }
    let channelsLast = point.layout == .tokens
    let reference = kind == .content ? activation : try GramMatrix.of(activation, channelsLast: channelsLast)
    let square = try (reference * reference).sum().scalar()
    guard square > 0, square.isFinite else {
      throw FeatureVisualizationError(
        .badInput,
        "The image \(penalty.name) excites nothing in the layer \(point.name) of \(network.network.fileName) (the sum of the "
          + "squares is \(square)), so there is no \(kind.rawValue) to compare. Choose another layer or image.")
    }
    return Layer(tensor: point.tensorName, channelsLast: channelsLast, reference: reference, square: square)
  }
}

extension VisualizedNetwork {
  /// Feature maps and tokens among the layers that a person would choose, in order.
  private var placedLayers: [TapPoint] {
    network.defaultTapPoints().filter { point in
      guard point.layout == .spatial || point.layout == .tokens, (point.channelCount ?? 0) > 1 else { return false }
      let axis = point.layout == .tokens ? point.shape.count - 1 : 1
      let inner = point.shape.enumerated().filter { $0.offset > 0 && $0.offset != axis }.map { $0.element ?? 2 }
      return inner.reduce(1, *) > 1
    }
  }

  /// Where content is compared unless layers are named: one, two thirds up, as conv4_2 is in the paper's network.
  public var contentLayers: [TapPoint] {
    let layers = placedLayers
    return layers.isEmpty ? [] : [layers[(layers.count - 1) * 2 / 3]]
  }

  /// Where style is compared unless layers are named: up to five, from the first to the last, as in the paper.
  public var styleLayers: [TapPoint] {
    let layers = placedLayers
    let count = min(5, layers.count)
    return (0..<count).map { layers[count == 1 ? 0 : $0 * (layers.count - 1) / (count - 1)] }
  }
}
