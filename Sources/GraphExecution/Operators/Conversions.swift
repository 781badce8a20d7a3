import ONNXModel
import TensorEngine

extension OperatorTable {
  /// Other element types. Every floating-point type is computed in the one type of the executor.
  static let conversions: [String: OperatorCompiler] = [
    "Identity": unary { $0 },
    "Cast": { reader in
      try reader.requireInputs(1...1)
      reader.ignore("saturate", "round_mode")
      return try conversion(reader, to: TensorElementType(code: reader.integer("to") ?? 0))
    },
    "CastLike": { reader in
      try reader.requireInputs(2...2)
      reader.ignore("saturate", "round_mode")
      return try conversion(reader, to: reader.network.elementType(ofTensor: reader.node.input[1]))
    },
    "Dropout": dropout,
  ]

  private static func conversion(_ reader: NodeReader, to type: TensorElementType) throws -> OperatorKernel {
    let (real, device) = (reader.elementType, reader.device)
    switch type {
    case .float32, .float16, .float64, .bfloat16:
      return { [try $0.tensor(0).moved(to: device).converted(to: real)] }
    case .int64, .int32:
      // As C does, towards zero.
      return { [try $0.tensor(0).converted(to: .int64)] }
    case .int8, .uint8, .int16, .uint16, .uint32:
      return { [try wrapped($0.tensor(0).converted(to: .int64), type)] }
    case .bool:
      return { [try isZero(isZero($0.tensor(0)))] }
    default:
      throw reader.unsupported(
        "a conversion to \(type.rawValue)",
        supported: "float32, float16, bfloat16, float64, whole numbers of 8 to 64 bits (not uint64), bool")
    }
  }

  /// Whole numbers beyond the range of a smaller type keep their last bits.
  private static func wrapped(_ input: Tensor, _ type: TensorElementType) throws -> Tensor {
    let isSigned = type == .int8 || type == .int16
    let size = Double(1 << (8 * (type.byteCount ?? 8)))
    let least = isSigned ? -size / 2 : 0
    let shifted = try input.converted(to: .float64) - least
    return try (shifted - (shifted / size).roundedDown() * size + least).converted(to: .int64)
  }

  /// Passes values on, except while training with a source of choices.
  private static let dropout: OperatorCompiler = { reader in
    try reader.requireInputs(1...3)
    reader.ignore("seed", "is_test")
    let attribute = reader.real("ratio", default: 0.5)
    let isInput = reader.opset >= 12
    let constant = try reader.constant(1)?.scalar()
    return { operands in
      let input = try operands.tensor(0)
      guard let source = operands.mode.dropout else { return [input] }
      let ratio = isInput ? try constant ?? operands.optional(1)?.scalar() ?? 0.5 : attribute
      // Nodes of one step, and steps, have streams of their own: a graph has less than 2²⁰ nodes.
      let stream = source.step &* (1 << 20) &+ UInt64(operands.nodeIndex)
      return [try input.dropout(probability: ratio, seed: source.seed, stream: stream)]
    }
  }
}
