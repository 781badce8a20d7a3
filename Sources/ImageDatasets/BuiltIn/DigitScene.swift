import NumericKernels

/// Everything that was drawn by lot for one picture, and the drawing of it.
struct DigitScene {
  let digit: Int
  let typeface: DigitTypeface
  let isLightOnDark: Bool
  /// Digits to the left (negative) and right, with the side they stand on.
  let neighbors: [(digit: Int, side: Double)]
  private let placement: DigitPlacement
  private let gap: Double
  private let background: [Double]
  private let foreground: [Double]
  /// Goes on where the choices above ended.
  private let generator: SeededGenerator

  init(seed: UInt64, index: Int) {
    var generator = SeededGenerator(seed: seed, stream: UInt64(index))
    digit = Self.digit(seed: seed, index: index)
    typeface = DigitTypeface.allCases[Int(generator.next() % UInt64(DigitTypeface.allCases.count))]
    var neighbors = [(digit: Int, side: Double)]()
    for side in [-1.0, 1.0] {
      let isThere = generator.nextUniform() < 0.5
      let other = Int(generator.next() % 10)
      if isThere { neighbors.append((other, side)) }
    }
    self.neighbors = neighbors
    placement = Self.placement(typeface, &generator)
    gap = generator.between(0.16, 0.34)
    let luma = generator.between(24, 226)
    let difference = generator.between(72, 190)
    // The side with more room is the more likely one.
    isLightOnDark = generator.nextUniform() * 255 > luma
    let other = isLightOnDark ? min(250, luma + difference) : max(6, luma - difference)
    // Where there is too little room the background gives way.
    let room = isLightOnDark ? min(luma, other - 72) : max(luma, other + 72)
    background = Self.color(luma: room, saturation: 70, &generator)
    foreground = Self.color(luma: other, saturation: 45, &generator)
    self.generator = generator
  }

  /// Every block of ten holds each digit once, in an order drawn for the block.
  private static func digit(seed: UInt64, index: Int) -> Int {
    var generator = SeededGenerator(seed: seed ^ 0x6469_6769_7473, stream: UInt64(index / 10))
    let keys = (0..<10).map { (key: generator.next(), digit: $0) }.sorted { ($0.key, $0.digit) < ($1.key, $1.digit) }
    return keys[index % 10].digit
  }

  private static func placement(_ typeface: DigitTypeface, _ generator: inout SeededGenerator) -> DigitPlacement {
    let height = generator.between(17, 25)
    // Rotation by the half-angle's tangent: cosine and sine without a library whose last bit may differ.
    let half = generator.between(-1, 1) * 0.055 + generator.between(-1, 1) * 0.045
    return DigitPlacement(
      center: (16 + generator.between(-2, 2), 16 + generator.between(-2, 2)), height: height,
      stretch: generator.between(0.82, 1.08) * (typeface == .bold ? 1.05 : 1),
      slant: typeface.slant + generator.between(-0.05, 0.05),
      rotation: ((1 - half * half) / (1 + half * half), 2 * half / (1 + half * half)),
      strokeWidth: typeface.strokeWidth * generator.between(0.88, 1.15), thinness: typeface.thinness)
  }

  /// A color of this luma, tinted at random.
  private static func color(luma: Double, saturation: Double, _ generator: inout SeededGenerator) -> [Double] {
    let strength = saturation * generator.nextUniform()
    let tint = [generator.between(-1, 1), generator.between(-1, 1), generator.between(-1, 1)]
    let tintLuma = 0.299 * tint[0] + 0.587 * tint[1] + 0.114 * tint[2]
    return tint.map { min(250, max(4, luma + ($0 - tintLuma) * strength)) }
  }

  func drawn() -> PixelImage {
    var generator = generator
    var canvas = DigitCanvas()
    paintBackground(on: &canvas, &generator)
    let advance = placement.height * (0.6 * placement.stretch + gap)
    var coverage = DigitCanvas.coverage(of: typeface.skeletons[digit], placement)
    for neighbor in neighbors {
      var beside = placement
      beside.center.x += neighbor.side * advance * placement.rotation.cosine
      beside.center.y += neighbor.side * advance * placement.rotation.sine
      let other = DigitCanvas.coverage(of: typeface.skeletons[neighbor.digit], beside)
      for pixel in coverage.indices { coverage[pixel] = max(coverage[pixel], other[pixel]) }
    }
    if generator.nextUniform() < 0.3 {
      let (dx, dy) = (Int(generator.next() % 3) - 1, 1)
      let shade = background.map { isLightOnDark ? $0 * 0.45 : $0 + (255 - $0) * 0.5 }
      canvas.paint(shade, coverage: Self.shifted(coverage, dx, dy), opacity: 0.7)
    }
    canvas.paint(foreground, coverage: coverage)
    finish(&canvas, &generator)
    return canvas.image()
  }

  /// A wall with a slope of light and soft stains, sometimes with a plate behind the digits.
  private func paintBackground(on canvas: inout DigitCanvas, _ generator: inout SeededGenerator) {
    let side = DigitCanvas.side
    let plate = generator.nextUniform() < 0.3
    let edges = (0..<4).map { _ in generator.between(0, 5) }
    let wall = Self.color(luma: generator.between(40, 215), saturation: 60, &generator)
    let stains = (0..<25).map { _ in generator.between(-1, 1) }
    let strength = generator.between(2, 16)
    for row in 0..<side {
      for column in 0..<side {
        let onPlate =
          !plate
          || (Double(column) >= edges[0] && Double(row) >= edges[1] && Double(side - 1 - column) >= edges[2]
            && Double(side - 1 - row) >= edges[3])
        let color = onPlate ? background : wall
        let stain = strength * Self.interpolated(stains, Double(column) / 8, Double(row) / 8)
        for channel in 0..<3 { canvas.values[(row * side + column) * 3 + channel] = color[channel] + stain }
      }
    }
  }

  /// Light from one side, blur and the noise of a camera.
  private func finish(_ canvas: inout DigitCanvas, _ generator: inout SeededGenerator) {
    let side = DigitCanvas.side
    let slope = (x: generator.between(-0.22, 0.22), y: generator.between(-0.22, 0.22))
    for row in 0..<side {
      for column in 0..<side {
        let light = 1 + slope.x * (Double(column) / 31 - 0.5) + slope.y * (Double(row) / 31 - 0.5)
        for channel in 0..<3 { canvas.values[(row * side + column) * 3 + channel] *= light }
      }
    }
    // A third of the pictures stay sharp.
    for _ in 0..<(generator.next() % 3) { canvas.blur() }
    let common = generator.between(1, 7)
    let colored = generator.between(0, 3)
    for pixel in 0..<(side * side) {
      let shared = common * generator.bell()
      for channel in 0..<3 { canvas.values[pixel * 3 + channel] += shared + colored * generator.bell() }
    }
  }

  private static func shifted(_ coverage: [Double], _ dx: Int, _ dy: Int) -> [Double] {
    let side = DigitCanvas.side
    return coverage.indices.map { pixel in
      let (column, row) = (pixel % side - dx, pixel / side - dy)
      return column >= 0 && column < side && row >= 0 ? coverage[row * side + column] : 0
    }
  }

  /// A 5 x 5 grid of values, interpolated.
  private static func interpolated(_ grid: [Double], _ x: Double, _ y: Double) -> Double {
    let (column, row) = (Int(x), Int(y))
    let (fx, fy) = (x - Double(column), y - Double(row))
    let top = grid[row * 5 + column] * (1 - fx) + grid[row * 5 + column + 1] * fx
    let bottom = grid[(row + 1) * 5 + column] * (1 - fx) + grid[(row + 1) * 5 + column + 1] * fx
    return top * (1 - fy) + bottom * fy
  }
}

extension SeededGenerator {
  fileprivate mutating func between(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * nextUniform()
  }

  /// About normal with deviation 1: the sum of four uniform numbers of 16 bits each, so that one draw makes it.
  fileprivate mutating func bell() -> Double {
    let bits = next()
    let sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48)
    return (Double(sum) / 65535 - 2) * 1.7320508075688772
  }
}
