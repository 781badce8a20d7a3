/// A column of a table: a name, and one value a row, nil where there is none.
public struct TableColumn: Sendable, Equatable {
  /// The values, by their type.
  public enum Values: Sendable, Equatable {
    /// Texts.
    case text([String?])
    /// Whole numbers.
    case integer([Int32?])
    /// Numbers; never NaN.
    case real([Float?])
    /// Truth values.
    case truth([Bool?])

    /// Number of rows.
    public var count: Int {
      switch self {
      case .text(let values): values.count
      case .integer(let values): values.count
      case .real(let values): values.count
      case .truth(let values): values.count
      }
    }
  }

  /// The column's name, unique in its table.
  public let name: String
  /// One value a row.
  public let values: Values

  /// Makes a column.
  public init(_ name: String, _ values: Values) { (self.name, self.values) = (name, values) }

  /// A column of numbers in which NaN stands for no value.
  public static func real(_ name: String, _ values: [Float]) -> TableColumn {
    TableColumn(name, .real(values.map { $0.isNaN ? nil : $0 }))
  }

  /// The value of a row as text that reads back to the same bits; nil where there is none.
  func text(_ row: Int) -> String? {
    switch values {
    case .text(let values): values[row]
    case .integer(let values): values[row].map(String.init)
    // Swift writes the shortest digits that read back to the same bits.
    case .real(let values): values[row].map { "\($0)" }
    case .truth(let values): values[row].map { $0 ? "true" : "false" }
    }
  }
}

/// Columns of equal length.
public struct PointTable: Sendable, Equatable {
  /// The columns, in order.
  public let columns: [TableColumn]
  /// The number of rows.
  public let rowCount: Int

  /// Makes a table. Columns have `rowCount` values each and different names.
  public init(rowCount: Int, columns: [TableColumn]) {
    precondition(columns.allSatisfy { $0.values.count == rowCount }, "columns have one value a row")
    precondition(Set(columns.map(\.name)).count == columns.count, "columns have different names")
    (self.rowCount, self.columns) = (rowCount, columns)
  }

  /// A column by its name.
  public subscript(_ name: String) -> TableColumn.Values? { columns.first { $0.name == name }?.values }
}
