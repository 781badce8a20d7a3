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
  private let mapping: FileMapping

  /// Opens a file.
  ///
  /// Throws `NumericKernelsError` naming the file: `inputOutput` when it cannot be read, `badInput` when it is not a
  /// `.npy` file, has an unsupported type, or its size is not what the header claims.
  public init(contentsOf url: URL) throws {
    self.url = url
    mapping = try FileMapping(path: url.path)
    header = try NPYHeaderParser.parse(mapping.bytes, fileName: url.path)
  }

  /// Calls `body` with the data, without the header, in the order of the file.
  public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    let data = UnsafeRawBufferPointer(rebasing: mapping.bytes[header.dataOffset...])
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
        description: "Rows \(range.lowerBound) to \(range.upperBound) of \(url.path) were asked for, "
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
            description: "\(url.path) holds \(header.elementType.rawValue), not integers. "
              + "Convert it first with array.astype('<i4').")
        }
        guard let narrow = Int32(exactly: value) else {
          throw NumericKernelsError(
            kind: .badInput,
            description: "\(url.path) holds \(value) at element \(index), which does not fit into 32 bits. "
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
        description: "\(url.path) has shape \(header.shape); a matrix with two dimensions is expected. "
          + "Reshape it first, for example with array.reshape(len(array), -1).")
    }
  }
}

/// A whole regular file mapped read-only; unmapped when the last reference goes.
private final class FileMapping: @unchecked Sendable {
  // Immutable after initialization, so no lock is needed.
  let bytes: UnsafeRawBufferPointer

  init(path: String) throws {
    func failure(_ problem: String) -> NumericKernelsError {
      NumericKernelsError(
        kind: .inputOutput,
        description: "\(path) cannot be read: \(problem). Check the path and its permissions.")
    }
    // O_NONBLOCK keeps a named pipe from blocking the open.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure(String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(String(cString: strerror(errno))) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw failure("it is not a regular file") }
    guard status.st_size > 0 else {
      throw NumericKernelsError(
        kind: .badInput, description: "\(path) is empty; a .npy file is expected. Save it again.")
    }
    let size = Int(status.st_size)
    guard let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
      throw failure(String(cString: strerror(errno)))
    }
    bytes = UnsafeRawBufferPointer(start: address, count: size)
  }

  deinit {
    munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
  }
}
