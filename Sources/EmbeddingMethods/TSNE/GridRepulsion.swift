import CKernels
import Foundation
package import NumericKernels

/// The repulsion of t-SNE in the plane by interpolation on a grid (Linderman et al. 2019,
/// doi:10.1038/s41592-018-0308-4), with one charge per point.
///
/// Cubic B-splines spread each point over 4 × 4 nodes of a grid of a grid. The density is convolved with the
/// two components of the force q²·d at once, packed as the real and imaginary part of one transform, and Z follows from
/// the density's spectrum by Parseval's theorem. Kernels are divided by the squared transfer function of the splines and
/// cached until the map outgrows its grid. Maps wider than `largestLength` nodes are left to Barnes–Hut.
package struct GridRepulsion: RepulsionField {
  /// The distance of grid nodes on large maps; the force is then right to about 2.5 % in the root mean square.
  private static let largestSpacing: Float = 0.5
  /// Maps that fit into so few nodes get a finer grid, since it costs next to nothing.
  private static let cheapLength = 320
  /// The longest transform: beyond it, memory would grow past 200 MB.
  private static let largestLength = 4096

  private let parallel: ParallelRows
  private var fallback: TreeRepulsion
  private var grid: RepulsionGrid?
  private var sorting = RowSorting()

  package init(angle: Double, parallel: ParallelRows) {
    self.parallel = parallel
    fallback = TreeRepulsion(angle: angle, parallel: parallel)
  }

  package mutating func push(_ points: LayoutPoints, into force: LayoutPoints) -> Double {
    precondition(points.dimensions == 2, "the grid is a plane")
    let bounds = points.bounds(parallel)
    let spacing = Self.spacing(width: bounds.width)
    // One node on the left and two on the right of every point, and some slack for rounding.
    let extent = Double(bounds.width) / Double(spacing) + 6
    guard points.count > 0, extent * 2 < Double(Self.largestLength) else { return fallback.push(points, into: force) }
    let size = Int(extent.rounded(.up))
    if grid.map({ !$0.fits(size, spacing: spacing) }) ?? true {
      grid = RepulsionGrid(size: size, spacing: spacing, parallel)
    }
    guard let grid else { return fallback.push(points, into: force) }
    grid.place(size: size, low: bounds.low)
    sorting.sort(points, grid, parallel)
    grid.deposit(sorting, parallel)
    let sum = grid.convolve(parallel)
    grid.gather(sorting, into: force, parallel)
    return max(0, sum - Double(points.count))
  }

  /// Halved as often as the grid stays small.
  private static func spacing(width: Float) -> Float {
    var spacing = largestSpacing
    while spacing > 1e-6 && RepulsionGrid.length(size: Int(min(width / spacing * 2, 1e6)) + 7) <= cheapLength {
      spacing /= 2
    }
    return spacing
  }
}

/// Points sorted by the grid row of their cell.
struct RowSorting: Sendable {
  private(set) var sorted = AlignedBuffer<Float>(count: 0, repeating: 0)
  private(set) var order = AlignedBuffer<Int32>(count: 0, repeating: 0)
  /// Where the points of each row begin, and the end.
  private(set) var starts = AlignedBuffer<UInt32>(count: 0, repeating: 0)

  /// A stable counting sort, chunk by chunk. O(n + rows · chunks).
  mutating func sort(_ points: LayoutPoints, _ grid: RepulsionGrid, _ parallel: ParallelRows) {
    let rows = grid.size
    let chunks = (points.count + LayoutPoints.chunk - 1) / LayoutPoints.chunk
    if order.count != points.count {
      sorted = AlignedBuffer(count: 2 * points.count, repeating: 0)
      order = AlignedBuffer(count: points.count, repeating: 0)
    }
    let (sorted, order, starts) = (sorted, order, AlignedBuffer<UInt32>(count: rows + 1, repeating: 0))
    let places = AlignedBuffer<UInt32>(count: chunks * rows, repeating: 0)
    parallel.forEachChunk(of: points.count, chunkSize: LayoutPoints.chunk) { chunk, range in
      strata_tsne_grid_count(
        grid.pointer, points.pointer, range.lowerBound, range.upperBound, places.pointer + chunk * rows)
    }
    var sum: UInt32 = 0
    for row in 0..<rows {
      starts.pointer[row] = sum
      for chunk in 0..<chunks {
        let count = places.pointer[chunk * rows + row]
        places.pointer[chunk * rows + row] = sum
        sum += count
      }
    }
    starts.pointer[rows] = sum
    parallel.forEachChunk(of: points.count, chunkSize: LayoutPoints.chunk) { chunk, range in
      strata_tsne_grid_sort(
        grid.pointer, points.pointer, range.lowerBound, range.upperBound, places.pointer + chunk * rows, sorted.pointer,
        order.pointer)
    }
    self.starts = starts
  }
}
