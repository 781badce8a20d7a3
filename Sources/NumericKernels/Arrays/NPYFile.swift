public import Foundation

/// A `.npy` file, mapped into memory for reading.
///
/// Opening reads only the header; pages of data are read when they are touched. The file must not shrink while it is
/// open. Reading from several threads at once is safe.
public final class NPYFile: Sendable {
  /// Where the file is.
  public let url: URL
  /// What the header says; checked against the size of the file.
  public let header: NPYHeader
  /// What messages call it: the path, or a part of an archive.
  package let name: String
  private let mapping: FileMapping
  private let range: Range<Int>

  /// Opens a file.
  ///
  /// Throws `NumericKernelsError` naming the file: `inputOutput` when it cannot be read, `badInput` when it is not a
  /// `.npy` file, has an unsupported type, or its size is not what the header claims.
  public convenience init(contentsOf url: URL) throws {
    try self.init(contentsOf: url, range: nil, name: url.path)
  }

  /// Opens an array that lies in a part of a file, such as an archive that does not compress; `name` is what messages call
  /// it.
  package init(contentsOf url: URL, range: Range<Int>?, name: String) throws {
    self.url = url
    self.name = name
    mapping = try FileMapping(path: url.path)
    self.range = range ?? 0..<mapping.bytes.count
    guard self.range.upperBound <= mapping.bytes.count else {
      throw NumericKernelsError(
        kind: .badInput, description: "\(name) ends too early. It is truncated or damaged; save it again.")
    }
    header = try NPYHeaderParser.parse(
      UnsafeRawBufferPointer(rebasing: mapping.bytes[self.range]), fileName: name)
  }

  /// What the beginning of an array file says of it; `byteCount` is the size of the whole.
  package static func header(beginning bytes: UnsafeRawBufferPointer, byteCount: Int, name: String) throws
    -> NPYHeader
  {
    try NPYHeaderParser.parse(bytes, fileByteCount: byteCount, fileName: name)
  }

  /// Calls `body` with the data, without the header, in the order of the file.
  public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    let data = UnsafeRawBufferPointer(rebasing: mapping.bytes[range.lowerBound + header.dataOffset..<range.upperBound])
    return try withExtendedLifetime(mapping) { try body(data) }
  }

  /// The whole array as a matrix: two dimensions, or one as a single column. Converted to Float32, C order.
  ///
  /// Integers beyond 2²⁴ and doubles are rounded to the nearest Float32. O(elements).
  public func matrix() throws -> Matrix {
    try rows(0..<matrixShape().rowCount)
  }

  /// Some rows of the array as a matrix; see `matrix()`. Throws `badInput` when the range leaves the array.
  public func rows(_ range: Range<Int>) throws -> Matrix {
    let (rowCount, columnCount) = try matrixShape()
    guard range.lowerBound >= 0, range.upperBound <= rowCount else {
      throw NumericKernelsError(
        kind: .badInput,
        description: "Rows \(range.lowerBound) to \(range.upperBound) of \(name) were asked for, "
          + "but it has \(rowCount). Ask for rows within the array.")
    }
    return withUnsafeBytes { bytes in
      let elements = [Float](unsafeUninitializedCapacity: range.count * columnCount) { output, count in
        NPYConversion.toFloat(
          bytes, header: header, rowCount: rowCount, columnCount: columnCount, rows: range, into: output)
        count = range.count * columnCount
      }
      return Matrix(rowCount: range.count, columnCount: columnCount, elements: elements)
    }
  }

  /// All elements of an array of any number of dimensions, in C order, rounded to Float32. O(elements).
  public func floatElements() -> [Float] {
    let elements = withUnsafeBytes { bytes in
      [Float](unsafeUninitializedCapacity: header.elementCount) { output, count in
        count = header.elementCount
        NPYConversion.toFloat(bytes, header: header, rowCount: count, columnCount: 1, rows: 0..<count, into: output)
      }
    }
    guard header.isColumnMajor, header.shape.count > 1 else { return elements }
    var ordered = elements
    for index in elements.indices {
      ordered[NPYConversion.rowMajorIndex(of: index, header: header)] = elements[index]
    }
    return ordered
  }

  /// All elements of an integer array, in C order, as Int32.
  ///
  /// Throws `badInput` for floating-point arrays and for values outside Int32.
  public func int32Elements() throws -> [Int32] {
    try withUnsafeBytes { bytes in
      var result = [Int32](repeating: 0, count: header.elementCount)
      for index in result.indices {
        guard let value = NPYConversion.integer(bytes, header.elementType, at: index) else {
          throw NumericKernelsError(
            kind: .badInput,
            description: "\(name) holds \(header.elementType.rawValue), not integers. "
              + "Convert it first with array.astype('<i4').")
        }
        guard let narrow = Int32(exactly: value) else {
          throw NumericKernelsError(
            kind: .badInput,
            description: "\(name) holds \(value) at element \(index), which does not fit into 32 bits. "
              + "Renumber the values.")
        }
        result[NPYConversion.rowMajorIndex(of: index, header: header)] = narrow
      }
      return result
    }
  }

  private func matrixShape() throws -> (rowCount: Int, columnCount: Int) {
    switch header.shape.count {
    case 1: return (header.shape[0], 1)
    case 2: return (header.shape[0], header.shape[1])
    default:
      throw NumericKernelsError(
        kind: .badInput,
        description: "\(name) has shape \(header.shape); a matrix with two dimensions is expected. "
          + "Reshape it first, for example with array.reshape(len(array), -1).")
    }
  }
}
