/// Brings every channel closer to its mean.
struct ContrastReduction {
  /// What the distance from the mean is multiplied by, 0…1.
  let factor: Double

  /// By a table of 256 values for each channel. O(pixels).
  func applied(to image: PixelImage) -> PixelImage {
    let channels = image.channelCount
    let count = Double(image.width * image.height)
    var sums = [Int](repeating: 0, count: channels)
    for (place, pixel) in image.pixels.enumerated() { sums[place % channels] += Int(pixel) }
    let tables = sums.map { sum in
      let mean = Double(sum) / count
      return (0..<256).map { UInt8(min(255, max(0, ((Double($0) - mean) * factor + mean).rounded()))) }
    }
    var result = image
    result.pixels.withUnsafeMutableBufferPointer { pixels in
      for place in pixels.indices { pixels[place] = tables[place % channels][Int(pixels[place])] }
    }
    return result
  }
}
