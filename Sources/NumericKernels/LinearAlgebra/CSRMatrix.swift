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
}
