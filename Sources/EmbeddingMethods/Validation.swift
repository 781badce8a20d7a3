import NumericKernels

/// Checks that every method makes before it starts.
enum Validation {
  static func requireFinite(_ matrix: Matrix, name: String) throws {
    if let place = matrix.firstNonFinite {
      throw EmbeddingMethodsError(
        kind: .badInput,
        description: "Row \(place.row), column \(place.column) of the \(name) is \(matrix[place.row, place.column]); "
          + "finite numbers are expected. Remove the row or replace the value.")
    }
  }

  static func requireColumns(_ matrix: Matrix, name: String) throws {
    guard matrix.columnCount > 0 || matrix.rowCount == 0 else {
      throw EmbeddingMethodsError(
        kind: .badInput,
        description: "The \(matrix.rowCount) rows of the \(name) have no columns; at least one is expected. "
          + "Check the array's shape.")
    }
  }

  static func requireSameRowCount(_ first: Int, _ firstName: String, _ second: Int, _ secondName: String) throws {
    guard first == second else {
      throw EmbeddingMethodsError(
        kind: .badInput,
        description: "The \(firstName) has \(first) rows and the \(secondName) \(second); as many are expected. "
          + "Use arrays of the same items.")
    }
  }

  static func requireOption(_ condition: Bool, _ name: String, _ value: some Any, expected: String) throws {
    guard condition else {
      throw EmbeddingMethodsError(
        kind: .badOption, description: "\(name) is \(value); \(expected) is expected. Choose such a value.")
    }
  }

  /// New rows to place beside embedded ones: finite, as wide as these, of which there is at least one.
  static func requirePlaceable(_ rows: Matrix, among data: Matrix) throws {
    try requireFinite(rows, name: "new data")
    guard rows.rowCount > 0 else { return }
    guard rows.columnCount == data.columnCount, data.rowCount > 0 else {
      throw EmbeddingMethodsError(
        kind: .badInput,
        description: "The new data are \(rows.rowCount) × \(rows.columnCount) and the embedded data "
          + "\(data.rowCount) × \(data.columnCount); as many columns, and at least one embedded row, are expected. "
          + "Prepare both in the same way.")
    }
  }
}
