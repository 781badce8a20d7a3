import Foundation

/// Values of small constant tensors.
extension Onnx_TensorProto {
  /// The sizes of the axes, nil where one is negative or the number of elements overflows.
  var checkedShape: [Int]? {
    var count = 1
    var shape: [Int] = []
    for size in dims {
      guard size >= 0, let size = Int(exactly: size) else { return nil }
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow else { return nil }
      count = product
      shape.append(size)
    }
    return shape
  }

  var elementType: TensorElementType { TensorElementType(code: Int(dataType)) }

  /// The value as a constant of shape arithmetic, nil where the tensor is large, damaged, elsewhere or not a number.
  var smallConstant: ConstantValue? {
    guard let shape = checkedShape, dataLocation != .external else { return nil }
    let count = shape.reduce(1, *)
    guard count <= ConstantValue.largestCount else { return nil }
    let elements = rawData.isEmpty ? typedElements : rawElements(count)
    guard let elements, elements.count == count else { return nil }
    return ConstantValue(shape: shape, elements: elements)
  }

  private var typedElements: [ConstantValue.Element]? {
    switch elementType {
    case .float32: floatData.map { .real(Double($0)) }
    case .float64: doubleData.map { .real($0) }
    case .int64: int64Data.map { .integer(Dimension(Int($0))) }
    case .int32, .int16, .int8, .uint16, .uint8, .bool: int32Data.map { .integer(Dimension(Int($0))) }
    default: nil
    }
  }

  private func rawElements(_ count: Int) -> [ConstantValue.Element]? {
    guard let size = elementType.byteCount, rawData.count == count * size else { return nil }
    return rawData.withUnsafeBytes { bytes in
      (0..<count).compactMap { index in element(bytes, at: index * size) }
    }
  }

  private func element(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> ConstantValue.Element? {
    func load<Value: BitwiseCopyable>(_ type: Value.Type) -> Value {
      bytes.loadUnaligned(fromByteOffset: offset, as: type)
    }
    switch elementType {
    case .float32: return .real(Double(load(Float.self)))
    case .float64: return .real(load(Double.self))
    case .int64: return .integer(Dimension(Int(load(Int64.self))))
    case .int32: return .integer(Dimension(Int(load(Int32.self))))
    case .int16: return .integer(Dimension(Int(load(Int16.self))))
    case .uint16: return .integer(Dimension(Int(load(UInt16.self))))
    case .int8: return .integer(Dimension(Int(load(Int8.self))))
    case .uint8, .bool: return .integer(Dimension(Int(load(UInt8.self))))
    default: return nil
    }
  }
}
