public import ImageDatasets
public import NumericKernels
import ONNXModel
import TensorEngine

extension VisualizedNetwork {
  /// How well images show directions.
  ///
  /// - Parameters:
  ///   - images: Of the network's size, one for each direction.
  ///   - directions: One row a direction, one column a channel.
  ///   - layer: A layer's name or tensor.
  ///   - position: Where; several positions are averaged before.
  /// - Returns: The cosine between what the layer answers and the direction, from −1 to 1; 0 where nothing is answered.
  /// - Throws: `FeatureVisualizationError` where sizes do not fit and for layers that are not there; what computing throws.
  public func likeness(
    of images: [PixelImage], to directions: Matrix, layer: String, position: UnitPosition
  ) throws -> [Double] {
    guard images.count == directions.rowCount else {
      throw FeatureVisualizationError(
        .badInput, "\(images.count) images were given for \(directions.rowCount) directions. Expected one for each.")
    }
    guard !images.isEmpty else { return [] }
    return try engine.withoutGradient {
      let point = try self.layer(layer)
      let found = try activations(of: [point.tensorName], for: tensor(of: images))
      guard let activation = found[point.tensorName] else { preconditionFailure("the tensor was asked for") }
      return try images.indices.map { row in
        let own = try ResolvedTarget.meanActivation(
          activation.narrowed(0, to: row..<row + 1), channelAxis: point.layout == .tokens ? point.shape.count - 1 : 1,
          position)
        guard own.count == directions.columnCount else {
          throw FeatureVisualizationError(
            .badInput,
            "Directions of \(directions.columnCount) channels were given; \(point.name) has \(own.count). Give one number for each."
          )
        }
        let wanted = directions.elements[row * own.count..<(row + 1) * own.count]
        return Self.cosine(own, Array(wanted))
      }
    }
  }

  private static func cosine(_ left: [Float], _ right: [Float]) -> Double {
    var (product, first, second) = (0.0, 0.0, 0.0)
    for (a, b) in zip(left, right) {
      product += Double(a) * Double(b)
      first += Double(a) * Double(a)
      second += Double(b) * Double(b)
    }
    return first > 0 && second > 0 ? product / (first * second).squareRoot() : 0
  }
}
