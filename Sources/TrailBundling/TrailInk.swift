public import NumericKernels

/// How much ink a drawing of trails needs: the share of a grid's cells that they cross.
///
/// Where trails lie on one another ink is used once, so bundling saves it; it says nothing of how far trails were moved.
public struct TrailInk: Sendable {
  private let grid: PlaneGrid?
  private let parallel: ParallelRows

  /// A grid of so many cells (32 to 4,096) along the longer side of the rectangle around `frame`.
  public init(over frame: Trails, gridSize: Int = 1024, parallel: ParallelRows = .init()) throws {
    try TrailBundlingError.require((32...4096).contains(gridSize), "gridSize", gridSize, expected: "32 to 4,096")
    let extent = PlaneExtent(frame).flatMap { $0.longerSide > 0 ? $0 : nil }
    grid = extent.map { PlaneGrid(over: $0, size: gridSize) }
    self.parallel = parallel
  }

  /// The share of cells that some trails cross, 0 to 1; parts beyond the frame count on its border. 0 if the frame has no
  /// extent. Two marks a cell of length: O(length in cells + cells).
  public func share(of trails: Trails) -> Double {
    guard let grid else { return 0 }
    let pool = GridPool(cellCount: grid.cellCount)
    parallel.forEachChunk(of: trails.count, chunkSize: 64) { _, range in
      pool.withGrid { cells in
        for trail in range { Self.mark(trails, trail, grid, cells) }
      }
    }
    var crossed = 0
    pool.withAll { grids in
      for cell in 0..<grid.cellCount where (0..<grids.count).contains(where: { grids.pointer?[$0]?[cell] != 0 }) {
        crossed += 1
      }
    }
    return Double(crossed) / Double(grid.cellCount)
  }

  private static func mark(_ trails: Trails, _ trail: Int, _ grid: PlaneGrid, _ cells: UnsafeMutablePointer<UInt32>) {
    let points = trails.points(of: trail)
    let (lastColumn, lastRow) = (Float(grid.columnCount - 1), Float(grid.rowCount - 1))
    var (x, y) = (grid.column(trails.x[points.lowerBound]), grid.row(trails.y[points.lowerBound]))
    for point in points.dropFirst() {
      let (nextX, nextY) = (grid.column(trails.x[point]), grid.row(trails.y[point]))
      let (dx, dy) = (nextX - x, nextY - y)
      let pieces = max(1, (2 * max(abs(dx), abs(dy))).rounded(.up))
      for piece in 0...Int(pieces) {
        let share = Float(piece) / pieces
        let column = Int(min(lastColumn, max(0, x + share * dx + 0.5)))
        let row = Int(min(lastRow, max(0, y + share * dy + 0.5)))
        cells[row * grid.columnCount + column] = 1
      }
      (x, y) = (nextX, nextY)
    }
  }
}
