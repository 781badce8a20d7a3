import NumericKernels

/// The sizes that a search works with, chosen by measurement; see the guide.
struct DescentParameters: Sendable {
  /// The neighbors each row gets.
  let kept: Int
  /// The neighbors each list holds meanwhile. A few more than wanted: a list that is longer reaches neighbors that lie
  /// behind a gap, at a cost that grows as the square of its length.
  let capacity: Int
  /// The largest number of points that are compared all with all.
  let groupSize: Int
  /// The neighbors and reverse neighbors of each age joined at one point.
  let sampleCount: Int

  static let partitionCount = 5
  /// Reached only by data that keep changing; four to six iterations are usual.
  static let iterationLimit = 20

  static func listLength(neighborCount: Int) -> Int { neighborCount + min(4, max(1, neighborCount / 5)) }

  /// Checks the request. Throws `badInput`.
  init(_ data: Matrix, neighborCount: Int) throws {
    func failure(_ description: String) -> NeighborSearchError {
      NeighborSearchError(kind: .badInput, description: description)
    }
    guard neighborCount >= 1 else {
      throw failure("\(neighborCount) neighbors were asked for; at least 1 is expected. Give a larger number.")
    }
    guard data.columnCount > 0 || data.rowCount == 0 else {
      throw failure(
        "The \(data.rowCount) rows have no columns; distances need at least one. Check the array's shape.")
    }
    kept = min(neighborCount, max(0, data.rowCount - 1))
    capacity = Self.listLength(neighborCount: kept)
    // Lists are full after the first division only if no group is smaller than a list.
    groupSize = max(256, 4 * (capacity + 1))
    sampleCount = min(24, max(16, capacity))
    // Points and their list entries are counted in 32 bits.
    guard data.rowCount < Int(Int32.max), data.rowCount * capacity < Int(UInt32.max) else {
      throw failure(
        "\(data.rowCount) rows with \(kept) neighbors each are more than a neighbor graph can hold. "
          + "Take a sample of the rows or fewer neighbors.")
    }
  }
}
