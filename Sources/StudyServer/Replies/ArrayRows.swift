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
