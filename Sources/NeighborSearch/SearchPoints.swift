import CKernels
import NumericKernels

/// One set of rows in the form that `strata_search_tile` works on: in the order of the search, packed, with bounds.
///
/// Written while it is built and by the search itself, which lets at most one thread touch the rows of a tile.
final class SearchPoints: @unchecked Sendable {
  static let tileRows = Int(STRATA_TILE_ROWS)

  let count: Int
  /// Columns of the panels.
  let panelDepth: Int
  private(set) var points = strata_points()
  let boxes: TileBoxes
  private var codes: PackedCodes?
  private var allocations: [UnsafeMutableRawPointer] = []

  var tileCount: Int { (count + Self.tileRows - 1) / Self.tileRows }

  func rows(ofTile tile: Int) -> Range<Int> { tile * Self.tileRows..<min(count, (tile + 1) * Self.tileRows) }

  /// Orders, packs and measures one set of a source.
  init(_ source: RowSource, set: Int, _ coordinates: RowCoordinates, plan: SearchPlan, parallel: ParallelRows) {
    count = source.sets[set].rowCount
    panelDepth = plan.keyDepth
    let order =
      plan.isOrdered
      ? SearchOrder.order(
        count: count, coordinates: coordinates.panels, depth: coordinates.depth, used: min(coordinates.depth, 16),
        tileRows: Self.tileRows, parallel: parallel)
      : (0..<Int32(count)).map { $0 }
    boxes = TileBoxes(order, coordinates, count: count, plan: plan, parallel: parallel)
    points.count = count
    points.panelDepth = panelDepth
    points.ids = UnsafePointer(copy(order))
    if let scale = plan.codes {
      let codes = PackedCodes(order, coordinates, scale, parallel: parallel)
      (points.codes, points.shiftedCodes) = (codes.signed, codes.shifted)
      (points.codeHeights, points.codeStarts) = (codes.heights, codes.starts)
      self.codes = codes
    } else {
      pack(order, coordinates, parallel)
    }
    fillHeights(order, source, coordinates, plan, parallel)
    fillRows(order, source, set, parallel)
  }

  deinit { for allocation in allocations { allocation.deallocate() } }

  private func allocate<Element>(_ type: Element.Type, _ count: Int) -> UnsafeMutablePointer<Element> {
    let raw = UnsafeMutableRawPointer.allocate(byteCount: max(1, count) * MemoryLayout<Element>.stride, alignment: 64)
    allocations.append(raw)
    return raw.bindMemory(to: Element.self, capacity: max(1, count))
  }

  private func copy(_ order: [Int32]) -> UnsafeMutablePointer<Int32> {
    let ids = allocate(Int32.self, count)
    for position in 0..<count { ids[position] = order[position] }
    return ids
  }

  private var paddedCount: Int { (count + 15) / 16 * 16 }

  private func pack(_ order: [Int32], _ coordinates: RowCoordinates, _ parallel: ParallelRows) {
    let (depth, width) = (panelDepth, coordinates.depth)
    let target = SharedMutable(allocate(Float.self, paddedCount * depth))
    let source = SharedPointer(coordinates.panels)
    points.panels = target.pointer.map { UnsafePointer($0) }
    parallel.forEachChunk(of: paddedCount, chunkSize: 256) { _, range in
      guard let target = target.pointer, let source = source.pointer else { return }
      order.withUnsafeBufferPointer { order in
        for row in range {
          let output = target + (row / 16 * depth) * 16 + row % 16
          guard row < order.count else {
            for column in 0..<depth { output[column * 16] = 0 }
            continue
          }
          let point = Int(order[row])
          let input = source + (point / 16 * width) * 16 + point % 16
          for column in 0..<depth { output[column * 16] = input[column * 16] }
        }
      }
    }
  }

  private func fillHeights(
    _ order: [Int32], _ source: RowSource, _ coordinates: RowCoordinates, _ plan: SearchPlan, _ parallel: ParallelRows
  ) {
    guard plan.usesProducts else { return }
    let heights = SharedMutable(allocate(Float.self, paddedCount))
    let rests = SharedMutable(plan.hasRests ? allocate(Float.self, paddedCount) : nil)
    points.heights = heights.pointer.map { UnsafePointer($0) }
    points.rests = rests.pointer.map { UnsafePointer($0) }
    let tailDepth = plan.tailDepth(coordinates)
    let tails = SharedMutable(tailDepth > 0 ? allocate(Float.self, count * tailDepth) : nil)
    let tailRests = SharedMutable(tailDepth > 0 ? allocate(Float.self, count) : nil)
    points.tails = tails.pointer.map { UnsafePointer($0) }
    points.tailRests = tailRests.pointer.map { UnsafePointer($0) }
    points.tailDepth = tailDepth
    let panels = SharedPointer(coordinates.panels)
    let directed = SharedMutable(coordinates.hasDirectionless ? allocate(UInt8.self, count) : nil)
    points.directionless = directed.pointer.map { UnsafePointer($0) }
    parallel.forEachChunk(of: paddedCount, chunkSize: 256) { _, range in
      guard let heights = heights.pointer, let panels = panels.pointer else { return }
      for row in range {
        guard row < order.count else {
          heights[row] = 0
          rests.pointer?[row] = 0
          continue
        }
        let point = Int(order[row])
        let square = coordinates.squares[point]
        heights[row] = Float(0.5 * square * (1 - plan.productError))
        directed.pointer?[row] = coordinates.directionless[point] ? 1 : 0
        guard rests.pointer != nil || tailDepth > 0 else { continue }
        let values = panels + (point / 16 * coordinates.depth) * 16 + point % 16
        var left = square
        for column in 0..<plan.keyDepth { left -= Double(values[column * 16]) * Double(values[column * 16]) }
        rests.pointer?[row] = Self.rest(left, square, coordinates)
        guard let tails = tails.pointer else { continue }
        for column in 0..<tailDepth {
          let value = values[(plan.keyDepth + column) * 16]
          tails[row * tailDepth + column] = value
          left -= Double(value) * Double(value)
        }
        tailRests.pointer?[row] = plan.isComplete ? 0 : Self.rest(left, square, coordinates)
      }
    }
  }

  /// Never less than the length of what is left out: a larger rest only loosens the bound.
  private static func rest(_ left: Double, _ square: Double, _ coordinates: RowCoordinates) -> Float {
    Float((max(0, left) + 4 * coordinates.error * square).squareRoot()).nextUp
  }

  private func fillRows(_ order: [Int32], _ source: RowSource, _ set: Int, _ parallel: ParallelRows) {
    let stride = source.stride
    let target = SharedMutable(allocate(Float.self, count * stride))
    points.rows = target.pointer.map { UnsafePointer($0) }
    parallel.forEachChunk(of: count, chunkSize: 256) { _, range in
      guard let target = target.pointer else { return }
      for row in range { source.fill(target + row * stride, set: set, row: Int(order[row])) }
    }
  }

  /// Makes room for the neighbors of every row.
  func prepareLists(_ search: inout strata_search, parallel: ParallelRows) {
    points.entries = allocate(UInt64.self, count * search.capacity)
    points.counts = allocate(Int32.self, count)
    points.worst = allocate(UInt64.self, count)
    points.limits = allocate(Float.self, paddedCount)
    points.bounds = allocate(Float.self, paddedCount)
    points.codeBounds = search.codeDepth > 0 ? allocate(Int32.self, paddedCount) : nil
    for row in 0..<paddedCount {
      points.limits[row] = 0
      points.bounds[row] = 0
      points.codeBounds?[row] = 0
    }
    strata_clear_rows(&search, &points, 0, count)
  }
}
