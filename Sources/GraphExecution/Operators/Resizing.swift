import TensorEngine

extension OperatorTable {
  /// Other sizes by interpolation, axis by axis.
  static let resizing: [String: OperatorCompiler] = ["Resize": resize, "Upsample": upsample]

  private static let upsample: OperatorCompiler = { reader in
    try reader.requireInputs(1...2)
    let mode = try InterpolationRule.Mode(reader)
    let attribute = reader.reals("scales")
    let rule = InterpolationRule(mode: mode, coordinates: .asymmetric, nearest: .floor)
    return { operands in
      let input = try operands.tensor(0)
      let scales = try attribute ?? operands.numbersIfGiven(1) ?? []
      return [try resized(input, axes: Array(input.shape.indices), scales: scales, sizes: nil, rule)]
    }
  }

  private static let resize: OperatorCompiler = { reader in
    try reader.requireInputs(1...4)
    let rule = try InterpolationRule(reader)
    let attribute = reader.integers("axes")
    // Operator set 10 has the scales where later ones have the region of interest.
    let places = reader.opset < 11 ? (scales: 1, sizes: 4) : (scales: 2, sizes: 3)
    return { operands in
      let input = try operands.tensor(0)
      let axes = try attribute?.map { try input.axis($0) } ?? Array(input.shape.indices)
      let scales = try operands.numbersIfGiven(places.scales) ?? []
      return [
        try resized(input, axes: axes, scales: scales, sizes: operands.integersIfGiven(places.sizes), rule)
      ]
    }
  }

  private static func resized(
    _ input: Tensor, axes: [Int], scales: [Double], sizes: [Int]?, _ rule: InterpolationRule
  ) throws -> Tensor {
    let sizes = sizes.flatMap { $0.isEmpty ? nil : $0 }
    guard (sizes?.count ?? scales.count) == axes.count else {
      throw GraphExecutionError(
        kind: .computation,
        description: "\(sizes?.count ?? scales.count) sizes or scales for \(axes.count) axes; expected one each")
    }
    return try axes.enumerated().reduce(input) { tensor, item in
      let size = tensor.shape[item.element]
      guard size > 0, sizes != nil || (0..<1e6).contains(scales[item.offset]) else {
        throw GraphExecutionError(
          kind: .computation, description: "an axis of size \(size) cannot be resized by \(scales)")
      }
      let target = sizes?[item.offset] ?? Int((Double(size) * scales[item.offset]).rounded(.down))
      let scale = sizes == nil ? scales[item.offset] : Double(target) / Double(size)
      guard target != size || scale != 1 else { return tensor }
      guard target > 0, target < 1 << 20, scale > 0 else {
        throw GraphExecutionError(
          kind: .computation, description: "an axis of size \(size) cannot have the size \(target)")
      }
      return try interpolated(tensor, item.element, size: size, target: target, scale: scale, rule)
    }
  }

  /// Nearest neighbors are selected; all else is the product with a matrix of weights.
  private static func interpolated(
    _ input: Tensor, _ axis: Int, size: Int, target: Int, scale: Double, _ rule: InterpolationRule
  ) throws -> Tensor {
    let places = (0..<target).map { rule.place($0, size: size, target: target, scale: scale) }
    if rule.mode == .nearest {
      let nearest = places.map { min(max(rule.nearest($0), 0), size - 1) }
      return try input.selected(
        along: axis, at: input.engine.tensor(nearest, shape: [target], device: input.device))
    }
    var weights = [Double](repeating: 0, count: size * target)
    for (row, place) in places.enumerated() {
      for (index, weight) in rule.weights(place, size: size) { weights[index * target + row] += weight }
    }
    let matrix = try input.engine.tensor(weights, shape: [size, target]).converted(to: input.elementType)
      .moved(to: input.device)
    let last = input.shape.count - 1
    if axis == last { return try input.matrixProduct(matrix) }
    return try input.transposed(axis, last).matrixProduct(matrix).transposed(axis, last)
  }
}
