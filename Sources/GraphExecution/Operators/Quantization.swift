import ONNXModel
import TensorEngine

extension OperatorTable {
  /// Quantized values. Weights behind DequantizeLinear are unpacked once, when the network is prepared. The rounding of
  /// activations passes gradients on as if it were not there.
  static let quantization: [String: OperatorCompiler] = [
    "DequantizeLinear": { reader in
      let axis = try quantizationAxis(reader)
      let (real, device) = (reader.elementType, reader.device)
      return { operands in
        let input = try operands.tensor(0).moved(to: device).converted(to: real)
        let scale = try aligned(operands.tensor(1), with: input, axis)
        guard let zero = operands.optional(2) else { return [try input * scale] }
        return [try (input - aligned(zero.moved(to: device).converted(to: real), with: input, axis)) * scale]
      }
    },
    "QuantizeLinear": { reader in
      let axis = try quantizationAxis(reader)
      let (real, device) = (reader.elementType, reader.device)
      let type = reader.has(2) ? reader.network.elementType(ofTensor: reader.node.input[2]) : .uint8
      let ranges: [TensorElementType: ClosedRange<Double>] = [
        .uint8: 0...255, .int8: -128...127, .uint16: 0...65535, .int16: -32768...32767,
      ]
      guard let range = ranges[type] else {
        throw reader.unsupported("the type \(type.rawValue)", supported: "uint8, int8, uint16, int16")
      }
      return { operands in
        let input = try operands.tensor(0)
        let scaled = try input / aligned(operands.tensor(1), with: input, axis)
        let rounded = try scaled + (scaled.rounded() - scaled).detached()
        guard let zero = operands.optional(2) else { return [try rounded.clamped(to: range)] }
        let shifted = try rounded + aligned(zero.moved(to: device).converted(to: real), with: input, axis)
        return [try shifted.clamped(to: range)]
      }
    },
  ]

  private static func quantizationAxis(_ reader: NodeReader) throws -> Int {
    try reader.requireInputs(2...3)
    reader.ignore("saturate", "output_dtype", "precision")
    guard reader.integer("block_size") ?? 0 == 0 else {
      throw reader.unsupported("a block_size", supported: "one scale a tensor, or one for each index of an axis")
    }
    return reader.integer("axis") ?? 1
  }

  /// One value for each index of an axis, in a shape that broadcasts.
  private static func aligned(_ values: Tensor, with input: Tensor, _ axis: Int) throws -> Tensor {
    guard values.elementCount > 1 else { return try values.reshaped(to: []) }
    var shape = input.shape.map { _ in 1 }
    shape[try input.axis(axis)] = values.elementCount
    return try values.reshaped(to: shape)
  }
}
