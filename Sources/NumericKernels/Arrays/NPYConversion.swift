/// Element conversion between array files and memory.
enum NPYConversion {
  /// Converts some rows of a two-dimensional array to Float32 in C order.
  static func toFloat(
    _ bytes: UnsafeRawBufferPointer, header: NPYHeader, rowCount: Int, columnCount: Int, rows: Range<Int>,
    into output: UnsafeMutableBufferPointer<Float>
  ) {
    switch header.elementType {
    case .float32:
      convert(bytes, header, rowCount, columnCount, rows, output, UInt32.self) { Float(bitPattern: $0) }
    case .float64:
      convert(bytes, header, rowCount, columnCount, rows, output, UInt64.self) { Float(Double(bitPattern: $0)) }
    case .float16: convert(bytes, header, rowCount, columnCount, rows, output, UInt16.self) { float(half: $0) }
    case .int32: convert(bytes, header, rowCount, columnCount, rows, output, Int32.self) { Float($0) }
    case .int64: convert(bytes, header, rowCount, columnCount, rows, output, Int64.self) { Float($0) }
    case .int16: convert(bytes, header, rowCount, columnCount, rows, output, Int16.self) { Float($0) }
    case .int8: convert(bytes, header, rowCount, columnCount, rows, output, Int8.self) { Float($0) }
    case .uint64: convert(bytes, header, rowCount, columnCount, rows, output, UInt64.self) { Float($0) }
    case .uint32: convert(bytes, header, rowCount, columnCount, rows, output, UInt32.self) { Float($0) }
    case .uint16: convert(bytes, header, rowCount, columnCount, rows, output, UInt16.self) { Float($0) }
    case .boolean: convert(bytes, header, rowCount, columnCount, rows, output, UInt8.self) { $0 == 0 ? 0 : 1 }
    case .uint8: convert(bytes, header, rowCount, columnCount, rows, output, UInt8.self) { Float($0) }
    }
  }

  @inline(__always)
  private static func convert<Stored: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: UnsafeRawBufferPointer, _ header: NPYHeader, _ rowCount: Int, _ columnCount: Int, _ rows: Range<Int>,
    _ output: UnsafeMutableBufferPointer<Float>, _ type: Stored.Type, _ value: (Stored) -> Float
  ) {
    let size = MemoryLayout<Stored>.size
    let rowStride = header.isColumnMajor ? size : columnCount * size
    let columnStride = header.isColumnMajor ? rowCount * size : size
    var target = 0
    for row in rows {
      var offset = row * rowStride
      for _ in 0..<columnCount {
        let stored = Stored(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Stored.self))
        output.initializeElement(at: target, to: value(stored))
        offset &+= columnStride
        target &+= 1
      }
    }
  }

  /// The integer at a position of the file, or nil when the type is not an integer type. Truth values are 0 and 1; what
  /// exceeds 64 bits with a sign becomes the largest of these.
  static func integer(_ bytes: UnsafeRawBufferPointer, _ type: NPYElementType, at index: Int) -> Int64? {
    let offset = index * type.byteCount
    return switch type {
    case .int32: Int64(Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
    case .int64: Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int64.self))
    case .int16: Int64(Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int16.self)))
    case .int8: Int64(Int8(bitPattern: bytes[offset]))
    case .uint64: Int64(clamping: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
    case .uint32: Int64(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
    case .boolean: bytes[offset] == 0 ? 0 : 1
    case .uint16: Int64(UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self)))
    case .uint8: Int64(bytes[offset])
    case .float16, .float32, .float64: nil
    }
  }

  /// Where the element at a position of the file belongs in C order.
  static func rowMajorIndex(of index: Int, header: NPYHeader) -> Int {
    guard header.isColumnMajor, header.shape.count > 1 else { return index }
    var remaining = index
    var stride = header.elementCount
    var result = 0
    for extent in header.shape {
      stride /= extent
      result += remaining % extent * stride
      remaining /= extent
    }
    return result
  }

  /// A half-precision number; written out because `Float16` does not exist on every platform.
  static func float(half: UInt16) -> Float {
    let sign = UInt32(half & 0x8000) << 16
    let exponent = UInt32(half >> 10 & 0x1F)
    let fraction = UInt32(half & 0x3FF)
    if exponent == 0 {
      let magnitude = Float(fraction) * 0x1p-24
      return sign == 0 ? magnitude : -magnitude
    }
    let widened = exponent == 31 ? 0xFF : exponent + 112
    return Float(bitPattern: sign | widened << 23 | fraction << 13)
  }
}
