import Foundation

extension Onnx_AttributeProto {
  static func integer(_ name: String, _ value: Int) -> Onnx_AttributeProto {
    var attribute = Onnx_AttributeProto()
    attribute.name = name
    attribute.type = .int
    attribute.i = Int64(value)
    return attribute
  }

  static func integers(_ name: String, _ values: [Int]) -> Onnx_AttributeProto {
    var attribute = Onnx_AttributeProto()
    attribute.name = name
    attribute.type = .ints
    attribute.ints = values.map(Int64.init)
    return attribute
  }
}

extension Onnx_TensorProto {
  static func integers(_ values: [Int], shape: [Int]? = nil) -> Onnx_TensorProto {
    var tensor = Onnx_TensorProto()
    tensor.dims = (shape ?? [values.count]).map(Int64.init)
    tensor.dataType = Int32(TensorElementType.int64.code)
    tensor.rawData = values.withUnsafeBufferPointer { buffer in
      buffer.reduce(into: Data(capacity: buffer.count * 8)) { data, value in
        withUnsafeBytes(of: Int64(value).littleEndian) { data.append(contentsOf: $0) }
      }
    }
    return tensor
  }

  static func floats(_ values: [Float], shape: [Int]) -> Onnx_TensorProto {
    var tensor = Onnx_TensorProto()
    tensor.dims = shape.map(Int64.init)
    tensor.dataType = Int32(TensorElementType.float32.code)
    tensor.rawData = values.withUnsafeBytes { Data($0) }
    return tensor
  }
}
