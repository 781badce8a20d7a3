import ONNXModel
import TensorEngine

extension OperatorTable {
  /// Tensors that are made from sizes. Whole numbers lie on the processor, where shapes are worked out.
  static let generators: [String: OperatorCompiler] = [
    "Shape": { reader in
      try reader.requireInputs(1...1)
      let (start, end) = (reader.integer("start") ?? 0, reader.integer("end") ?? Int.max)
      let engine = reader.engine
      return { operands in
        let shape = try operands.tensor(0).shape
        let place = { (index: Int) in min(max(index < 0 ? index + shape.count : index, 0), shape.count) }
        let sizes = Array(shape[place(start)..<max(place(start), place(end))])
        return [try engine.tensor(sizes, shape: [sizes.count])]
      }
    },
    "Size": { reader in
      try reader.requireInputs(1...1)
      let engine = reader.engine
      return { [try engine.tensor([$0.tensor(0).elementCount], shape: [])] }
    },
    "Range": range,
    "ConstantOfShape": constantOfShape,
  ]

  private static let range: OperatorCompiler = { reader in
    try reader.requireInputs(3...3)
    let (engine, device, real) = (reader.engine, reader.device, reader.elementType)
    return { operands in
      let numbers = try (0..<3).map { try operands.tensor($0).scalar() }
      let count = numbers[2] == 0 ? .infinity : ((numbers[1] - numbers[0]) / numbers[2]).rounded(.up)
      guard count < 1e9, numbers.allSatisfy({ abs($0) < 1e15 }) else {
        throw GraphExecutionError(
          kind: .computation, description: "a range from \(numbers[0]) to \(numbers[1]) in steps of \(numbers[2])")
      }
      let values = (0..<max(Int(count), 0)).map { numbers[0] + Double($0) * numbers[2] }
      if try operands.tensor(0).isInteger { return [try engine.tensor(values.map { Int($0) }, shape: [values.count])] }
      return [try engine.tensor(values, shape: [values.count]).converted(to: real).moved(to: device)]
    }
  }

  private static let constantOfShape: OperatorCompiler = { reader in
    try reader.requireInputs(1...1)
    let (engine, device, real) = (reader.engine, reader.device, reader.elementType)
    var (value, isReal) = (0.0, true)
    if let tensor = reader.tensor("value") {
      switch try ConstantReader(reader.network).read(tensor).values {
      case .reals(let all): value = Double(all.first ?? 0)
      case .integers(let all): (value, isReal) = (Double(all.first ?? 0), false)
      }
    }
    let (number, type) = (value, isReal ? real : .int64)
    return { operands in
      [try engine.filled(number, shape: operands.integers(0), type: type, device: type == .int64 ? .cpu : device)]
    }
  }
}
