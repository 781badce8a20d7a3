import ONNXModel
import TensorEngine

/// The nodes that certain outputs need, in order, with the places of their tensors in a list.
struct ExecutionPlan {
  struct Key: Hashable {
    let inputs: Set<String>
    let outputs: [String]
    /// The parameters that require gradients: what depends on them is not computed once for all.
    let trainable: Set<String>
  }

  struct Step {
    let node: Int
    let kernel: OperatorKernel
    /// Nil where an input is left out.
    let inputs: [Int?]
    let outputs: [(place: Int, slot: Int)]
    /// What no later step reads.
    var released: [Int] = []
  }

  private(set) var steps: [Step] = []
  /// What is there before the first step: inputs, constants, and what was computed from those once.
  private(set) var provided: [(name: String, slot: Int)] = []
  private var slots: [String: Int] = [:]

  var slotCount: Int { slots.count }
  func slot(_ name: String) -> Int? { slots[name] }

  private mutating func place(_ name: String) -> Int {
    if let known = slots[name] { return known }
    let slot = slots.count
    slots[name] = slot
    return slot
  }

  mutating func provide(_ names: some Sequence<String>) {
    for name in names where slots[name] == nil { provided.append((name, place(name))) }
  }

  mutating func append(_ node: Onnx_NodeProto, at index: Int, _ kernel: @escaping OperatorKernel) {
    let inputs = node.input.map { $0.isEmpty ? nil : place($0) }
    let outputs = node.output.enumerated().filter { !$0.element.isEmpty }.map {
      (place: $0.offset, slot: place($0.element))
    }
    let isMultiple = OperatorTable.withSeveralOutputs.contains(node.opType)
    steps.append(
      Step(node: index, kernel: kernel, inputs: inputs, outputs: isMultiple ? outputs : Array(outputs.prefix(1))))
  }

  /// Notes with each step what is not read after it.
  mutating func findReleases(keeping outputs: [String]) {
    var seen = Set(outputs.compactMap { slots[$0] })
    for index in steps.indices.reversed() {
      let touched = Set(steps[index].inputs.compactMap { $0 } + steps[index].outputs.map(\.slot))
      steps[index].released = touched.subtracting(seen).sorted()
      seen.formUnion(touched)
    }
  }
}
