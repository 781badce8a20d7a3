import Foundation

/// a and b of 1/(1 + a·x^(2b)), fitted to the curve that `minimumDistance` and `spread` describe.
package struct CurveFit: Sendable, Equatable {
  package let a: Double
  package let b: Double

  /// Least squares over 300 points from 0 to 3 × spread, as umap-learn does; Levenberg–Marquardt from a = b = 1.
  package init(minimumDistance: Double, spread: Double) {
    let samples = (0..<300).map { index -> (x: Double, y: Double) in
      let x = 3 * spread * Double(index) / 299
      return (x, x < minimumDistance ? 1 : exp(-(x - minimumDistance) / spread))
    }
    // ln a instead of a keeps a positive.
    var (logA, b, damping) = (0.0, 1.0, 1e-3)
    var error = Self.error(samples, logA, b)
    for _ in 0..<500 {
      var (h11, h12, h22, g1, g2) = (0.0, 0.0, 0.0, 0.0, 0.0)
      for (x, y) in samples where x > 0 {
        let power = exp(logA + 2 * b * log(x))
        let value = 1 / (1 + power)
        let slope = -value * value * power
        let (d1, d2) = (slope, slope * 2 * log(x))
        h11 += d1 * d1
        h12 += d1 * d2
        h22 += d2 * d2
        g1 += d1 * (value - y)
        g2 += d2 * (value - y)
      }
      let (m11, m22) = (h11 * (1 + damping), h22 * (1 + damping))
      let determinant = m11 * m22 - h12 * h12
      guard determinant > 0 else { break }
      let step = ((m22 * g1 - h12 * g2) / determinant, (m11 * g2 - h12 * g1) / determinant)
      let next = Self.error(samples, logA - step.0, b - step.1)
      if next <= error {
        (logA, b, error, damping) = (logA - step.0, b - step.1, next, damping / 5)
        if abs(step.0) + abs(step.1) < 1e-13 { break }
      } else {
        damping *= 4
        if damping > 1e12 { break }
      }
    }
    a = exp(logA)
    self.b = b
  }

  private static func error(_ samples: [(x: Double, y: Double)], _ logA: Double, _ b: Double) -> Double {
    samples.reduce(0.0) { sum, sample in
      let power = sample.x > 0 ? exp(logA + 2 * b * log(sample.x)) : 0
      let difference = 1 / (1 + power) - sample.y
      return sum + difference * difference
    }
  }
}
