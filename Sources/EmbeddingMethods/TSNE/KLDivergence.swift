package import NumericKernels

/// The objective of t-SNE, Σ p·log(p/q), and its gradient.
package struct KLDivergence {
  /// The pull of the affinities.
  package private(set) var attraction: AttractionField
  private var repulsion: any RepulsionField
  private let parallel: ParallelRows

  package init(
    _ affinities: CSRMatrix, repulsion: RepulsionMethod, angle: Double = 0.5, parallel: ParallelRows = .init()
  ) {
    self.init(
      AttractionField(affinities, parallel: parallel), repulsion.field(angle: angle, parallel: parallel), parallel)
  }

  package init(_ attraction: AttractionField, _ repulsion: any RepulsionField, _ parallel: ParallelRows) {
    (self.attraction, self.repulsion, self.parallel) = (attraction, repulsion, parallel)
  }

  /// The two halves of the gradient: Σ p·q·(yᵢ − yⱼ), and Σ q²·(yᵢ − yⱼ) with the sum of q over all pairs.
  package struct Forces {
    package let attraction: LayoutPoints
    package let repulsion: LayoutPoints
    package internal(set) var normalization = 0.0

    package init(count: Int, dimensions: Int) {
      attraction = LayoutPoints(count: count, dimensions: dimensions)
      repulsion = LayoutPoints(count: count, dimensions: dimensions)
    }

    /// 1 / Z, finite even if all points have parted for good.
    var repulsionScale: Float { 1 / Float(max(normalization, 1e-12)) }
  }

  package mutating func evaluate(_ points: LayoutPoints, into forces: inout Forces) {
    attraction.pull(points, into: forces.attraction, parallel)
    forces.normalization = repulsion.push(points, into: forces.repulsion)
  }

  /// The gradient at some positions, with its factor 4, and the divergence. For tests and single evaluations.
  package mutating func valueAndGradient(at positions: Matrix) -> (value: Double, gradient: Matrix) {
    let points = LayoutPoints(positions)
    var forces = Forces(count: points.count, dimensions: points.dimensions)
    evaluate(points, into: &forces)
    let gradient = LayoutPoints(count: points.count, dimensions: points.dimensions)
    for k in 0..<points.count * points.stride {
      gradient.pointer[k] = 4 * (forces.attraction.pointer[k] - forces.repulsion.pointer[k] * forces.repulsionScale)
    }
    return (value(points, normalization: forces.normalization), gradient.matrix)
  }

  /// Σ p·log(p/q) where q = 1/((1 + d²)·Z).
  package func value(_ points: LayoutPoints, normalization: Double) -> Double {
    max(0, attraction.divergence(points, normalization: normalization, parallel))
  }

  /// Takes affinities in another order of the points.
  mutating func replace(_ attraction: AttractionField) { self.attraction = attraction }
}
