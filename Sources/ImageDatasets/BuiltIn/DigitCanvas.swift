/// Where and how one digit is drawn.
struct DigitPlacement {
  var center: (x: Double, y: Double)
  /// Height in pixels.
  var height: Double
  /// Width relative to the skeleton's.
  var stretch: Double
  var slant: Double
  /// Cosine and sine of the rotation.
  var rotation: (cosine: Double, sine: Double)
  var strokeWidth: Double
  var thinness: Double

  func position(of point: DigitSkeleton.Point) -> (x: Double, y: Double) {
    let y = (point.y - 0.5) * height
    let x = (point.x - 0.3) * height * stretch - slant * y
    return (center.x + x * rotation.cosine - y * rotation.sine, center.y + x * rotation.sine + y * rotation.cosine)
  }
}

/// A small picture of RGB values from 0 to 255 in Double. Only additions, multiplications, divisions and square roots
/// are used, which IEEE 754 rounds alike everywhere, so that pictures are the same on every machine.
struct DigitCanvas {
  static let side = 32
  var values: [Double]

  init() {
    values = [Double](repeating: 0, count: Self.side * Self.side * 3)
  }

  /// How much of every pixel a digit covers, from 0 to 1.
  static func coverage(of skeleton: DigitSkeleton, _ placement: DigitPlacement) -> [Double] {
    var coverage = [Double](repeating: 0, count: side * side)
    for piece in skeleton.pieces {
      let start = placement.position(of: piece.start)
      let end = placement.position(of: piece.end)
      let dx = end.x - start.x
      let dy = end.y - start.y
      let squaredLength = dx * dx + dy * dy
      // Horizontal strokes are thinner, as a broad pen writes.
      let steepness = squaredLength > 0 ? dy * dy / squaredLength : 1
      let share = placement.thinness + (1 - placement.thinness) * steepness
      let radius = placement.strokeWidth * placement.height * share * piece.weight / 2
      let reach = radius + 1
      let columns = clampedRange(min(start.x, end.x) - reach, max(start.x, end.x) + reach)
      let rows = clampedRange(min(start.y, end.y) - reach, max(start.y, end.y) + reach)
      for row in rows {
        for column in columns {
          let px = Double(column) + 0.5 - start.x
          let py = Double(row) + 0.5 - start.y
          let along = squaredLength > 0 ? min(1, max(0, (px * dx + py * dy) / squaredLength)) : 0
          let ox = px - along * dx
          let oy = py - along * dy
          let inside = min(1, max(0, radius - (ox * ox + oy * oy).squareRoot() + 0.5))
          coverage[row * side + column] = max(coverage[row * side + column], inside)
        }
      }
    }
    return coverage
  }

  private static func clampedRange(_ low: Double, _ high: Double) -> Range<Int> {
    let first = max(0, min(side, Int(max(-1, low))))
    return first..<max(first, min(side, Int(max(0, min(Double(side), high))) + 1))
  }

  /// Lays a color over the picture where `coverage` says.
  mutating func paint(_ color: [Double], coverage: [Double], opacity: Double = 1) {
    for pixel in 0..<(Self.side * Self.side) where coverage[pixel] > 0 {
      let share = coverage[pixel] * opacity
      for channel in 0..<3 {
        let position = pixel * 3 + channel
        values[position] += (color[channel] - values[position]) * share
      }
    }
  }

  /// One pass of the binomial filter (1, 2, 1) / 4 in both directions.
  mutating func blur() {
    let side = Self.side
    for axis in [3, 3 * side] {
      let source = values
      for row in 0..<side {
        for column in 0..<side {
          let along = axis == 3 ? column : row
          for channel in 0..<3 {
            let position = (row * side + column) * 3 + channel
            let before = along > 0 ? source[position - axis] : source[position]
            let after = along < side - 1 ? source[position + axis] : source[position]
            values[position] = (before + 2 * source[position] + after) * 0.25
          }
        }
      }
    }
  }

  func image() -> PixelImage {
    PixelImage(
      width: Self.side, height: Self.side, channelCount: 3,
      pixels: values.map { UInt8(min(255, max(0, $0)).rounded()) })
  }
}
