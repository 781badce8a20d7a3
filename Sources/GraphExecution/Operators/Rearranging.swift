import TensorEngine

extension OperatorTable {
  /// The same values in another shape or order.
  static let rearranging: [String: OperatorCompiler] = [
    "Reshape": reshape,
    "Flatten": { reader in
      try reader.requireInputs(1...1)
      let axis = reader.integer("axis") ?? 1
      return { operands in
        let input = try operands.tensor(0)
        let shape = input.shape
        let place = axis < 0 ? axis + shape.count : axis
        guard (0...shape.count).contains(place) else { _ = try input.axis(axis); return [input] }
        return [try input.reshaped(to: [shape[..<place].reduce(1, *), shape[place...].reduce(1, *)])]
      }
    },
    "Squeeze": { reader in
      try reader.requireInputs(1...2)
      let attribute = reader.integers("axes")
      return { operands in
        let input = try operands.tensor(0)
        let shape = input.shape
        let axes = try (attribute ?? operands.integersIfGiven(1))?.map { try input.axis($0) }
        let kept = shape.indices.filter { axis in axes.map { !$0.contains(axis) } ?? (shape[axis] != 1) }
        return [try input.reshaped(to: kept.map { shape[$0] })]
      }
    },
    "Unsqueeze": { reader in
      try reader.requireInputs(1...2)
      let attribute = reader.integers("axes")
      return { operands in
        let input = try operands.tensor(0)
        let stated = try attribute ?? operands.integersIfGiven(1) ?? []
        var shape = input.shape
        for axis in try stated.map({ try input.axis($0, extra: stated.count) }).sorted() {
          shape.insert(1, at: min(axis, shape.count))
        }
        return [try input.reshaped(to: shape)]
      }
    },
    "Transpose": { reader in
      try reader.requireInputs(1...1)
      let order = reader.integers("perm")
      return { operands in
        let input = try operands.tensor(0)
        return [try input.permuted(to: order ?? input.shape.indices.reversed())]
      }
    },
    "DepthToSpace": depthToSpace,
    "SpaceToDepth": spaceToDepth,
  ]

  /// 0 keeps a size, unless it stands for itself.
  private static let reshape: OperatorCompiler = { reader in
    try reader.requireInputs(2...2)
    let isLiteral = reader.flag("allowzero")
    return { operands in
      let input = try operands.tensor(0)
      let sizes = input.shape
      let shape = try operands.integers(1).enumerated().map { axis, size in
        guard size == 0, !isLiteral else { return size }
        guard axis < sizes.count else {
          throw GraphExecutionError(
            kind: .computation, description: "size \(axis) is to be kept, but the input has the shape \(sizes)")
        }
        return sizes[axis]
      }
      return [try input.reshaped(to: shape)]
    }
  }

  private static func blockSize(_ reader: NodeReader) throws -> Int {
    guard let size = reader.integer("blocksize"), (1...1 << 16).contains(size) else {
      throw reader.unsupported("no blocksize", supported: "a blocksize of at least 1")
    }
    return size
  }

  private static let depthToSpace: OperatorCompiler = { reader in
    try reader.requireInputs(1...1)
    let size = try blockSize(reader)
    let mode = try depthOrder(reader)
    return { operands in
      let input = try operands.tensor(0)
      let shape = input.shape
      guard shape.count == 4 else {
        throw GraphExecutionError(kind: .computation, description: "the input is \(shape)")
      }
      let depth = shape[1] / (size * size)
      let parts = mode == "DCR" ? [size, size, depth] : [depth, size, size]
      let order = mode == "DCR" ? [0, 3, 4, 1, 5, 2] : [0, 1, 4, 2, 5, 3]
      return [
        try input.reshaped(to: [shape[0]] + parts + [shape[2], shape[3]]).permuted(to: order)
          .reshaped(to: [shape[0], depth, shape[2] * size, shape[3] * size])
      ]
    }
  }

  private static func depthOrder(_ reader: NodeReader) throws -> String {
    let mode = reader.text("mode") ?? "DCR"
    guard mode == "DCR" || mode == "CRD" else { throw reader.unsupported("mode = \(mode)", supported: "DCR, CRD") }
    return mode
  }

  private static let spaceToDepth: OperatorCompiler = { reader in
    try reader.requireInputs(1...1)
    let size = try blockSize(reader)
    let order = try depthOrder(reader) == "DCR" ? [0, 3, 5, 1, 2, 4] : [0, 1, 3, 5, 2, 4]
    return { operands in
      let input = try operands.tensor(0)
      let shape = input.shape
      guard shape.count == 4 else {
        throw GraphExecutionError(kind: .computation, description: "the input is \(shape)")
      }
      let (rows, columns) = (shape[2] / size, shape[3] / size)
      return [
        try input.reshaped(to: [shape[0], shape[1], rows, size, columns, size]).permuted(to: order)
          .reshaped(to: [shape[0], shape[1] * size * size, rows, columns])
      ]
    }
  }
}
