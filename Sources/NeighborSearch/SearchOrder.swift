import NumericKernels

/// Puts points that are close next to each other: halves of equal size, cut across the widest coordinate, down to
/// tiles and to groups within them.
///
/// Every tile but the last is full. The order decides how soon a search learns that far tiles can be skipped, never its
/// result.
struct SearchOrder {
  private let coordinates: UnsafePointer<Float>
  private let depth: Int
  private let used: Int
  private let tileRows: Int
  /// Within a tile cuts go on to groups of this size.
  private static let groupRows = 32

  /// Orders points given by packed coordinates of which the first `used` decide. O(n · used · log(n / tileRows)).
  static func order(
    count: Int, coordinates: UnsafePointer<Float>, depth: Int, used: Int, tileRows: Int, parallel: ParallelRows
  ) -> [Int32] {
    var order = (0..<Int32(count)).map { $0 }
    let maker = SearchOrder(coordinates: coordinates, depth: depth, used: used, tileRows: tileRows)
    order.withUnsafeMutableBufferPointer { order in
      guard let order = order.baseAddress else { return }
      // One level at a time; parts of a level are independent.
      var parts = [0..<count]
      while !parts.isEmpty {
        let level = parts
        var cuts = [Int](repeating: 0, count: level.count)
        cuts.withUnsafeMutableBufferPointer { cuts in
          let (order, cuts, maker) = (SharedMutable(order), SharedMutable(cuts.baseAddress), Unchecked(maker))
          parallel.forEachChunk(of: level.count, chunkSize: 1) { part, _ in
            guard let order = order.pointer, let cuts = cuts.pointer else { return }
            cuts[part] = maker.value.split(order, level[part])
          }
        }
        parts = zip(level, cuts).flatMap { part, cut in
          [part.lowerBound..<cut, cut..<part.upperBound].filter { $0.count > Self.groupRows && cut > part.lowerBound }
        }
      }
    }
    return order
  }

  private struct Unchecked: @unchecked Sendable {
    let value: SearchOrder
    init(_ value: SearchOrder) { self.value = value }
  }

  private func value(_ point: Int32, _ coordinate: Int) -> Float {
    let point = Int(point)
    return coordinates[(point / 16 * depth + coordinate) * 16 + point % 16]
  }

  /// Cuts a part in two; returns where, a whole number of tiles from the start.
  private func split(_ order: UnsafeMutablePointer<Int32>, _ part: Range<Int>) -> Int {
    guard part.count > Self.groupRows else { return part.lowerBound }
    let unit = part.count > tileRows ? tileRows : Self.groupRows
    let half = (part.count + unit - 1) / unit / 2 * unit
    let axis = widestCoordinate(order + part.lowerBound, part.count)
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: part.count) { keys in
      guard let keys = keys.baseAddress else { return }
      for position in 0..<part.count {
        let point = order[part.lowerBound + position]
        let bits = value(point, axis).bitPattern
        let ascending = bits & 0x8000_0000 != 0 ? ~bits : bits | 0x8000_0000
        keys[position] = UInt64(ascending) << 32 | UInt64(UInt32(bitPattern: point))
      }
      Self.select(keys, part.count, half)
      for position in 0..<part.count {
        order[part.lowerBound + position] = Int32(bitPattern: UInt32(truncatingIfNeeded: keys[position]))
      }
    }
    return part.lowerBound + half
  }

  private func widestCoordinate(_ points: UnsafePointer<Int32>, _ count: Int) -> Int {
    // A sample of a large part tells its shape.
    let step = max(1, count / 256)
    var (widest, largest) = (0, -1.0)
    for coordinate in 0..<used {
      var (sum, square, seen) = (0.0, 0.0, 0.0)
      for position in stride(from: 0, to: count, by: step) {
        let value = Double(value(points[position], coordinate))
        sum += value
        square += value * value
        seen += 1
      }
      let variance = square - sum * sum / seen
      if variance > largest { (widest, largest) = (coordinate, variance) }
    }
    return widest
  }

  /// Moves the `kept` smallest to the front.
  private static func select(_ values: UnsafeMutablePointer<UInt64>, _ count: Int, _ kept: Int) {
    var (low, high) = (0, count - 1)
    while low < high {
      let pivot = values[(low + high) / 2]
      var (i, j) = (low, high)
      while i <= j {
        while values[i] < pivot { i &+= 1 }
        while values[j] > pivot { j &-= 1 }
        if i <= j {
          (values[i], values[j]) = (values[j], values[i])
          i &+= 1
          j &-= 1
        }
      }
      if kept - 1 <= j { high = j } else if kept - 1 >= i { low = i } else { return }
    }
  }
}
