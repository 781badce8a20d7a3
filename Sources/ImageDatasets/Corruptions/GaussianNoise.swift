import NumericKernels

/// Independent normal noise on every channel of every pixel.
struct GaussianNoise {
  /// In shares of the range from black to white.
  let deviation: Double
  let seed: UInt64
  let stream: UInt64

  /// Draws follow the pixels, row by row, two at a time. O(pixels).
  func applied(to image: PixelImage) -> PixelImage {
    var (result, generator) = (image, SeededGenerator(seed: seed, stream: stream))
    let factor = 255 * deviation
    result.pixels.withUnsafeMutableBufferPointer { pixels in
      for place in stride(from: 0, to: pixels.count, by: 2) {
        let (first, second) = generator.nextGaussianPair()
        pixels[place] = Self.rounded(Double(pixels[place]) + factor * first)
        if place + 1 < pixels.count { pixels[place + 1] = Self.rounded(Double(pixels[place + 1]) + factor * second) }
      }
    }
    return result
  }

  private static func rounded(_ value: Double) -> UInt8 { UInt8(min(255, max(0, value.rounded()))) }
}
