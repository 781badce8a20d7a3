import NumericKernels

/// One image on its way.
struct OptimizedRow {
  let objective: ResolvedObjective
  /// Which of the objective's images it is.
  let number: Int
  /// What its random numbers follow from, besides the seed: it does not depend on what else is optimized.
  let stream: UInt64
  var values: [Float]
  /// Before the last step: what is left where that led to numbers that are none.
  private var previousValues: [Float]?
  var adam: Adam?
  var newton: LimitedMemoryBFGS?
  var curve: [Float] = []
  var outcome: OptimizedImage.Outcome?
  var firstValue = 0.0
  /// Whether the unit gave 0 in the last step, so that only what comes before its rectifier has a slope.
  var isSilent = false
  /// Steps without any slope so far, one after the other.
  private var flatStepCount = 0

  init(
    _ objective: ResolvedObjective, number: Int, images: any ParameterizedImages, options: MaximizationOptions
  ) {
    (self.objective, self.number) = (objective, number)
    stream = Self.stream(of: objective.objective.name, number: number)
    var generator = SeededGenerator(seed: options.seed, stream: stream)
    values = images.initialValues(&generator)
    let rate = options.learningRate ?? options.parameterization.learningRate
    switch options.method {
    case .adam: adam = Adam(count: values.count, learningRate: rate)
    case .lbfgs: newton = LimitedMemoryBFGS(learningRate: rate)
    }
  }

  /// A hash of the name (FNV-1a), far from those of other names and numbers.
  private static func stream(of name: String, number: Int) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 + [0] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return (hash ^ UInt64(number)) &* 0x9E37_79B9_7F4A_7C15 & ~0xFF_FFFF
  }

  /// Takes a step along the slope of the objective less the penalties. `value` is the objective in this step, `total` the
  /// objective less its penalties.
  mutating func step(value: Double, total: Double, gradient: UnsafeBufferPointer<Float>, options: MaximizationOptions) {
    var sum: Float = 0
    for slope in gradient { sum += abs(slope) }
    guard value.isFinite, total.isFinite, sum.isFinite else {
      outcome = .notFinite
      values = previousValues ?? values
      return
    }
    curve.append(Float(value))
    // Where only penalties count, there is nothing to wake.
    isSilent = value == 0 && objective.hasWeight
    flatStepCount = sum == 0 ? flatStepCount + 1 : 0
    // Transforms may bring one about; if not, there is nothing to follow.
    guard flatStepCount < 16 else {
      outcome = .silent
      return
    }
    previousValues = values
    adam?.step(&values, gradient: gradient)
    newton?.step(&values, gradient: gradient, measured: total)
    if newton?.isStuck == true || hasConverged(options) { outcome = isSilent ? .silent : .converged }
  }

  /// Whether the mean of the last half of the patience rose by less than the tolerance over the half before.
  private func hasConverged(_ options: MaximizationOptions) -> Bool {
    guard options.tolerance > 0, !isSilent, curve.count >= 2 * options.patience else { return false }
    let last = curve.suffix(options.patience / 2)
    let before = curve.dropLast(options.patience - options.patience / 2).suffix(options.patience / 2)
    let (now, then) = (mean(last), mean(before))
    let whole = max(abs(now), abs(now - Double(curve[0])))
    return now - then < options.tolerance * whole
  }

  private func mean(_ values: ArraySlice<Float>) -> Double {
    values.reduce(0.0) { $0 + Double($1) } / Double(values.count)
  }
}
