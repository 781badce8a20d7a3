public import NumericKernels

/// Where an embedding starts.
public enum Initialization: Sendable, Equatable, Codable {
  /// From the leading eigenvectors of the normalized graph Laplacian (UMAP only).
  case spectral
  /// From the leading principal components of the data.
  case pca
  /// From random positions.
  case random
  /// From given positions, one row per point.
  case given(Matrix)

  /// The name that records use: `spectral`, `pca`, `random` or `given`.
  public var name: String {
    switch self {
    case .spectral: "spectral"
    case .pca: "pca"
    case .random: "random"
    case .given: "given"
    }
  }

  private enum CodingKeys: String, CodingKey {
    case method, rowCount, columnCount, elements
  }

  /// Reads `{"method": …}`, and for `given` the matrix beside it.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let method = try values.decode(String.self, forKey: .method)
    switch method {
    case "spectral": self = .spectral
    case "pca": self = .pca
    case "random": self = .random
    case "given":
      let (rows, columns) = (
        try values.decode(Int.self, forKey: .rowCount), try values.decode(Int.self, forKey: .columnCount)
      )
      let elements = try values.decode([Float].self, forKey: .elements)
      let (size, overflow) = rows.multipliedReportingOverflow(by: columns)
      guard rows >= 0, columns >= 0, !overflow, size == elements.count else {
        throw DecodingError.dataCorruptedError(
          forKey: .elements, in: values,
          debugDescription: "\(elements.count) elements do not fill \(rows) × \(columns). Store one per place.")
      }
      self = .given(Matrix(rowCount: rows, columnCount: columns, elements: elements))
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .method, in: values,
        debugDescription: "\(method) is no initialization. Use spectral, pca, random or given.")
    }
  }

  /// Writes what `init(from:)` reads.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(name, forKey: .method)
    guard case .given(let matrix) = self else { return }
    try values.encode(matrix.rowCount, forKey: .rowCount)
    try values.encode(matrix.columnCount, forKey: .columnCount)
    try values.encode(matrix.elements, forKey: .elements)
  }

  /// Checks given positions; throws `badOption` when their shape is not that of the embedding.
  func requireShape(rowCount: Int, dimensions: Int) throws {
    guard case .given(let matrix) = self else { return }
    guard matrix.rowCount == rowCount, matrix.columnCount == dimensions else {
      throw EmbeddingMethodsError(
        kind: .badOption,
        description: "The given initialization is \(matrix.rowCount) × \(matrix.columnCount); "
          + "\(rowCount) × \(dimensions) is expected. Give one row per point and one column per dimension.")
    }
    try Validation.requireFinite(matrix, name: "given initialization")
  }
}
