/// Minimizes a smooth convex function by L-BFGS (Liu & Nocedal 1989, doi:10.1007/BF01589116) with backtracking.
///
/// A step is long enough when the value falls (Armijo), or, where values differ by rounding only, when the slope has
/// flattened (the approximate Wolfe condition of Hager & Zhang 2005, doi:10.1137/030601880).
struct LimitedMemoryBFGS {
  /// How many pairs of steps and gradient changes are kept.
  var historyCount = 10
  /// Stops when no component of the gradient is larger.
  var gradientTolerance = 1e-5
  /// Stops after so many steps.
  var iterationLimit = 500

  /// How far values of a function in Float32 are off, relatively.
  private static let rounding = 1e-6

  /// Where it ended.
  struct Outcome {
    var parameters: [Double]
    var value: Double
    var iterationCount: Int
    var hasConverged: Bool
  }

  private typealias Function = ([Double]) throws -> (value: Double, gradient: [Double])
  private typealias Point = (place: [Double], value: Double, gradient: [Double])

  private struct Pair {
    let step, change: [Double]
    let curvature: Double
  }

  /// Goes down from `start`. `function` returns the value and the gradient at a place.
  func minimize(
    from start: [Double], _ function: ([Double]) throws -> (value: Double, gradient: [Double])
  ) rethrows -> Outcome {
    var place = start
    var (value, gradient) = try function(place)
    var history: [Pair] = []
    for iteration in 0..<iterationLimit {
      guard Self.largest(gradient) > gradientTolerance else {
        return Outcome(parameters: place, value: value, iterationCount: iteration, hasConverged: true)
      }
      var direction = Self.direction(gradient, history)
      var slope = Self.dot(direction, gradient)
      if slope >= 0 {
        history = []
        direction = gradient.map { -$0 }
        slope = -Self.dot(gradient, gradient)
      }
      let length = history.isEmpty ? 1 / Self.dot(gradient, gradient).squareRoot() : 1.0
      let accepted = try Self.step(place, value, direction, slope, length, function)
      // No step goes further down: what is left is rounding.
      guard let accepted else {
        return Outcome(parameters: place, value: value, iterationCount: iteration, hasConverged: true)
      }
      let step = zip(accepted.place, place).map { $0 - $1 }
      let change = zip(accepted.gradient, gradient).map { $0 - $1 }
      let curvature = Self.dot(step, change)
      if curvature > 1e-12 * Self.dot(change, change).squareRoot() * Self.dot(step, step).squareRoot() {
        history.append(Pair(step: step, change: change, curvature: curvature))
        if history.count > historyCount { history.removeFirst() }
      }
      (place, value, gradient) = accepted
    }
    return Outcome(parameters: place, value: value, iterationCount: iterationLimit, hasConverged: false)
  }

  /// The first acceptable place along a direction, of a length and its halves; nil when there is none.
  private static func step(
    _ place: [Double], _ value: Double, _ direction: [Double], _ slope: Double, _ firstLength: Double,
    _ function: Function
  ) rethrows -> Point? {
    var length = firstLength
    for _ in 0..<30 {
      let candidate = zip(place, direction).map { $0 + length * $1 }
      let (candidateValue, candidateGradient) = try function(candidate)
      let hasFlattened = dot(direction, candidateGradient) <= -0.8 * slope
      if candidateValue <= value + 1e-4 * length * slope
        || (hasFlattened && candidateValue <= value + rounding * abs(value))
      {
        return (candidate, candidateValue, candidateGradient)
      }
      length /= 2
    }
    return nil
  }

  /// The two loops of L-BFGS: the inverse Hessian's estimate times the gradient, downhill.
  private static func direction(_ gradient: [Double], _ history: [Pair]) -> [Double] {
    var result = gradient.map { -$0 }
    var weights: [Double] = []
    for pair in history.reversed() {
      let weight = dot(pair.step, result) / pair.curvature
      weights.append(weight)
      add(-weight, pair.change, to: &result)
    }
    if let last = history.last {
      let scale = last.curvature / dot(last.change, last.change)
      for index in result.indices { result[index] *= scale }
    }
    for (pair, weight) in zip(history, weights.reversed()) {
      add(weight - dot(pair.change, result) / pair.curvature, pair.step, to: &result)
    }
    return result
  }

  private static func add(_ factor: Double, _ vector: [Double], to result: inout [Double]) {
    for index in result.indices { result[index] += factor * vector[index] }
  }

  private static func dot(_ first: [Double], _ second: [Double]) -> Double {
    var sum = 0.0
    for index in first.indices { sum += first[index] * second[index] }
    return sum
  }

  private static func largest(_ vector: [Double]) -> Double { vector.reduce(0) { max($0, abs($1)) } }
}
