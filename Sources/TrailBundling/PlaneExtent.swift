/// The smallest rectangle around some trails.
struct PlaneExtent: Equatable {
  let minX, minY, maxX, maxY: Double

  /// Nil without trails.
  init?(_ trails: Trails) {
    guard let minX = trails.x.min(), let maxX = trails.x.max(), let minY = trails.y.min(), let maxY = trails.y.max()
    else { return nil }
    (self.minX, self.minY, self.maxX, self.maxY) = (Double(minX), Double(minY), Double(maxX), Double(maxY))
  }

  /// The longer side; 0 if all points coincide.
  var longerSide: Double { max(maxX - minX, maxY - minY) }
}

/// A grid of square cells over an extent. The center of cell (0, 0) lies at the origin.
struct PlaneGrid: Equatable {
  let originX, originY, spacing: Double
  /// The longer side of the extent, in cells.
  let extentCells: Double
  /// Multiples of 16, as the kernels need.
  let columnCount, rowCount: Int

  /// Cells beyond the extent, so that every point has four cells around it, none of them on the border.
  private static let margin = 2

  /// So many cells, margins included, over the longer side, which is not 0.
  init(over extent: PlaneExtent, size: Int) {
    let inside = size - 1 - 2 * Self.margin
    extentCells = Double(inside)
    spacing = extent.longerSide / extentCells
    originX = extent.minX - Double(Self.margin) * spacing
    originY = extent.minY - Double(Self.margin) * spacing
    columnCount = Self.cells((extent.maxX - extent.minX) / spacing)
    rowCount = Self.cells((extent.maxY - extent.minY) / spacing)
  }

  /// How many cells such a length needs, of which rounding may have added a trace.
  private static func cells(_ length: Double) -> Int {
    let needed = Int((length - 1e-6).rounded(.up)) + 1 + 2 * margin
    return (needed + 15) / 16 * 16
  }

  var cellCount: Int { columnCount * rowCount }
  func column(_ x: Float) -> Float { Float((Double(x) - originX) / spacing) }
  func row(_ y: Float) -> Float { Float((Double(y) - originY) / spacing) }
  func x(_ column: Float) -> Float { Float(Double(column) * spacing + originX) }
  func y(_ row: Float) -> Float { Float(Double(row) * spacing + originY) }
}
