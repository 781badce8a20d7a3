import Foundation
import TensorEngine

/// A Gaussian blur with gradients: rows, then columns; edges are continued.
struct GaussianBlur {
  private let vertical: Tensor
  private let horizontal: Tensor
  private let radius: Int
  private let channels: Int

  /// A blur of a standard deviation in pixels; nil where it would not be seen.
  init?(deviation: Double, geometry: ImageGeometry) throws {
    guard deviation > 0.05 else { return nil }
    radius = min(Int((3 * deviation).rounded(.up)), min(geometry.height, geometry.width) - 1)
    channels = geometry.channelCount
    let weights = (-radius...radius).map { exp(-Double($0 * $0) / (2 * deviation * deviation)) }
    let total = weights.reduce(0, +)
    let kernel = (0..<channels).flatMap { _ in weights.map { Float($0 / total) } }
    vertical = try geometry.engine.tensor(kernel, shape: [channels, 1, 2 * radius + 1, 1], device: geometry.device)
    horizontal = try geometry.engine.tensor(kernel, shape: [channels, 1, 1, 2 * radius + 1], device: geometry.device)
  }

  func apply(to images: Tensor) throws -> Tensor {
    let padded = try images.padded(
      [(radius, radius), (radius, radius)], mode: .replicate)
    return
      try padded
      .convolution2D(weight: vertical, window: .init(kernel: [2 * radius + 1, 1], stride: [1, 1]), groups: channels)
      .convolution2D(weight: horizontal, window: .init(kernel: [1, 2 * radius + 1], stride: [1, 1]), groups: channels)
  }
}
