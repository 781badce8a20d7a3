import CKernels
package import NumericKernels

/// Gradient descent with momentum and one gain per coordinate (Jacobs 1988), as all common t-SNE programs use it.
package struct GradientDescent {
  private var objective: KLDivergence
  private let parallel: ParallelRows
  private var forces: KLDivergence.Forces
  private var velocity: LayoutPoints
  private var gains: LayoutPoints
  /// Where the points are, in the order of the affinities.
  package private(set) var points: LayoutPoints

  /// No point moves further than this in one step; only runaway steps are that long (openTSNE's limit as well).
  private static let longestStep: Float = 5

  package init(_ objective: KLDivergence, start: LayoutPoints, parallel: ParallelRows) {
    self.objective = objective
    self.parallel = parallel
    points = start
    forces = KLDivergence.Forces(count: start.count, dimensions: start.dimensions)
    velocity = LayoutPoints(count: start.count, dimensions: start.dimensions)
    gains = LayoutPoints(count: start.count, dimensions: start.dimensions)
    gains.pointer.update(repeating: 1, count: gains.buffer.count)
  }

  /// What changes between the phases of a descent.
  package struct Phase {
    /// The factor of the attraction.
    package var exaggeration: Double
    package var momentum: Double
    /// The factor of the gradient, which is without its 4.
    package var learningRate: Double

    package init(exaggeration: Double, momentum: Double, learningRate: Double) {
      (self.exaggeration, self.momentum, self.learningRate) = (exaggeration, momentum, learningRate)
    }
  }

  /// One step along the gradient without its factor 4, to which `addition` is added where there is one; then all points
  /// move so that their mean is zero, unless `centers` is false.
  package mutating func step(_ phase: Phase, addition: LayoutPoints? = nil, centers: Bool = true) {
    objective.evaluate(points, into: &forces)
    let sums = move(phase, addition)
    if centers { points.subtract(SIMD4<Float>(sums / Double(max(1, points.count))), parallel) }
  }

  /// The divergence where the points are now; with Z over all pairs if `repulsion` is given.
  package mutating func value(repulsion: (any RepulsionField)? = nil) -> Double {
    if var repulsion {
      return objective.value(points, normalization: repulsion.push(points, into: forces.repulsion))
    }
    objective.evaluate(points, into: &forces)
    return objective.value(points, normalization: forces.normalization)
  }

  /// Continues with the points in another order: `order` says which of the present ones comes first, and so on.
  mutating func reorder(_ order: [Int32], _ attraction: AttractionField) {
    objective.replace(attraction)
    points = points.reordered(order)
    velocity = velocity.reordered(order)
    gains = gains.reordered(order)
  }

  /// Moves all points; returns the sums of their coordinates.
  private mutating func move(_ phase: Phase, _ addition: LayoutPoints?) -> SIMD4<Double> {
    let job = MoveJob(
      step: strata_tsne_step(
        positions: points.pointer, velocity: velocity.pointer, gains: gains.pointer,
        attraction: forces.attraction.pointer,
        repulsion: forces.repulsion.pointer, addition: addition.map { UnsafePointer($0.pointer) },
        exaggeration: Float(phase.exaggeration), repulsionScale: forces.repulsionScale,
        momentum: Float(phase.momentum), learningRate: Float(phase.learningRate), longestStep: Self.longestStep))
    let (count, stride) = (points.count, points.stride)
    let chunks = (count + LayoutPoints.chunk - 1) / LayoutPoints.chunk
    let sums = AlignedBuffer<SIMD4<Double>>(count: chunks, repeating: .zero)
    parallel.forEachChunk(of: count, chunkSize: LayoutPoints.chunk) { chunk, range in
      withUnsafePointer(to: job.step) { step in
        withUnsafeMutableBytes(of: &sums.pointer[chunk]) { sum in
          strata_tsne_move(
            step, stride, range.lowerBound, range.upperBound, sum.bindMemory(to: Double.self).baseAddress)
        }
      }
    }
    return (0..<chunks).reduce(.zero) { $0 + sums.pointer[$1] }
  }

  // Pointers into buffers that the descent keeps alive; chunks write points of their own.
  private struct MoveJob: @unchecked Sendable {
    let step: strata_tsne_step
  }
}
