import TensorEngine

extension OperatorTable {
  /// Values around a tensor.
  static let padding: [String: OperatorCompiler] = ["Pad": pad]

  /// Amounts and value are attributes up to operator set 10 and inputs since; negative amounts cut off.
  private static let pad: OperatorCompiler = { reader in
    try reader.requireInputs(reader.opset < 11 ? 1...1 : 2...4)
    let mode = reader.text("mode") ?? "constant"
    let attribute = reader.integers("pads")
    let number = reader.real("value", default: 0)
    guard ["constant", "reflect", "edge", "wrap"].contains(mode) else {
      throw reader.unsupported("mode = \(mode)", supported: "constant, reflect, edge, wrap")
    }
    return { operands in
      let input = try operands.tensor(0)
      let rank = input.shape.count
      let amounts = try attribute ?? operands.integers(1)
      let axes = try operands.integersIfGiven(3)?.map { try input.axis($0) } ?? Array(0..<rank)
      guard amounts.count == 2 * axes.count, amounts.allSatisfy({ $0.magnitude < 1 << 30 }) else {
        throw GraphExecutionError(
          kind: .computation,
          description: "\(amounts.count) amounts for \(axes.count) axes; expected two each, below 2³⁰")
      }
      var pairs = Array(repeating: (before: 0, after: 0), count: rank)
      for (place, axis) in axes.enumerated() { pairs[axis] = (amounts[place], amounts[place + axes.count]) }
      if mode == "constant" {
        return [try input.padded(pairs, mode: .constant(operands.numbersIfGiven(2)?.first ?? number))]
      }
      return [
        try (0..<rank).reduce(input) { tensor, axis in
          guard pairs[axis] != (0, 0) else { return tensor }
          let places = try sources(tensor.shape[axis], pairs[axis], mode)
          return try tensor.selected(
            along: axis, at: tensor.engine.tensor(places, shape: [places.count], device: tensor.device))
        }
      ]
    }
  }

  /// Where each place of a padded axis is read.
  private static func sources(_ size: Int, _ pair: (before: Int, after: Int), _ mode: String) throws -> [Int] {
    guard size > 0, mode != "reflect" || size > 1 else {
      throw GraphExecutionError(
        kind: .computation, description: "an axis of size \(size) cannot be padded in the mode \(mode)")
    }
    return (-pair.before..<max(size + pair.after, -pair.before)).map { place in
      switch mode {
      case "edge": return min(max(place, 0), size - 1)
      case "wrap": return ((place % size) + size) % size
      default:
        let period = 2 * (size - 1)
        let within = ((place % period) + period) % period
        return within < size ? within : period - within
      }
    }
  }
}
