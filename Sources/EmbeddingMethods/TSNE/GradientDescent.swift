import NumericKernels

/// Gradient descent with momentum and one gain per coordinate (Jacobs 1988), as all common t-SNE programs use it.
struct GradientDescent {
  private let objective: KLDivergence
  private let learningRate: Float
  private var points: KLDivergence.Storage
  private var attraction: KLDivergence.Storage
  private var repulsion: KLDivergence.Storage
  private var update: [Float]
  private var gains: [Float]

  /// No point moves further than this in one step; only runaway steps are that long (openTSNE's limit as well).
  private static let longestStep: Float = 5
  private static let iterationsPerProgressReport = 10

  init(_ objective: KLDivergence, start: Matrix, learningRate: Double) {
    self.objective = objective
    self.learningRate = Float(learningRate)
    points = KLDivergence.Storage(start)
    attraction = KLDivergence.Storage(count: start.rowCount, dimensions: start.columnCount)
    repulsion = attraction
    update = [Float](repeating: 0, count: points.values.count)
    gains = [Float](repeating: 1, count: points.values.count)
  }

  var positions: Matrix { points.matrix }

  mutating func run(_ options: TSNEOptions, progress: ProgressHandler?) throws {
    let total = options.earlyIterationCount + options.iterationCount
    for iteration in 0..<total {
      let isEarly = iteration < options.earlyIterationCount
      step(
        exaggeration: Float(isEarly ? options.earlyExaggeration : 1),
        momentum: Float(isEarly ? options.earlyMomentum : options.momentum))
      if iteration % Self.iterationsPerProgressReport == 0 { try progress?(Double(iteration) / Double(total)) }
    }
  }

  /// The divergence where the points are now.
  mutating func value() -> Double {
    let sum = objective.forces(&points, attraction: &attraction, repulsion: &repulsion)
    return max(0, objective.value(&points, normalization: sum))
  }

  private mutating func step(exaggeration: Float, momentum: Float) {
    let sum = objective.forces(&points, attraction: &attraction, repulsion: &repulsion)
    let scale = 1 / Float(max(sum, 1e-12))
    let (count, padded, dimensions, rate) = (points.count, points.paddedCount, points.dimensions, learningRate)
    points.values.withUnsafeMutableBufferPointer { points in
      update.withUnsafeMutableBufferPointer { update in
        gains.withUnsafeMutableBufferPointer { gains in
          attraction.values.withUnsafeBufferPointer { attraction in
            repulsion.values.withUnsafeBufferPointer { repulsion in
              for i in 0..<count {
                var square: Float = 0
                for k in stride(from: i, to: dimensions * padded, by: padded) {
                  let gradient = exaggeration * attraction[k] - repulsion[k] * scale
                  // Gains grow while steps keep their direction.
                  let agrees = gradient * update[k] < 0
                  gains[k] = max(0.01, agrees ? gains[k] + 0.2 : gains[k] * 0.8)
                  update[k] = momentum * update[k] - rate * gains[k] * gradient
                  square += update[k] * update[k]
                }
                let shrink =
                  square > Self.longestStep * Self.longestStep ? Self.longestStep / square.squareRoot() : 1
                for k in stride(from: i, to: dimensions * padded, by: padded) {
                  update[k] *= shrink
                  points[k] += update[k]
                }
              }
              for dimension in 0..<dimensions { Self.center(points, dimension * padded, count) }
            }
          }
        }
      }
    }
  }

  private static func center(_ points: UnsafeMutableBufferPointer<Float>, _ start: Int, _ count: Int) {
    var sum = 0.0
    for k in start..<start + count { sum += Double(points[k]) }
    let mean = Float(sum / Double(max(1, count)))
    for k in start..<start + count { points[k] -= mean }
  }
}
