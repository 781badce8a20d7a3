/// The element types of array files that Strata reads and writes, all little-endian.
public enum NPYElementType: String, Sendable, Codable, CaseIterable {
  /// IEEE 754 single precision.
  case float32 = "<f4"
  /// IEEE 754 double precision.
  case float64 = "<f8"
  /// IEEE 754 half precision.
  case float16 = "<f2"
  /// Signed 32-bit integers.
  case int32 = "<i4"
  /// Signed 64-bit integers.
  case int64 = "<i8"
  /// Signed 16-bit integers.
  case int16 = "<i2"
  /// Signed bytes.
  case int8 = "|i1"
  /// Unsigned 64-bit integers.
  case uint64 = "<u8"
  /// Unsigned 32-bit integers.
  case uint32 = "<u4"
  /// Unsigned 16-bit integers.
  case uint16 = "<u2"
  /// Unsigned bytes.
  case uint8 = "|u1"
  /// Truth values, 0 or 1.
  case boolean = "|b1"

  /// The size of one element in bytes.
  public var byteCount: Int {
    switch self {
    case .int8, .uint8, .boolean: 1
    case .float16, .int16, .uint16: 2
    case .float32, .int32, .uint32: 4
    case .float64, .int64, .uint64: 8
    }
  }
}

/// What the header of a `.npy` file says (NumPy enhancement proposal 1, format versions 1.0 to 3.0).
public struct NPYHeader: Sendable, Equatable {
  /// The type of the elements.
  public let elementType: NPYElementType
  /// Whether the first index varies fastest in memory (Fortran order).
  public let isColumnMajor: Bool
  /// The extent of every dimension; empty for a scalar.
  public let shape: [Int]
  /// Where the data begin, in bytes from the start of the file.
  public let dataOffset: Int

  /// The number of elements.
  public var elementCount: Int { shape.reduce(1, *) }
  /// The size of the data in bytes.
  public var dataByteCount: Int { elementCount * elementType.byteCount }

  /// Creates the header that Strata writes: version 1.0, C order, padded to a multiple of 64 bytes.
  ///
  /// Throws `badInput` when an extent is negative or the size of the data overflows.
  public init(elementType: NPYElementType, shape: [Int]) throws {
    self.elementType = elementType
    self.isColumnMajor = false
    self.shape = shape
    guard Self.byteCount(shape: shape, elementType: elementType) != nil else {
      throw NumericKernelsError(
        kind: .badInput,
        description: "An array of shape \(shape) cannot be stored: its size is negative or overflows. "
          + "Give extents from 0 upwards whose product fits into memory.")
    }
    self.dataOffset = Self.serialized(elementType: elementType, shape: shape).count
  }

  /// The bytes of a version 1.0 header with these values.
  package var serialized: [UInt8] { Self.serialized(elementType: elementType, shape: shape) }

  init(elementType: NPYElementType, isColumnMajor: Bool, shape: [Int], dataOffset: Int) {
    self.elementType = elementType
    self.isColumnMajor = isColumnMajor
    self.shape = shape
    self.dataOffset = dataOffset
  }

  static func byteCount(shape: [Int], elementType: NPYElementType) -> Int? {
    var count = elementType.byteCount
    // A zero extent makes the array empty, but the others must still be plausible.
    for extent in shape {
      guard extent >= 0 else { return nil }
      let (product, overflow) = count.multipliedReportingOverflow(by: max(1, extent))
      guard !overflow else { return nil }
      count = product
    }
    return shape.contains(0) ? 0 : count
  }

  private static func serialized(elementType: NPYElementType, shape: [Int]) -> [UInt8] {
    serialized(descriptor: elementType.rawValue, shape: shape)
  }

  /// The bytes of a version 1.0 header for elements of any type.
  package static func serialized(descriptor: String, shape: [Int]) -> [UInt8] {
    let extents = shape.count == 1 ? "\(shape[0])," : shape.map(String.init).joined(separator: ", ")
    var text = "{'descr': '\(descriptor)', 'fortran_order': False, 'shape': (\(extents)), }"
    let unpadded = 10 + text.utf8.count + 1
    text += String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"
    let length = text.utf8.count
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + Array(text.utf8)
  }
}
