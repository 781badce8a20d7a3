import Foundation

/// How bright an image's edges are: the magnitude of its gradient, by Sobel's kernels, after a small Gaussian blur.
///
/// What is light on dark and what is dark on light become alike, which is how Rauber, Fadel, Falcão and Telea (2017,
/// doi:10.1109/TVCG.2016.2598838) took apart what their network had learned about house numbers. The luma is blurred with
/// the given deviation, both derivatives are taken with [1 2 1] across, and the magnitude is scaled so that an image's
/// strongest edge is 255; an image without edges is black. Beyond the border the nearest pixel counts. O(pixels).
public struct GradientMagnitude: Sendable, Equatable {
  /// Standard deviation of the blur, in pixels, 0 (none) to 16.
  public let blur: Double

  /// The deviation where none is given.
  public static let defaultBlur = 1.0

  /// Creates the filter.
  public init(blur: Double = GradientMagnitude.defaultBlur) {
    precondition((0...16).contains(blur), "preprocessing checks the blur")
    self.blur = blur
  }

  /// A grey image of the same size.
  public func applied(to image: PixelImage) -> PixelImage {
    let (width, height) = (image.width, image.height)
    guard width > 0, height > 0 else { return PixelImage(width: width, height: height, channelCount: 1) }
    let smooth = blurred(luma(of: image), width: width, height: height)
    var magnitudes = [Float](repeating: 0, count: width * height)
    var largest: Float = 0
    for y in 0..<height {
      let rows = (max(0, y - 1) * width, y * width, min(height - 1, y + 1) * width)
      for x in 0..<width {
        let (left, right) = (max(0, x - 1), min(width - 1, x + 1))
        let horizontal =
          smooth[rows.0 + right] - smooth[rows.0 + left] + 2 * (smooth[rows.1 + right] - smooth[rows.1 + left])
          + smooth[rows.2 + right] - smooth[rows.2 + left]
        let vertical =
          smooth[rows.2 + left] - smooth[rows.0 + left] + 2 * (smooth[rows.2 + x] - smooth[rows.0 + x])
          + smooth[rows.2 + right] - smooth[rows.0 + right]
        let magnitude = (horizontal * horizontal + vertical * vertical).squareRoot()
        magnitudes[rows.1 + x] = magnitude
        largest = max(largest, magnitude)
      }
    }
    // Below a thousandth of a grey level there is nothing but rounding.
    let scale = largest > 1e-3 ? 255 / largest : 0
    return PixelImage(
      width: width, height: height, channelCount: 1, pixels: magnitudes.map { UInt8(($0 * scale).rounded()) })
  }

  private func luma(of image: PixelImage) -> [Float] {
    guard image.channelCount == 3 else { return image.pixels.map(Float.init) }
    let count = image.width * image.height
    return (0..<count).map { pixel in
      let start = pixel * 3
      return 0.299 * Float(image.pixels[start]) + 0.587 * Float(image.pixels[start + 1])
        + 0.114 * Float(image.pixels[start + 2])
    }
  }

  private func blurred(_ values: [Float], width: Int, height: Int) -> [Float] {
    guard blur > 0 else { return values }
    let weights = weights
    let radius = weights.count / 2
    var rows = values
    for y in 0..<height {
      for x in 0..<width {
        var sum: Float = 0
        for (place, weight) in weights.enumerated() {
          sum += weight * values[y * width + min(width - 1, max(0, x + place - radius))]
        }
        rows[y * width + x] = sum
      }
    }
    var result = rows
    for y in 0..<height {
      for x in 0..<width {
        var sum: Float = 0
        for (place, weight) in weights.enumerated() {
          sum += weight * rows[min(height - 1, max(0, y + place - radius)) * width + x]
        }
        result[y * width + x] = sum
      }
    }
    return result
  }

  /// Three deviations to each side, with sum 1.
  private var weights: [Float] {
    let radius = max(1, Int((3 * blur).rounded(.up)))
    let raw = (-radius...radius).map { exp(-Double($0 * $0) / (2 * blur * blur)) }
    let sum = raw.reduce(0, +)
    return raw.map { Float($0 / sum) }
  }
}
