import Foundation

/// A constant of a network with all its values: real numbers as Float32, all others as whole numbers.
package struct ConstantTensor: Sendable {
  package enum Values: Sendable {
    case reals([Float])
    case integers([Int])
  }

  package let shape: [Int]
  package let values: Values

  package init(shape: [Int], values: Values) {
    self.shape = shape
    self.values = values
  }
}

/// Reads the values of a network's constants, also of those in files beside it, each of which is mapped once.
package final class ConstantReader {
  private let external: ExternalData
  private let files = ExternalData.Reader()

  package init(_ network: ONNXNetwork) {
    external = ExternalData(folder: network.folder, modelName: network.fileName)
  }

  /// The values of a tensor; Float64 is rounded to Float32, half precision is widened.
  /// - Throws: `ONNXModelError` of kind `externalData`, or `badInput` for text, complex numbers, types of less than a
  ///   byte, and a number of values that does not fit the shape.
  package func read(_ tensor: Onnx_TensorProto) throws -> ConstantTensor {
    guard let shape = tensor.checkedShape else { throw damaged(tensor, "has the shape \(tensor.dims)") }
    let bytes =
      tensor.dataLocation == .external
      ? try files.bytes(external.section(of: tensor), modelName: external.modelName) : tensor.rawData
    let count = shape.reduce(1, *)
    let values = bytes.isEmpty ? Self.typed(tensor) : Self.raw(bytes, tensor.elementType)
    guard let values else {
      throw ONNXModelError(
        kind: .badInput,
        description: """
          The constant `\(tensor.name)` of \(external.modelName) has elements of the type \(tensor.elementType.rawValue) \
          (number \(tensor.dataType)), which cannot be computed with. Export the network with Float32 weights.
          """)
    }
    let found =
      switch values {
      case .reals(let all): all.count;
      case .integers(let all): all.count
      }
    guard found == count else { throw damaged(tensor, "has \(found) values for the shape \(shape)") }
    return ConstantTensor(shape: shape, values: values)
  }

  private func damaged(_ tensor: Onnx_TensorProto, _ problem: String) -> ONNXModelError {
    ONNXModelError(
      kind: .badInput,
      description: "The constant `\(tensor.name)` of \(external.modelName) \(problem). Export the network again.")
  }

  private static func typed(_ tensor: Onnx_TensorProto) -> ConstantTensor.Values? {
    switch tensor.elementType {
    case .float32: .reals(tensor.floatData)
    case .float64: .reals(tensor.doubleData.map(Float.init))
    case .float16: .reals(tensor.int32Data.map { half(UInt16(truncatingIfNeeded: $0)) })
    case .bfloat16: .reals(tensor.int32Data.map { Float(bitPattern: UInt32(truncatingIfNeeded: $0) << 16) })
    case .int64: .integers(tensor.int64Data.map(Int.init))
    case .uint32, .uint64: .integers(tensor.uint64Data.map { Int(clamping: $0) })
    case .int32, .int16, .int8, .uint16, .uint8, .bool: .integers(tensor.int32Data.map(Int.init))
    default: nil
    }
  }

  private static func raw(_ bytes: Data, _ type: TensorElementType) -> ConstantTensor.Values? {
    switch type {
    case .float32: .reals(elements(bytes, Float.self))
    case .float64: .reals(elements(bytes, Double.self).map(Float.init))
    case .float16: .reals(elements(bytes, UInt16.self).map(half))
    case .bfloat16: .reals(elements(bytes, UInt16.self).map { Float(bitPattern: UInt32($0) << 16) })
    case .int64: .integers(elements(bytes, Int64.self).map(Int.init))
    case .int32: .integers(elements(bytes, Int32.self).map(Int.init))
    case .int16: .integers(elements(bytes, Int16.self).map(Int.init))
    case .int8: .integers(elements(bytes, Int8.self).map(Int.init))
    case .uint64: .integers(elements(bytes, UInt64.self).map(Int.init(clamping:)))
    case .uint32: .integers(elements(bytes, UInt32.self).map(Int.init))
    case .uint16: .integers(elements(bytes, UInt16.self).map(Int.init))
    case .uint8, .bool: .integers(elements(bytes, UInt8.self).map(Int.init))
    default: nil
    }
  }

  private static func elements<Element: BitwiseCopyable>(_ bytes: Data, _ type: Element.Type) -> [Element] {
    let count = bytes.count / MemoryLayout<Element>.size
    return [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      let raw = UnsafeMutableRawBufferPointer(buffer)
      bytes.copyBytes(to: raw, count: count * MemoryLayout<Element>.size)
      initialized = count
    }
  }

  /// IEEE 754 half precision, which not every processor's Swift has a type for.
  private static func half(_ bits: UInt16) -> Float {
    let sign: Float = bits >> 15 == 0 ? 1 : -1
    let exponent = Int(bits >> 10) & 31
    let fraction = Float(bits & 1023) / 1024
    switch exponent {
    case 0: return sign * fraction * 0x1p-14
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default: return sign * Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction)
    }
  }
}
