import NumericKernels

/// The iterations of SMACOF, in scaled lengths.
struct Majorization {
  private(set) var positions: [Double]
  private(set) var stress: Double
  private(set) var squaredDistances: Double
  /// The stress of the start and after each step.
  private(set) var history: [Double]
  private(set) var rejectedStepCount = 0
  private(set) var hasConverged = false

  private let transform: GuttmanTransform
  /// The Guttman transform of `positions`.
  private var target: [Double]

  /// Relaxed steps do not damp every direction (scale for one); a plain step now and then does.
  private static let plainStepCount = 3
  private static let plainStepInterval = 8

  init(_ transform: GuttmanTransform, start: [Double]) {
    self.transform = transform
    positions = start
    transform.evaluate(start)
    (stress, squaredDistances) = (transform.stress, transform.squaredDistances)
    target = transform.transformed
    history = [stress]
  }

  mutating func run(_ options: SMACOFOptions, progress: ProgressHandler?) throws {
    guard transform.count > 1 else {
      hasConverged = true
      return
    }
    for iteration in 1..<options.iterationCount + 1 {
      let isLast = iteration == options.iterationCount
      var isRelaxed =
        options.update == .relaxed && iteration > Self.plainStepCount
        && !iteration.isMultiple(of: Self.plainStepInterval)
        && !isLast
      let before = stress
      if isRelaxed && !step(relaxed: true) {
        rejectedStepCount += 1
        isRelaxed = false
      }
      if stress == before && !isRelaxed && !step(relaxed: false) {
        // Only rounding is left.
        hasConverged = true
        return
      }
      history.append(stress)
      try progress?(Double(iteration) / Double(options.iterationCount))
      if let tolerance = options.relativeTolerance, tolerance > 0, before - stress < tolerance * squaredDistances {
        hasConverged = true
        break
      }
    }
    // A relaxed step leaves the scale on the far side of the best; finish where the parabola is lowest.
    if hasConverged && options.update == .relaxed && history.count <= options.iterationCount && step(relaxed: false) {
      history.append(stress)
    }
  }

  /// Moves, unless the stress would rise.
  private mutating func step(relaxed: Bool) -> Bool {
    var candidate = target
    if relaxed {
      for place in candidate.indices { candidate[place] = 2 * target[place] - positions[place] }
    }
    transform.evaluate(candidate)
    guard transform.stress <= stress else { return false }
    positions = candidate
    (stress, squaredDistances) = (transform.stress, transform.squaredDistances)
    target = transform.transformed
    return true
  }
}
