import NumericKernels

/// Coordinates rounded to bytes, packed for the kernels in the order of a search.
final class PackedCodes: @unchecked Sendable {
  let signed: UnsafePointer<Int32>
  let shifted: UnsafePointer<Int32>
  let heights: UnsafePointer<Int32>
  let starts: UnsafePointer<Int32>
  private let lanes: UnsafeMutableRawPointer
  private let terms: UnsafeMutablePointer<Int32>

  /// Rounds all rows; each panel is written by one thread. O(n · columns).
  init(_ order: [Int32], _ coordinates: RowCoordinates, _ scale: CodeScale, parallel: ParallelRows) {
    let paddedCount = (order.count + 15) / 16 * 16
    let size = paddedCount * scale.laneCount
    lanes = .allocate(byteCount: max(1, 2 * size) * 4, alignment: 64)
    lanes.initializeMemory(as: UInt8.self, repeating: 0, count: max(1, 2 * size) * 4)
    terms = .allocate(capacity: max(1, 2 * paddedCount))
    // Missing rows of the last panel are never found.
    terms.initialize(repeating: -Int32(CodeScale.unlimited), count: max(1, 2 * paddedCount))
    for row in order.count..<paddedCount { terms[row] = Int32(CodeScale.unlimited) }
    (heights, starts) = (UnsafePointer(terms), UnsafePointer(terms + paddedCount))
    signed = UnsafePointer(lanes.assumingMemoryBound(to: Int32.self))
    shifted = signed + size
    let (bytes, terms) = (SharedMutable(lanes.assumingMemoryBound(to: Int8.self)), SharedMutable(terms))
    parallel.forEachChunk(of: order.count, chunkSize: 256) { _, range in
      guard let bytes = bytes.pointer, let terms = terms.pointer else { return }
      for row in range {
        let place = row / 16 * scale.laneCount * 64 + row % 16 * 4
        let code = Self.write(Int(order[row]), coordinates, scale, bytes + place, bytes + (place + 4 * size))
        terms[row] = code.height
        terms[paddedCount + row] = -code.height - 128 * Int32(code.sum)
      }
    }
  }

  deinit {
    lanes.deallocate()
    terms.deallocate()
  }

  /// Rounds one row; returns its height and the sum of its codes.
  private static func write(
    _ point: Int, _ coordinates: RowCoordinates, _ scale: CodeScale, _ signed: UnsafeMutablePointer<Int8>,
    _ shifted: UnsafeMutablePointer<Int8>
  ) -> (height: Int32, sum: Int) {
    let values = coordinates.panels + point / 16 * coordinates.depth * 16 + point % 16
    let (inverse, size) = (1 / scale.step, coordinates.squares[point])
    var (left, error, square, sum) = (size, 0.0, 0, 0)
    func append(_ value: Double, _ column: Int) {
      // Adding and subtracting this rounds to a whole number without a call.
      let code = (max(-CodeScale.largest, min(CodeScale.largest, value * inverse)) + 0x1.8p52) - 0x1.8p52
      let (difference, whole) = (value - code * scale.step, Int(code))
      error += difference * difference
      square += whole * whole
      sum += whole
      let place = column / 4 * 64 + column % 4
      signed[place] = Int8(whole)
      shifted[place] = Int8(truncatingIfNeeded: whole + 128)
    }
    for column in 0..<scale.columnCount {
      let value = Double(values[column * 16])
      left -= value * value
      append(value, column)
    }
    // Coordinates of projections are off as well, and so is the rest that is computed from them.
    let length = size.squareRoot()
    let off = coordinates.error + 0x1p-20
    var slack = off * length
    if scale.hasRest {
      let rest = max(0, left).squareRoot()
      let wrong = 4 * off * size
      slack += rest * rest > wrong ? wrong / rest : wrong.squareRoot() * 2
      append(rest, scale.columnCount)
    }
    // The padding of the last lane is zeros on one side, so it need not be 128 on the other.
    return (scale.height(square: square, error: error.squareRoot() + slack), sum)
  }
}
