import Foundation
import NumericKernels

/// Single rows of a study's arrays.
struct ArrayRows {
  private let file: NPYFile

  init(_ url: URL) throws {
    file = try NPYFile(contentsOf: url)
  }

  /// Number of rows.
  var rowCount: Int { file.header.shape.first ?? 0 }

  /// Number of values in a row.
  var columnCount: Int { file.header.shape.count == 2 ? file.header.shape[1] : 1 }

  /// One column of a table in C order, as Float32. O(rows).
  func column(_ column: Int) throws -> [Float] {
    // A few rows at a time: the whole table may not fit into memory.
    var values: [Float] = []
    values.reserveCapacity(rowCount)
    let step = max(1, (1 << 18) / max(1, columnCount))
    for start in stride(from: 0, to: rowCount, by: step) {
      let rows = try file.rows(start..<min(rowCount, start + step))
      for row in 0..<rows.rowCount { values.append(rows[row, column]) }
    }
    return values
  }

  /// One row as Float32.
  func floats(_ row: Int) throws -> [Float] {
    try file.rows(row..<row + 1).elements
  }

  /// One row of an Int32 array in C order.
  func integers(_ row: Int) throws -> [Int] {
    let header = file.header
    guard header.elementType == .int32, !header.isColumnMajor, header.shape.count == 2, row < rowCount else {
      throw NumericKernelsError(
        kind: .badInput,
        description: "\(file.url.path) is no Int32 table in C order with a row \(row). Make this array again.")
    }
    let columnCount = header.shape[1]
    return file.withUnsafeBytes { bytes in
      (0..<columnCount).map { column in
        let value = bytes.loadUnaligned(fromByteOffset: (row * columnCount + column) * 4, as: Int32.self)
        return Int(Int32(littleEndian: value))
      }
    }
  }
}
