/// Images as a network takes them: preprocessed, of one shape.
public struct AttributionImages: Sendable, Equatable {
  /// The shape of an image without the batch: [channels, height, width], or whatever else the network takes.
  public let shape: [Int]
  /// The images one after another, each in C order.
  public let values: [Float]

  /// Takes images.
  ///
  /// - Throws: `AttributionError` of kind `badInput` for no images, values that are not whole images, or values that are
  ///   not finite.
  public init(shape: [Int], values: [Float]) throws {
    let size = shape.reduce(1, *)
    guard !shape.isEmpty, shape.allSatisfy({ $0 > 0 }), !values.isEmpty, values.count % size == 0 else {
      throw AttributionError(
        .badInput,
        "\(values.count) values are not one or more images of the shape \(shape). Give all values of every image.")
    }
    if let place = values.firstIndex(where: { !$0.isFinite }) {
      throw AttributionError(
        .badInput,
        "Image \(place / size) has the value \(values[place]). Expected finite numbers; check how it is preprocessed.")
    }
    (self.shape, self.values) = (shape, values)
  }

  /// The number of images.
  public var count: Int { values.count / size }
  /// The number of values of an image.
  var size: Int { shape.reduce(1, *) }

  func places(of image: Int) -> Range<Int> { image * size..<(image + 1) * size }

  /// Channels, height and width.
  /// - Throws: `AttributionError` of kind `badInput` for another rank.
  func planes(for purpose: String) throws -> (channels: Int, height: Int, width: Int) {
    guard shape.count == 3 else {
      throw AttributionError(
        .badInput,
        "\(purpose) needs images [channels, height, width], but they have the shape \(shape). Use a gradient method.")
    }
    return (shape[0], shape[1], shape[2])
  }
}
