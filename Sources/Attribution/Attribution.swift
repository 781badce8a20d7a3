/// What is attributed to the parts of one image.
public struct Attribution: Sendable, Equatable {
  /// The image's shape for gradient methods, [height, width] for Grad-CAM and occlusion.
  public let shape: [Int]
  /// One value for each number of the shape, in C order.
  public let values: [Float]
  /// Whether values below zero mean something.
  public let isSigned: Bool
  /// The target's value for the image.
  public let score: Double
  /// How well the values add up, for integrated gradients.
  public let completeness: Completeness?
  /// The layer whose feature maps were used, for Grad-CAM.
  public let layer: String?

  init(
    shape: [Int], values: [Float], isSigned: Bool = true, score: Double, completeness: Completeness? = nil,
    layer: String? = nil
  ) {
    (self.shape, self.values, self.isSigned, self.score) = (shape, values, isSigned, score)
    (self.completeness, self.layer) = (completeness, layer)
  }

  /// Whether nothing is attributed to any part: the target does not react to this image.
  public var isZero: Bool { !values.contains { $0 != 0 } }

  /// One value for each pixel. An attribution without channels stays as it is; one of a vector becomes one row.
  public func heatMap(_ reduction: ChannelReduction) -> HeatMap {
    let (height, width) = shape.count > 1 ? (shape[shape.count - 2], shape[shape.count - 1]) : (1, shape[0])
    let channels = shape.count > 2 ? shape.dropLast(2).reduce(1, *) : 1
    let size = height * width
    var map = [Float](repeating: 0, count: size)
    let isUnsigned = reduction == .maximumMagnitude && shape.count > 2
    for pixel in 0..<size {
      if isUnsigned {
        for channel in 0..<channels { map[pixel] = max(map[pixel], abs(values[channel * size + pixel])) }
      } else {
        var sum = 0.0
        for channel in 0..<channels { sum += Double(values[channel * size + pixel]) }
        map[pixel] = Float(sum)
      }
    }
    return HeatMap(height: height, width: width, values: map, isSigned: isSigned && !isUnsigned)
  }
}

/// Whether integrated gradients add up to what they explain: the difference of the scores of image and baseline.
public struct Completeness: Sendable, Equatable, Codable {
  /// The number of points on the path.
  public let stepCount: Int
  /// The target's value for the baseline.
  public let baselineScore: Double
  /// The sum of all values less the difference of the scores.
  public let error: Double
  /// The magnitude of the error as a share of that of the difference; nil where both scores are equal.
  public let relativeError: Double?
  /// Whether the error is within what was asked for; a fixed number of steps asks for nothing.
  public let isReached: Bool
}

/// One value for each pixel of an image.
public struct HeatMap: Sendable, Equatable {
  /// The number of rows.
  public let height: Int
  /// The number of columns.
  public let width: Int
  /// The values, row by row.
  public let values: [Float]
  /// Whether values below zero mean something.
  public let isSigned: Bool

  /// Makes a map; there must be a value for each pixel.
  public init(height: Int, width: Int, values: [Float], isSigned: Bool) {
    precondition(values.count == height * width, "a heat map has a value for each pixel")
    (self.height, self.width, self.values, self.isSigned) = (height, width, values, isSigned)
  }
}
