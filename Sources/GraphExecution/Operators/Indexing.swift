import TensorEngine

extension OperatorTable {
  /// Parts of tensors by place.
  static let indexing: [String: OperatorCompiler] = [
    "Gather": { reader in
      try reader.requireInputs(2...2)
      let axis = reader.integer("axis") ?? 0
      return { operands in
        let input = try operands.tensor(0)
        let place = try input.axis(axis)
        let indices = try operands.tensor(1)
        let shape = indices.shape
        let flat = try resolved(indices.integers(), input.shape[place])
        let sizes = Array(input.shape[..<place]) + shape + input.shape[(place + 1)...]
        // One slice is a view.
        if flat.count == 1 {
          return [try input.narrowed(place, to: flat[0]..<flat[0] + 1).reshaped(to: sizes)]
        }
        let list = try input.engine.tensor(flat, shape: [flat.count], device: input.device)
        return [try input.selected(along: place, at: list).reshaped(to: sizes)]
      }
    },
    "GatherElements": { reader in
      try reader.requireInputs(2...2)
      let axis = reader.integer("axis") ?? 0
      return { operands in
        let input = try operands.tensor(0)
        let place = try input.axis(axis)
        let indices = try operands.tensor(1)
        let flat = try resolved(indices.integers(), input.shape[place])
        let list = try input.engine.tensor(flat, shape: indices.shape, device: input.device)
        return [try input.gathered(along: place, at: list)]
      }
    },
    "Slice": slice,
  ]

  /// Indices counted from the end where they are negative.
  private static func resolved(_ indices: [Int], _ size: Int) throws -> [Int] {
    try indices.map { index in
      let place = index < 0 ? index + size : index
      guard (0..<size).contains(place) else {
        throw GraphExecutionError(
          kind: .computation, description: "the index \(index) is beyond the \(size) values of the axis")
      }
      return place
    }
  }

  /// Starts and ends are attributes up to operator set 9 and inputs since.
  private static let slice: OperatorCompiler = { reader in
    try reader.requireInputs(reader.opset < 10 ? 1...1 : 3...5)
    let attributes = (reader.integers("starts"), reader.integers("ends"), reader.integers("axes"))
    return { operands in
      let input = try operands.tensor(0)
      let starts = try attributes.0 ?? operands.integers(1)
      let ends = try attributes.1 ?? operands.integers(2)
      let axes = try (attributes.2 ?? operands.integersIfGiven(3) ?? Array(starts.indices)).map { try input.axis($0) }
      let steps = try operands.integersIfGiven(4) ?? starts.map { _ in 1 }
      guard ends.count == starts.count, axes.count == starts.count, steps.count == starts.count, !steps.contains(0)
      else {
        throw GraphExecutionError(
          kind: .computation, description: "starts \(starts), ends \(ends), axes \(axes), steps \(steps) do not fit")
      }
      return [
        try starts.indices.reduce(input) {
          try sliced($0, axes[$1], from: starts[$1], to: ends[$1], by: steps[$1])
        }
      ]
    }
  }

  private static func sliced(_ input: Tensor, _ axis: Int, from start: Int, to end: Int, by step: Int) throws -> Tensor
  {
    let size = input.shape[axis]
    let (lower, upper) = step > 0 ? (0, size) : (-1, size - 1)
    let clamped = { (value: Int) in min(max(value < 0 ? value &+ size : value, lower), upper) }
    // The least number may not wrap around to a large one.
    let (first, last) = (clamped(max(start, -1 << 60)), clamped(max(end, -1 << 60)))
    if step == 1 {
      guard first != 0 || last != size else { return input }
      return try input.narrowed(axis, to: first..<max(first, last))
    }
    let places = Array(stride(from: first, to: last, by: max(min(step, 1 << 40), -1 << 40)))
    return try input.selected(
      along: axis, at: input.engine.tensor(places, shape: [places.count], device: input.device))
  }
}
