import CKernels
public import NumericKernels

/// The density of trails in the plane: every point spread by a kernel.
///
/// The kernel is three box filters along each axis, close to a Gaussian whose standard deviation is √(1/6) of the
/// bandwidth, as that of the Epanechnikov kernel of this radius. Points are counted as integers, with positions between
/// cells in steps of 1/256 below 32,768 points and coarser ones above: 1/32 for a million. O(points + cells); the same bits
/// for any number of threads.
public struct DensityMap: Sendable, Equatable {
  /// Where the center of the first cell of the first row lies.
  public let originX: Double, originY: Double
  /// The side of a cell, in units of the trails.
  public let spacing: Double
  /// Points per cell; one row a row of cells, by rising y. They sum to the number of points, less what the kernel
  /// carries out of the grid.
  public let values: Matrix

  /// Estimates the density of the points of trails, as they are: resample first, so that every length counts the same.
  ///
  /// `bandwidth` is the radius of the kernel in units of the trails, from 0 to half the longer side of the rectangle around
  /// them; `gridSize` the number of cells along the longer side, 32 to 4,096.
  ///
  /// Throws `badInput` when the trails have no extent (or there are none), `badOption` for values out of range.
  public init(
    _ trails: Trails, bandwidth: Double, gridSize: Int = 512, parallel: ParallelRows = .init()
  ) throws {
    guard let extent = PlaneExtent(trails), extent.longerSide > 0 else {
      throw TrailBundlingError(
        kind: .badInput,
        description: "All points of the \(trails.count) trails coincide; trails with an extent are expected. "
          + "Check the coordinates.")
    }
    try TrailBundlingError.require((32...4096).contains(gridSize), "gridSize", gridSize, expected: "32 to 4,096")
    try TrailBundlingError.require(
      bandwidth >= 0 && bandwidth <= extent.longerSide / 2, "bandwidth", bandwidth,
      expected: "a number from 0 to \(extent.longerSide / 2), half the longer side,")
    let grid = PlaneGrid(over: extent, size: gridSize)
    let placed = GridTrails(trails, grid: grid)
    let estimate = DensityEstimate(grid, pointCount: trails.pointCount, parallel: parallel)
    parallel.forEachChunk(of: trails.count, chunkSize: 64) { _, range in estimate.add(placed, range) }
    let deviation = BandwidthSchedule.standardDeviation(radius: bandwidth / grid.spacing)
    estimate.estimate(BoxFilter(standardDeviation: deviation))
    (originX, originY, spacing) = (grid.originX, grid.originY, grid.spacing)
    values = Matrix(
      rowCount: grid.rowCount, columnCount: grid.columnCount,
      elements: Array(UnsafeBufferPointer(start: estimate.density.pointer, count: grid.cellCount)))
  }
}
