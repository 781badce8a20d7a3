import TensorEngine

extension OperatorTable {
  /// Sums and other measures along axes, softmax and the place of the largest value.
  static let reductions: [String: OperatorCompiler] = [
    "ReduceMean": reduction { try $0.mean(over: $1, keepingDimensions: $2) },
    "ReduceSum": reduction(axesInputSince: 13) { try $0.sum(over: $1, keepingDimensions: $2) },
    "ReduceMax": reduction { try $0.maximum(over: $1, keepingDimensions: $2) },
    "ReduceMin": reduction { try $0.minimum(over: $1, keepingDimensions: $2) },
    "ReduceProd": reduction { try $0.product(over: $1, keepingDimensions: $2) },
    "ReduceL1": reduction { try $0.magnitude().sum(over: $1, keepingDimensions: $2) },
    "ReduceL2": reduction { try ($0 * $0).sum(over: $1, keepingDimensions: $2).squareRoot() },
    "ReduceSumSquare": reduction { try ($0 * $0).sum(over: $1, keepingDimensions: $2) },
    "ReduceLogSum": reduction { try $0.sum(over: $1, keepingDimensions: $2).logarithm() },
    "ReduceLogSumExp": reduction { input, axes, keeps in
      let largest = try input.detached().maximum(over: axes, keepingDimensions: true)
      let sums = try (input - largest).exponential().sum(over: axes, keepingDimensions: keeps).logarithm()
      return try sums + (keeps ? largest : largest.reshaped(to: sums.shape))
    },
    "ArgMax": placeOfLargest { $0 },
    "ArgMin": placeOfLargest { try -$0 },
    "Softmax": softmax { try $0.softmax(along: $1) },
    "LogSoftmax": softmax { try $0.logSoftmax(along: $1) },
  ]

  /// Axes are an attribute in older operator sets and an input in newer ones; without any, all are meant.
  private static func reduction(
    axesInputSince version: Int = 18, _ body: @escaping @Sendable (Tensor, [Int], Bool) throws -> Tensor
  ) -> OperatorCompiler {
    { reader in
      try reader.requireInputs(1...(reader.opset >= version ? 2 : 1))
      let keeps = reader.flag("keepdims", default: true)
      let attribute = reader.opset >= version ? nil : reader.integers("axes")
      let keepsAllWithoutAxes = reader.flag("noop_with_empty_axes")
      return { operands in
        let input = try operands.tensor(0)
        let axes = try attribute ?? operands.integersIfGiven(1) ?? []
        if axes.isEmpty, keepsAllWithoutAxes || input.shape.isEmpty { return [input] }
        return [try body(input, axes, keeps)]
      }
    }
  }

  private static func placeOfLargest(_ body: @escaping @Sendable (Tensor) throws -> Tensor) -> OperatorCompiler {
    { reader in
      try reader.requireInputs(1...1)
      let (axis, keeps) = (reader.integer("axis") ?? 0, reader.flag("keepdims", default: true))
      let takesLast = reader.flag("select_last_index")
      return { operands in
        let input = try operands.tensor(0)
        let place = try input.axis(axis)
        let size = input.shape[place]
        // The last of several is the first from behind.
        let backwards = try input.engine.tensor(Array((0..<size).reversed()), shape: [size], device: input.device)
        let searched = try takesLast ? input.selected(along: place, at: backwards) : input
        let found = try body(searched).indexOfMaximum(along: place)
        let result = try takesLast ? input.engine.tensor([size - 1], shape: []) - found.moved(to: .cpu) : found
        var shape = result.shape
        if keeps { shape.insert(1, at: place) }
        return [try result.reshaped(to: shape)]
      }
    }
  }

  /// Up to operator set 12, all axes from the given one on are one.
  private static func softmax(_ body: @escaping @Sendable (Tensor, Int) throws -> Tensor) -> OperatorCompiler {
    { reader in
      try reader.requireInputs(1...1)
      let isJoined = reader.opset < 13
      let axis = reader.integer("axis") ?? (isJoined ? 1 : -1)
      return { operands in
        let input = try operands.tensor(0)
        let place = try input.axis(axis)
        let shape = input.shape
        guard isJoined, place < shape.count - 1 else { return [try body(input, place)] }
        let rows = shape[..<place].reduce(1, *)
        return [try body(input.reshaped(to: [rows, shape[place...].reduce(1, *)]), 1).reshaped(to: shape)]
      }
    }
  }
}
