import CKernels
package import NumericKernels

/// How the repulsion of t-SNE is computed.
public enum RepulsionMethod: String, Sendable, Codable, Equatable, CaseIterable {
  /// `exact` up to `largestExactCount` points; above it, `interpolation` in 2-D and `barnesHut` in 3-D.
  case automatic
  /// All pairs. O(n²) per iteration.
  case exact
  /// A quadtree or octree whose far cells count as one point (van der Maaten 2014, JMLR 15:3221). O(n·log n).
  case barnesHut
  /// Charges on a grid, convolved by Fourier transforms (Linderman et al. 2019, doi:10.1038/s41592-018-0308-4). Only in
  /// 2-D. O(n + area·log area), where the area is that of the map.
  case interpolation

  /// What `automatic` stands for.
  func resolved(count: Int, options: TSNEOptions) -> RepulsionMethod {
    guard self == .automatic else { return self }
    if count <= options.largestExactCount { return .exact }
    return options.dimensions == 2 ? .interpolation : .barnesHut
  }

  package func field(angle: Double, parallel: ParallelRows) -> any RepulsionField {
    switch self {
    case .automatic, .exact: ExactRepulsion(parallel: parallel)
    case .barnesHut: TreeRepulsion(angle: angle, parallel: parallel)
    case .interpolation: GridRepulsion(angle: angle, parallel: parallel)
    }
  }
}

/// The push of all points of a map on each other.
package protocol RepulsionField {
  /// Writes Σ q²·(yᵢ − yⱼ) for every point and returns Z, the sum of q = 1/(1 + d²) over all ordered pairs of different
  /// points. The same bits for any number of threads.
  mutating func push(_ points: LayoutPoints, into force: LayoutPoints) -> Double
}

/// The sum over all pairs.
package struct ExactRepulsion: RepulsionField {
  private let parallel: ParallelRows
  private(set) var coordinates = AlignedBuffer<Float>(count: 0, repeating: 0)
  private static let chunk = 64

  package init(parallel: ParallelRows) { self.parallel = parallel }

  package mutating func push(_ points: LayoutPoints, into force: LayoutPoints) -> Double {
    push(from: points, on: points, into: force) - Double(points.count)
  }

  /// The push of `sources` on `targets`; the result includes the q = 1 of each target that is itself a source.
  package mutating func push(
    from sources: LayoutPoints, on targets: LayoutPoints, into force: LayoutPoints
  ) -> Double {
    let padded = separate(sources)
    let coordinates = coordinates
    return parallel.sum(of: targets.count, chunkSize: Self.chunk) { range in
      strata_tsne_repulsion(
        coordinates.pointer, coordinates.pointer + padded,
        sources.dimensions == 3 ? coordinates.pointer + 2 * padded : nil,
        padded, targets.pointer, range.lowerBound, range.upperBound, force.pointer)
    }
  }

  /// One array per coordinate, padded with places so far away that they neither push nor count.
  mutating func separate(_ points: LayoutPoints) -> Int {
    let padded = (points.count + 15) / 16 * 16
    if coordinates.count != padded * points.dimensions {
      coordinates = AlignedBuffer(count: padded * points.dimensions, repeating: 1e18)
    }
    for dimension in 0..<points.dimensions {
      let target = coordinates.pointer + dimension * padded
      for i in 0..<points.count { target[i] = points.pointer[i * points.stride + dimension] }
    }
    return padded
  }
}
