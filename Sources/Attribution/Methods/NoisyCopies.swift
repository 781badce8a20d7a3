import NumericKernels

/// Copies of images with Gaussian noise; without noise, the images.
final class NoisyCopies {
  private let images: AttributionImages
  private let noise: SmoothGrad?
  /// The last pattern, which the copies of one sample share.
  private var pattern: (sample: Int, values: [Float])?

  init(images: AttributionImages, noise: SmoothGrad?) { (self.images, self.noise) = (images, noise) }

  func write(_ image: Int, _ sample: Int, into values: UnsafeMutableBufferPointer<Float>) {
    let own = images.values[images.places(of: image)]
    for (offset, value) in own.enumerated() { values[offset] = value }
    guard let noise, noise.noise > 0, let low = own.min(), let high = own.max() else { return }
    let deviation = Float(noise.noise) * (high - low)
    for (place, draw) in drawn(sample, seed: noise.seed).enumerated() { values[place] += deviation * draw }
  }

  private func drawn(_ sample: Int, seed: UInt64) -> [Float] {
    if let pattern, pattern.sample == sample { return pattern.values }
    var generator = SeededGenerator(seed: seed, stream: UInt64(sample))
    var values: [Float] = []
    values.reserveCapacity(images.size + 1)
    while values.count < images.size {
      let pair = generator.nextGaussianPair()
      values.append(Float(pair.0))
      values.append(Float(pair.1))
    }
    if values.count > images.size { values.removeLast() }
    pattern = (sample, values)
    return values
  }
}
