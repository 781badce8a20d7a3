import Foundation

/// A Gaussian blur, cut off at four deviations; beyond the border the outermost pixels go on.
package struct GaussianBlur {
  private let weights: [Double]

  /// A blur with a deviation in pixels, above 0.
  package init(deviation: Double) {
    let radius = max(1, Int((4 * deviation).rounded()))
    let raw = (-radius...radius).map { exp(-0.5 * Double($0 * $0) / (deviation * deviation)) }
    let sum = raw.reduce(0, +)
    weights = raw.map { $0 / sum }
  }

  /// Planes one after another, blurred one by one. O(values · deviation).
  package func applied(to values: [Float], channels: Int, height: Int, width: Int) -> [Float] {
    let rows = blurred(values, lines: channels * height, length: width) { ($0 * width, 1) }
    return blurred(rows, lines: channels * width, length: height) { line in
      (line / width * height * width + line % width, width)
    }
  }

  private func blurred(
    _ values: [Float], lines: Int, length: Int, at place: (Int) -> (start: Int, step: Int)
  ) -> [Float] {
    var result = values
    let radius = weights.count / 2
    for line in 0..<lines {
      let (start, step) = place(line)
      for position in 0..<length {
        var sum = 0.0
        for offset in -radius...radius {
          let source = min(length - 1, max(0, position + offset))
          sum += weights[offset + radius] * Double(values[start + source * step])
        }
        result[start + position * step] = Float(sum)
      }
    }
    return result
  }
}
