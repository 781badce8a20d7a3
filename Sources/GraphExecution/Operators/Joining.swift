import ONNXModel
import TensorEngine

extension OperatorTable {
  /// Tensors joined, divided and repeated.
  static let joining: [String: OperatorCompiler] = [
    "Concat": { reader in
      try reader.requireInputs(1...Int.max)
      let axis = reader.integer("axis") ?? 1
      return { operands in
        [try Tensor.concatenated(operands.inputs.indices.map(operands.tensor), along: axis)]
      }
    },
    "Split": split,
    "Expand": { reader in
      try reader.requireInputs(2...2)
      return { operands in
        let input = try operands.tensor(0)
        return [try input.expanded(to: broadcast(input.shape, operands.integers(1)))]
      }
    },
    "Tile": { reader in
      try reader.requireInputs(2...2)
      return { operands in
        let input = try operands.tensor(0)
        return [
          try operands.integers(1).enumerated().reduce(input) { tensor, repeats in
            guard repeats.element != 1 else { return tensor }
            return try Tensor.concatenated(
              Array(repeating: tensor, count: max(repeats.element, 0)), along: repeats.offset)
          }
        ]
      }
    },
  ]

  /// The shape that two broadcast to: ONNX's expansion also keeps sizes where the wish is 1.
  private static func broadcast(_ shape: [Int], _ wish: [Int]) -> [Int] {
    let rank = max(shape.count, wish.count)
    let own = Array(repeating: 1, count: rank - shape.count) + shape
    let other = Array(repeating: 1, count: rank - wish.count) + wish
    return zip(own, other).map { $1 == 1 ? $0 : $1 }
  }

  /// Sizes are an attribute up to operator set 12 and an input since; without any, parts are equal and the last may be
  /// smaller.
  private static let split: OperatorCompiler = { reader in
    try reader.requireInputs(1...2)
    let axis = reader.integer("axis") ?? 0
    let attribute = reader.integers("split")
    let count = max(reader.integer("num_outputs") ?? reader.node.output.count, 1)
    return { operands in
      let input = try operands.tensor(0)
      let place = try input.axis(axis)
      let size = input.shape[place]
      let part = (size + count - 1) / count
      let equal = (0..<count).map { min(part, max(size - $0 * part, 0)) }
      let sizes = try attribute ?? operands.integersIfGiven(1) ?? equal
      var start = 0
      return try sizes.map { length in
        defer { start += length }
        return try input.narrowed(place, to: start..<start + max(length, 0))
      }
    }
  }
}
