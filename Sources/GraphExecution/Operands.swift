import TensorEngine

/// What an operator computes from: the tensors of its inputs, nil for those that are left out.
struct Operands {
  let inputs: [Tensor?]
  let mode: ExecutionMode
  /// The place of the node in the graph; it makes the choices of Dropout nodes differ.
  let nodeIndex: Int

  func optional(_ index: Int) -> Tensor? { inputs.indices.contains(index) ? inputs[index] : nil }

  func tensor(_ index: Int) throws -> Tensor {
    guard let tensor = optional(index) else {
      throw GraphExecutionError(kind: .badInput, description: "input \(index) is missing")
    }
    return tensor
  }

  /// The whole numbers of an input, such as a shape.
  func integers(_ index: Int) throws -> [Int] { try tensor(index).integers() }

  func integersIfGiven(_ index: Int) throws -> [Int]? { try optional(index)?.integers() }

  func numbersIfGiven(_ index: Int) throws -> [Double]? { try optional(index)?.doubles() }
}

/// Computes the outputs of one node.
typealias OperatorKernel = (Operands) throws -> [Tensor]

/// Reads and checks the attributes of a node once, and gives what computes it.
typealias OperatorCompiler = @Sendable (NodeReader) throws -> OperatorKernel

extension Tensor {
  /// An axis counted from the end where it is negative.
  func axis(_ axis: Int, extra: Int = 0) throws -> Int {
    let rank = shape.count + extra
    let resolved = axis < 0 ? axis + rank : axis
    guard (0..<max(rank, 1)).contains(resolved) else {
      throw GraphExecutionError(
        kind: .badInput,
        description: "there is no axis \(axis) in a tensor of \(rank) dimensions; expected \(-rank) to \(rank - 1)")
    }
    return resolved
  }

  var isInteger: Bool { elementType == .int64 }
}
