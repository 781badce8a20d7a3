import CKernels

/// The inner loops of t-SNE under Swift names. Every call writes only what belongs to its points.
package enum TSNEKernels {
  /// Coordinates or forces of points, one array per dimension; `z` is nil in the plane.
  package struct Coordinates: @unchecked Sendable {
    // Pointers into buffers that the owner keeps alive; parallel work writes disjoint points.
    package let x: UnsafeMutablePointer<Float>
    package let y: UnsafeMutablePointer<Float>
    package let z: UnsafeMutablePointer<Float>?

    package init(x: UnsafeMutablePointer<Float>, y: UnsafeMutablePointer<Float>, z: UnsafeMutablePointer<Float>?) {
      (self.x, self.y, self.z) = (x, y, z)
    }
  }

  /// The exact repulsion of t-SNE on some points; returns the sum of q over all pairs that begin in `range`.
  package static func repulsion(
    _ points: Coordinates, paddedCount: Int, range: Range<Int>, into force: Coordinates
  ) -> Double {
    strata_tsne_repulsion(
      points.x, points.y, points.z, paddedCount, range.lowerBound, range.upperBound, force.x, force.y, force.z)
  }

  /// The attraction of t-SNE on some points.
  package static func attraction(
    _ points: Coordinates, offsets: UnsafePointer<Int64>, neighbors: UnsafePointer<Int32>,
    weights: UnsafePointer<Float>, range: Range<Int>, into force: Coordinates
  ) {
    strata_tsne_attraction(
      points.x, points.y, points.z, offsets, neighbors, weights, range.lowerBound, range.upperBound, force.x, force.y,
      force.z)
  }
}
