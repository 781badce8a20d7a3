/// A sparse matrix in compressed rows; columns ascend within a row and occur once.
public struct CSRMatrix: Sendable, Equatable {
  /// The number of rows.
  public let rowCount: Int
  /// The number of columns.
  public let columnCount: Int
  /// Where each row begins in `columns` and `values`, and the end; `rowCount + 1` of them.
  public let offsets: [Int64]
  /// The column of each stored value.
  public let columns: [Int32]
  /// The stored values, row after row.
  public var values: [Float]

  /// Takes arrays that already have this form.
  package init(rowCount: Int, columnCount: Int, offsets: [Int64], columns: [Int32], values: [Float]) {
    (self.rowCount, self.columnCount) = (rowCount, columnCount)
    (self.offsets, self.columns, self.values) = (offsets, columns, values)
  }

  /// Takes arrays from elsewhere after checking that they have this form. O(rows + stored values).
  ///
  /// Throws `badInput`, naming the place, for sizes that do not fit together, offsets that do not begin at 0, fall, or
  /// end elsewhere than at the number of values, and columns out of range, repeated or not ascending within a row.
  /// Values are not looked at.
  public init(
    validating offsets: [Int64], columns: [Int32], values: [Float], rowCount: Int, columnCount: Int
  ) throws {
    func failure(_ problem: String, _ remedy: String) -> NumericKernelsError {
      NumericKernelsError(kind: .badInput, description: "The sparse matrix \(problem). \(remedy)")
    }
    guard rowCount >= 0, (0...Int(Int32.max)).contains(columnCount) else {
      throw failure("has \(rowCount) rows and \(columnCount) columns", "Give sizes from 0 to 2,147,483,647.")
    }
    guard offsets.count == rowCount + 1, columns.count == values.count else {
      throw failure(
        "of \(rowCount) rows has \(offsets.count) offsets, \(columns.count) columns and \(values.count) values",
        "Give one offset more than rows, and as many columns as values.")
    }
    guard offsets.first == 0, offsets.last == Int64(values.count) else {
      throw failure(
        "has offsets from \(offsets[0]) to \(offsets[rowCount])", "They must run from 0 to \(values.count).")
    }
    for row in 0..<rowCount {
      guard offsets[row] <= offsets[row + 1], offsets[row + 1] <= Int64(values.count) else {
        throw failure("has falling offsets at row \(row)", "Give offsets that never fall.")
      }
      var previous = Int32(-1)
      for index in Int(offsets[row])..<Int(offsets[row + 1]) {
        guard columns[index] > previous, columns[index] < columnCount else {
          throw failure(
            "has column \(columns[index]) after \(previous) in row \(row) of \(columnCount) columns",
            "Columns must ascend within a row, from 0 to one below the number of columns.")
        }
        previous = columns[index]
      }
    }
    self.init(rowCount: rowCount, columnCount: columnCount, offsets: offsets, columns: columns, values: values)
  }
}
