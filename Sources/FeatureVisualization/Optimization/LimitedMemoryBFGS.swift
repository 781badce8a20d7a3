/// L-BFGS for the numbers of one image (Liu and Nocedal 1989, doi:10.1007/BF01589116), upwards.
///
/// Every step proposes a place; the caller measures the objective there and tells it. A place that is not enough better (Armijo's
/// condition) is taken back, and the next one is half as far. Transforms that change from step to step make the slopes
/// inconsistent; it is meant for optimization without them.
struct LimitedMemoryBFGS {
  private let memory = 10
  private let firstLength: Double
  private var position: [Float] = []
  private var slope: [Float] = []
  private var value = -Double.infinity
  private var direction: [Float] = []
  private var length = 1.0
  private var pairs: [(move: [Float], change: [Float], inverse: Double)] = []
  /// Whether no place along the direction was better, also after starting anew.
  private(set) var isStuck = false

  init(learningRate: Double) { firstLength = learningRate }

  /// - Parameters:
  ///   - values: Where the objective was measured; replaced by where it is to be measured next.
  ///   - gradient: Its slope there.
  ///   - measured: The objective there.
  mutating func step(_ values: inout [Float], gradient: UnsafeBufferPointer<Float>, measured: Double) {
    guard !isStuck else { return }
    if !position.isEmpty, !isBetter(measured) {
      length /= 2
      if length < 1e-6 { startAnew() }
    } else {
      accept(values, Array(gradient), measured)
    }
    values = zip(position, direction).map { $0 + Float(length) * $1 }
  }

  private func isBetter(_ measured: Double) -> Bool {
    measured.isFinite && measured >= value + 1e-4 * length * Self.dot(direction, slope)
  }

  private mutating func startAnew() {
    guard !pairs.isEmpty else {
      (isStuck, length) = (true, 0)
      return
    }
    pairs = []
    direction = scaled(slope)
    length = 1
  }

  private mutating func accept(_ place: [Float], _ gradient: [Float], _ measured: Double) {
    if !position.isEmpty {
      let move = zip(place, position).map { $0 - $1 }
      // Upwards, slopes shrink along the move where the objective bends down.
      let change = zip(slope, gradient).map { $0 - $1 }
      let product = Self.dot(move, change)
      if product > 1e-10 * Self.dot(change, change) { pairs.append((move, change, 1 / product)) }
      if pairs.count > memory { pairs.removeFirst() }
    }
    (position, slope, value) = (place, gradient, measured)
    direction = pairs.isEmpty ? scaled(gradient) : recursion(gradient)
    if Self.dot(direction, slope) <= 0 {
      pairs = []
      direction = scaled(gradient)
    }
    length = 1
  }

  /// As long as Adam's first step would be.
  private func scaled(_ gradient: [Float]) -> [Float] {
    let length = Self.dot(gradient, gradient).squareRoot()
    guard length > 0 else { return gradient }
    let factor = Float(firstLength * Double(gradient.count).squareRoot() / length)
    return gradient.map { $0 * factor }
  }

  /// The two loops.
  private func recursion(_ gradient: [Float]) -> [Float] {
    var result = gradient
    var factors: [Double] = []
    for pair in pairs.reversed() {
      let factor = pair.inverse * Self.dot(pair.move, result)
      factors.append(factor)
      Self.add(-factor, pair.change, to: &result)
    }
    if let last = pairs.last {
      let scale = Float(1 / (last.inverse * Self.dot(last.change, last.change)))
      for place in result.indices { result[place] *= scale }
    }
    for (pair, factor) in zip(pairs, factors.reversed()) {
      let correction = pair.inverse * Self.dot(pair.change, result)
      Self.add(factor - correction, pair.move, to: &result)
    }
    return result
  }

  private static func dot(_ left: [Float], _ right: [Float]) -> Double {
    var sum = 0.0
    for place in left.indices { sum += Double(left[place]) * Double(right[place]) }
    return sum
  }

  private static func add(_ factor: Double, _ vector: [Float], to result: inout [Float]) {
    for place in result.indices { result[place] += Float(factor) * vector[place] }
  }
}
