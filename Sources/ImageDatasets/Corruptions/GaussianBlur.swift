import Foundation

/// Gaussian blur, first along rows and then along columns; beyond the border the nearest pixel counts.
struct GaussianBlur {
  /// In pixels; 0 leaves the image as it is.
  let deviation: Double

  /// Weights reach 4 deviations to each side. Sums are Float32, rounded once at the end. O(pixels · deviation).
  func applied(to image: PixelImage) -> PixelImage {
    let weights = weights
    guard weights.count > 1 else { return image }
    let rows = blurredRows(image, weights)
    return blurredColumns(rows, image, weights)
  }

  /// For each place its weight, with sum 1, as scipy.ndimage cuts them off.
  private var weights: [Float] {
    let radius = Int(4 * deviation + 0.5)
    guard deviation > 0, radius > 0 else { return [1] }
    let raw = (-radius...radius).map { exp(-Double($0 * $0) / (2 * deviation * deviation)) }
    let sum = raw.reduce(0, +)
    return raw.map { Float($0 / sum) }
  }

  /// Each row is copied with its ends repeated, so that every weight is one pass over neighboring numbers.
  private func blurredRows(_ image: PixelImage, _ weights: [Float]) -> [Float] {
    let (channels, length, radius) = (image.channelCount, image.width * image.channelCount, weights.count / 2)
    var padded = [Float](repeating: 0, count: length + 2 * radius * channels)
    var result = [Float](repeating: 0, count: length * image.height)
    result.withUnsafeMutableBufferPointer { result in
      padded.withUnsafeMutableBufferPointer { padded in
        for y in 0..<image.height {
          for place in padded.indices {
            let x = min(image.width - 1, max(0, place / channels - radius))
            padded[place] = Float(image.pixels[y * length + x * channels + place % channels])
          }
          for (tap, weight) in weights.enumerated() {
            let start = tap * channels
            for place in 0..<length { result[y * length + place] += weight * padded[start + place] }
          }
        }
      }
    }
    return result
  }

  private func blurredColumns(_ rows: [Float], _ image: PixelImage, _ weights: [Float]) -> PixelImage {
    let (length, radius) = (image.width * image.channelCount, weights.count / 2)
    var (result, line) = (image, [Float](repeating: 0, count: length))
    result.pixels.withUnsafeMutableBufferPointer { pixels in
      rows.withUnsafeBufferPointer { rows in
        line.withUnsafeMutableBufferPointer { line in
          for y in 0..<image.height {
            line.update(repeating: 0)
            for (tap, weight) in weights.enumerated() {
              let start = min(image.height - 1, max(0, y + tap - radius)) * length
              for place in 0..<length { line[place] += weight * rows[start + place] }
            }
            for place in 0..<length { pixels[y * length + place] = UInt8(min(255, max(0, line[place].rounded()))) }
          }
        }
      }
    }
    return result
  }
}
