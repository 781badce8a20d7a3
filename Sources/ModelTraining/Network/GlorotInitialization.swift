import NumericKernels

/// First weights, drawn uniformly from ±√(6 / (fan in + fan out)) (Glorot and Bengio 2010,
/// proceedings.mlr.press/v9/glorot10a).
public enum GlorotInitialization {
  /// `count` weights. The same seed and stream give the same weights on every machine.
  public static func uniform(count: Int, fanIn: Int, fanOut: Int, seed: UInt64, stream: UInt64) -> [Float] {
    let limit = (6 / Double(fanIn + fanOut)).squareRoot()
    var generator = SeededGenerator(seed: seed, stream: stream)
    return (0..<count).map { _ in Float((2 * generator.nextUniform() - 1) * limit) }
  }
}
