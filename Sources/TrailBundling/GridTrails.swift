import CKernels
import NumericKernels

/// The points of trails in cells of a grid, where kernels move and count them.
final class GridTrails: @unchecked Sendable {
  // Chunks of parallel work move points of trails of their own; nothing else is written after `init`.
  let grid: PlaneGrid
  let count: Int
  let pointCount: Int
  /// The number of points of the longest trail.
  let longest: Int
  private let offsets: AlignedBuffer<Int64>
  private let x: AlignedBuffer<Float>
  private let y: AlignedBuffer<Float>

  /// Trails that lie within the extent of the grid.
  init(_ trails: Trails, grid: PlaneGrid) {
    self.grid = grid
    (count, pointCount) = (trails.count, trails.pointCount)
    longest = (0..<trails.count).reduce(0) { max($0, trails.points(of: $1).count) }
    offsets = AlignedBuffer(count: trails.count + 1)
    x = AlignedBuffer(count: trails.pointCount)
    y = AlignedBuffer(count: trails.pointCount)
    for (place, offset) in trails.offsets.enumerated() { offsets.pointer[place] = Int64(offset) }
    for point in 0..<trails.pointCount {
      x.pointer[point] = grid.column(trails.x[point])
      y.pointer[point] = grid.row(trails.y[point])
    }
  }

  /// The trails as kernels see them, in a field of steps.
  func kernel(
    steps: UnsafePointer<Float>? = nil, stepCount: Int = 0, smoothingCount: Int = 0
  ) -> strata_bundling_trails {
    strata_bundling_trails(
      offsets: offsets.pointer, x: x.pointer, y: y.pointer, steps: steps, columns: grid.columnCount,
      rows: grid.rowCount, stepCount: Int32(stepCount), smoothingCount: Int32(smoothingCount))
  }

  /// Where the points are now; the first and last of each trail keep the bits that they have in `original`.
  func positions(original: Trails) -> Trails {
    var newX = (0..<pointCount).map { grid.x(x.pointer[$0]) }
    var newY = (0..<pointCount).map { grid.y(y.pointer[$0]) }
    for trail in 0..<count {
      let points = original.points(of: trail)
      for end in [points.lowerBound, points.upperBound - 1] {
        (newX[end], newY[end]) = (original.x[end], original.y[end])
      }
    }
    return Trails(valid: newX, newY, original.offsets)
  }
}
