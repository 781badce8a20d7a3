import NumericKernels
import TensorEngine

/// A parameterization at one size: from numbers to images with gradients.
protocol ParameterizedImages {
  /// The numbers of one image.
  var valueCount: Int { get }
  /// Where an image begins.
  func initialValues(_ generator: inout SeededGenerator) -> [Float]
  /// From [N, valueCount] to images [N, channels, height, width] with values from 0 to 1.
  func images(_ values: Tensor) throws -> Tensor
}

extension ParameterizedImages {
  /// Draws from a normal distribution.
  func normal(_ count: Int, deviation: Double, _ generator: inout SeededGenerator) -> [Float] {
    var values: [Float] = []
    values.reserveCapacity(count + 1)
    while values.count < count {
      let (first, second) = generator.nextGaussianPair()
      values.append(Float(first * deviation))
      values.append(Float(second * deviation))
    }
    return Array(values.prefix(count))
  }
}

/// The size and place of images.
struct ImageGeometry {
  let channelCount: Int
  let height: Int
  let width: Int
  let engine: TensorEngine
  let device: Device

  init(_ network: VisualizedNetwork) {
    (channelCount, height, width) = (network.channelCount, network.height, network.width)
    (engine, device) = (network.engine, network.device)
  }

  /// Columns of coefficients that decide a real image.
  var columnCount: Int { width / 2 + 1 }

  /// The frequency of each coefficient in cycles a pixel, [height, columnCount].
  var frequencies: [Double] {
    (0..<height).flatMap { row in
      (0..<columnCount).map { column in
        let vertical = Double(row <= height / 2 ? row : row - height) / Double(height)
        let horizontal = Double(column) / Double(width)
        return (vertical * vertical + horizontal * horizontal).squareRoot()
      }
    }
  }
}
