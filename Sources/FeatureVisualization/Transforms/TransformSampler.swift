import Foundation
import NumericKernels
import TensorEngine

/// Draws transforms and applies them to a batch, each image its own, with gradients.
///
/// Draws depend on the seed, the image's stream and the step alone, not on what else is in the batch.
struct TransformSampler {
  let transforms: ImageTransforms
  let seed: UInt64
  let geometry: ImageGeometry
  /// The colour outside of an image, [1, channels, 1, 1].
  let ground: Tensor

  /// Transforms images [N, channels, height, width]. `streams` has a number for each, which its draws follow from, far
  /// apart; steps count from 0; `share` says how far the optimization is, from 0 to 1.
  func apply(to images: Tensor, streams: [UInt64], step: Int, share: Double) throws -> Tensor {
    var result = images
    var generators = streams.map { SeededGenerator(seed: seed, stream: $0 &+ UInt64(step + 1)) }
    if let blur = transforms.blur {
      result = try blurred(result, deviation: blur.first + (blur.last - blur.first) * share)
    }
    if transforms.isGeometric {
      let matrices = generators.indices.flatMap { draw(&generators[$0]) }
      let places = try geometry.engine.tensor(matrices, shape: [streams.count, 2, 3], device: geometry.device)
        .affineGrid(for: images.shape)
      // Zeros outside become the ground.
      result = try (result - ground).sampled(at: places) + ground
    }
    if transforms.noise > 0 { result = try result + noise(like: images.shape, &generators) }
    return result
  }

  /// From places in the result to places in the image, both from −1 to 1.
  private func draw(_ generator: inout SeededGenerator) -> [Float] {
    let longer = Double(max(geometry.height, geometry.width))
    let shift = (2 * generator.nextUniform() - 1, 2 * generator.nextUniform() - 1)
    let scale =
      transforms.scale.lowerBound
      + (transforms.scale.upperBound - transforms.scale.lowerBound) * generator.nextUniform()
    let angle = (2 * generator.nextUniform() - 1) * transforms.rotation * .pi / 180
    var size = 1 / scale
    var center = (
      x: 2 * shift.0 * transforms.jitter * longer / Double(geometry.width),
      y: 2 * shift.1 * transforms.jitter * longer / Double(geometry.height)
    )
    if let crop = transforms.crop {
      let share = crop.lowerBound + (crop.upperBound - crop.lowerBound) * generator.nextUniform()
      center.x += (1 - share) * (2 * generator.nextUniform() - 1)
      center.y += (1 - share) * (2 * generator.nextUniform() - 1)
      size *= share
    }
    // Turned in pixels, so that nothing is sheared where height and width differ.
    let ratio = Double(geometry.height) / Double(geometry.width)
    let (cosine, sine) = (size * cos(angle), size * sin(angle))
    return [cosine, -sine * ratio, center.x, sine / ratio, cosine, center.y].map { Float($0) }
  }

  private func noise(like shape: [Int], _ generators: inout [SeededGenerator]) throws -> Tensor {
    let count = shape.dropFirst().reduce(1, *)
    var values: [Float] = []
    values.reserveCapacity(count * generators.count + 1)
    for index in generators.indices {
      for _ in 0..<(count + 1) / 2 {
        let pair = generators[index].nextGaussianPair()
        values.append(Float(pair.0 * transforms.noise))
        if values.count < count * (index + 1) { values.append(Float(pair.1 * transforms.noise)) }
      }
    }
    return try geometry.engine.tensor(values, shape: shape, device: geometry.device)
  }

  private func blurred(_ images: Tensor, deviation: Double) throws -> Tensor {
    try GaussianBlur(deviation: deviation, geometry: geometry)?.apply(to: images) ?? images
  }
}
