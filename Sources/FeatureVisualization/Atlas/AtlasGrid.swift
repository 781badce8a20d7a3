public import NumericKernels

/// A grid over a layout of activations: which of them lie in which cell.
///
/// Cells are squares in the layout's own units; the longer side of the layout has `side` of them. Like Carter et al. (2019,
/// doi:10.23915/distill.00015) the grid spans the 1st to the 99th percentile of each coordinate and a tenth more on each
/// side, so that few outliers do not make everything else small; what lies outside counts for the cell at the edge.
public struct AtlasGrid: Sendable, Equatable {
  /// A cell that holds enough activations.
  public struct Cell: Sendable, Equatable {
    /// From the top, where the second coordinate is largest.
    public let row: Int
    /// From the left, where the first coordinate is smallest.
    public let column: Int
    /// Rows of the layout, ascending.
    public let members: [Int]
  }

  /// Cells from left to right.
  public let columnCount: Int
  /// Cells from top to bottom.
  public let rowCount: Int
  /// Row by row from the top, without those that hold too few.
  public let cells: [Cell]
  /// How many activations are in no cell, because theirs holds too few.
  public let leftOutCount: Int

  /// Lays a grid over points of the plane. O(n log n).
  ///
  /// - Parameters:
  ///   - layout: n x 2, finite.
  ///   - side: Cells along the longer side, from 1 to 200.
  ///   - minimumCount: A cell with fewer members is left out; at least 1.
  /// - Throws: `FeatureVisualizationError` for other sizes and for a layout without two columns or with numbers that are none.
  public init(layout: Matrix, side: Int, minimumCount: Int) throws {
    guard layout.columnCount == 2, layout.rowCount > 0, layout.firstNonFinite == nil else {
      throw FeatureVisualizationError(
        .badInput,
        "The layout of an atlas is \(layout.rowCount) x \(layout.columnCount). Expected finite numbers in 2 columns and at "
          + "least one row.")
    }
    guard (1...200).contains(side), minimumCount >= 1 else {
      throw FeatureVisualizationError(
        .badOption,
        "A grid of \(side) cells a side with at least \(minimumCount) activations each was asked for. Expected 1 to 200 cells "
          + "and at least 1 activation.")
    }
    let (x, y) = (Span(layout, column: 0), Span(layout, column: 1))
    let longer = max(x.length, y.length)
    // All points in one place: one cell.
    let size = longer > 0 ? longer / Double(side) : 1
    columnCount = min(side, max(1, Int((x.length / size).rounded(.up))))
    rowCount = min(side, max(1, Int((y.length / size).rounded(.up))))
    var members = [[Int]](repeating: [], count: columnCount * rowCount)
    for point in 0..<layout.rowCount {
      let column = Self.place(Double(layout[point, 0]) - x.middle, size: size, count: columnCount)
      let row = rowCount - 1 - Self.place(Double(layout[point, 1]) - y.middle, size: size, count: rowCount)
      members[row * columnCount + column].append(point)
    }
    let columns = columnCount
    cells = members.indices.filter { members[$0].count >= minimumCount }
      .map { Cell(row: $0 / columns, column: $0 % columns, members: members[$0]) }
    leftOutCount = layout.rowCount - cells.reduce(0) { $0 + $1.members.count }
  }

  /// Which of `count` cells around the middle a distance from it falls into.
  private static func place(_ distance: Double, size: Double, count: Int) -> Int {
    let cell = (distance / size + Double(count) / 2).rounded(.down)
    return Int(min(Double(count - 1), max(0, cell)))
  }

  private struct Span {
    let middle: Double
    let length: Double

    init(_ layout: Matrix, column: Int) {
      let sorted = (0..<layout.rowCount).map { Double(layout[$0, column]) }.sorted()
      let last = Double(sorted.count - 1)
      let (low, high) = (sorted[Int((0.01 * last).rounded())], sorted[Int((0.99 * last).rounded())])
      middle = (low + high) / 2
      length = (high - low) * 1.2
    }
  }
}
