package import NumericKernels

/// The springs of dynamic t-SNE between the positions of each point in frames that follow each other.
package struct TemporalCoupling: Sendable {
  private let strength: Double
  private let parallel: ParallelRows

  /// `strength` is λ of λ/(2n) · Σᵢ Σₜ ‖yᵢ[t] − yᵢ[t+1]‖².
  package init(strength: Double, parallel: ParallelRows) {
    (self.strength, self.parallel) = (strength, parallel)
  }

  /// Writes a quarter of the gradient for every frame: λ/(4n) · (2·yᵢ[t] − yᵢ[t−1] − yᵢ[t+1]), without the terms of
  /// frames that do not exist. A quarter, since `GradientDescent` leaves out the factor 4. O(frames · points).
  package func pull(_ frames: [LayoutPoints], into additions: [LayoutPoints]) {
    for (t, frame) in frames.enumerated() {
      let factor = Float(strength / 4 / Double(max(1, frame.count)))
      let before = t > 0 ? frames[t - 1] : frame
      let after = t + 1 < frames.count ? frames[t + 1] : frame
      let addition = additions[t]
      parallel.forEachChunk(of: frame.count, chunkSize: LayoutPoints.chunk) { _, range in
        let (own, previous, next) = (frame.pointer, before.pointer, after.pointer)
        let target = addition.pointer
        for k in range.lowerBound * frame.stride..<range.upperBound * frame.stride {
          target[k] = factor * ((own[k] - previous[k]) + (own[k] - next[k]))
        }
      }
    }
  }

  /// The root mean squared distance between two frames.
  package func movement(_ first: LayoutPoints, _ second: LayoutPoints) -> Double {
    guard first.count > 0 else { return 0 }
    let sum = parallel.sum(of: first.count, chunkSize: LayoutPoints.chunk) { range in
      var sum = 0.0
      for k in range.lowerBound * first.stride..<range.upperBound * first.stride {
        let difference = Double(first.pointer[k]) - Double(second.pointer[k])
        sum += difference * difference
      }
      return sum
    }
    return (sum / Double(first.count)).squareRoot()
  }

  /// λ/2 · Σ movement².
  package func value(_ frames: [LayoutPoints]) -> Double {
    zip(frames, frames.dropFirst()).reduce(0) {
      let movement = movement($1.0, $1.1)
      return $0 + strength / 2 * movement * movement
    }
  }
}
