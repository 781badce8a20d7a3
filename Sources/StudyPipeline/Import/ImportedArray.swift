import Foundation
import NumericKernels
import StudyStore

/// An array that becomes a layer, or an embedding of one: a row an item, a column a feature.
struct ImportedArray: Sendable {
  /// Where the numbers are.
  enum Storage: Sendable {
    case file(NPYFile)
    /// Read from text; `lines` are the lines of its rows, `columns` the names of its columns.
    case table(Matrix, lines: [Int], columns: [String])
  }

  /// What the layer is called.
  let name: String
  /// What messages call the array: the path, and the member of an archive.
  let place: String
  /// Names the content, for keys of stages.
  let contentKey: String
  let rowCount: Int
  let columnCount: Int
  private let storage: Storage

  init(name: String, place: String, contentKey: String, storage: Storage) throws {
    (self.name, self.place, self.contentKey, self.storage) = (name, place, contentKey, storage)
    switch storage {
    case .table(let matrix, _, _): (rowCount, columnCount) = (matrix.rowCount, matrix.columnCount)
    case .file(let file):
      let shape = file.header.shape
      guard shape.count == 2 else {
        throw StudyPipelineError(
          kind: .badInput,
          description: "\(place) has shape \(shape); a row an item and a column a feature are expected. "
            + (shape.count > 2
              ? "Average over positions first, as in array.mean(axis=(2, 3)), or reshape with array.reshape(len(array), -1)."
              : "Give two dimensions, as with array.reshape(-1, 1)."))
      }
      (rowCount, columnCount) = (shape[0], shape[1])
    }
    guard rowCount > 0, columnCount > 0 else {
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "\(place) is empty: it has shape [\(rowCount), \(columnCount)]. Give at least one item and one feature.")
    }
  }

  /// Some rows, in this order, as Float32.
  func rows(_ rows: ArraySlice<Int>) throws -> Matrix {
    switch storage {
    case .table(let matrix, _, _): return matrix.selecting(rows: Array(rows))
    case .file(let file):
      guard let first = rows.first else { return Matrix(rowCount: 0, columnCount: columnCount) }
      if rows.elementsEqual(first..<first + rows.count) { return try file.rows(first..<first + rows.count) }
      var elements: [Float] = []
      elements.reserveCapacity(rows.count * columnCount)
      for row in rows { elements += try file.rows(row..<row + 1).elements }
      return Matrix(rowCount: rows.count, columnCount: columnCount, elements: elements)
    }
  }

  /// Rows that are read at a time: about 16 MiB.
  var blockRowCount: Int { max(1, (1 << 22) / columnCount) }

  /// Reads everything once and throws `badInput`, naming row and column, for a number that is not finite.
  func requireFinite() throws {
    for start in stride(from: 0, to: rowCount, by: blockRowCount) {
      let block = try rows(ArraySlice(start..<min(rowCount, start + blockRowCount)))
      guard let wrong = block.firstNonFinite else { continue }
      let value = block[wrong.row, wrong.column]
      let (row, column) = (start + wrong.row, wrong.column)
      var position = "row \(row), column \(column) (both from 0)"
      if case .table(_, let lines, let columns) = storage { position = "line \(lines[row]), column \(columns[column])" }
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "\(place) holds \(value) in \(position). Only finite Float32 numbers can be compared: remove the item, or "
          + "replace the number, as with numpy.nan_to_num.")
    }
  }
}
