import CKernels

/// A dense matrix of Float32, row-major and contiguous.
public struct Matrix: Sendable, Equatable {
  /// The number of rows (points).
  public let rowCount: Int
  /// The number of columns (features).
  public let columnCount: Int
  /// The values, row after row; `rowCount * columnCount` of them.
  public var elements: [Float] {
    get { storage }
    // Yields the storage itself: an observer would have every change of one element copy all of them.
    _modify {
      yield &storage
      precondition(storage.count == rowCount * columnCount, "a matrix keeps its number of elements")
    }
  }
  private var storage: [Float]

  /// Creates a matrix in which every element is `repeating`.
  public init(rowCount: Int, columnCount: Int, repeating: Float = 0) {
    precondition(rowCount >= 0 && columnCount >= 0, "a matrix has no negative size")
    self.rowCount = rowCount
    self.columnCount = columnCount
    storage = [Float](repeating: repeating, count: rowCount * columnCount)
  }

  /// Creates a matrix from row-major elements; there must be `rowCount * columnCount` of them.
  public init(rowCount: Int, columnCount: Int, elements: [Float]) {
    precondition(rowCount >= 0 && columnCount >= 0, "a matrix has no negative size")
    precondition(elements.count == rowCount * columnCount, "a matrix has rowCount * columnCount elements")
    self.rowCount = rowCount
    self.columnCount = columnCount
    storage = elements
  }

  /// The element at a row and a column.
  public subscript(row: Int, column: Int) -> Float {
    get { elements[row * columnCount + column] }
    set { elements[row * columnCount + column] = newValue }
  }

  /// The first element that is NaN or infinite, or nil. O(rows × columns), at the speed of memory.
  public var firstNonFinite: (row: Int, column: Int)? {
    let position = elements.withUnsafeBufferPointer { values -> Int? in
      guard let first = values.baseAddress else { return nil }
      let blockSize = 1 << 16
      for start in stride(from: 0, to: values.count, by: blockSize) {
        let block = start..<Swift.min(values.count, start + blockSize)
        // The bits of an infinity; those of NaN are larger.
        guard strata_largest_magnitude_bits(first + start, block.count) >= 0x7F80_0000 else { continue }
        return block.first { !values[$0].isFinite }
      }
      return nil
    }
    return position.map { ($0 / columnCount, $0 % columnCount) }
  }
}
