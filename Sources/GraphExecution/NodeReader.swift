import Foundation
import ONNXModel
import TensorEngine

/// One node while it is prepared: its attributes, inputs and operator set. It keeps which attributes were read, so that
/// one that nobody understands is an error and not silently left out.
final class NodeReader {
  let node: Onnx_NodeProto
  let network: ONNXNetwork
  let engine: TensorEngine
  let device: Device
  /// What floating-point tensors are computed in.
  let elementType: ElementType
  private let constants: [String: Tensor]
  private var attributesRead: Set<String> = []

  init(_ node: Onnx_NodeProto, executor: GraphExecutor, constants: [String: Tensor]) {
    self.node = node
    network = executor.network
    engine = executor.engine
    device = executor.device
    elementType = executor.elementType
    self.constants = constants
  }

  var opset: Int { network.opsetVersion }

  static func label(_ node: Onnx_NodeProto) -> String {
    let name = node.name.isEmpty ? (node.output.first ?? "") : node.name
    return "node `\(name)` (\(node.domain.isEmpty ? "" : node.domain + ":")\(node.opType))"
  }

  private func attribute(_ name: String) -> Onnx_AttributeProto? {
    attributesRead.insert(name)
    return node.attribute.first { $0.name == name }
  }

  func integer(_ name: String) -> Int? { attribute(name).flatMap { $0.hasI ? Int($0.i) : nil } }
  func integers(_ name: String) -> [Int]? { attribute(name).map { $0.ints.map { Int($0) } } }
  func real(_ name: String) -> Double? { attribute(name).flatMap { $0.hasF ? Double($0.f) : nil } }
  func reals(_ name: String) -> [Double]? { attribute(name).map { $0.floats.map(Double.init) } }
  func text(_ name: String) -> String? {
    attribute(name).flatMap { $0.hasS ? String(decoding: $0.s, as: UTF8.self) : nil }
  }

  func tensor(_ name: String) -> Onnx_TensorProto? { attribute(name).flatMap { $0.hasT ? $0.t : nil } }

  /// A real attribute, or what the standard says where it is left out.
  func real(_ name: String, default value: Double) -> Double { real(name) ?? value }
  func flag(_ name: String, default value: Bool = false) -> Bool { integer(name).map { $0 != 0 } ?? value }

  /// Marks attributes as understood that do not change what is computed here.
  func ignore(_ names: String...) { attributesRead.formUnion(names) }

  func has(_ input: Int) -> Bool { node.input.indices.contains(input) && !node.input[input].isEmpty }

  /// The value of an input that is a constant of the file.
  func constant(_ input: Int) -> Tensor? { has(input) ? constants[node.input[input]] : nil }

  /// The number of dimensions of an input where it is known before computing.
  func rank(_ input: Int) -> Int? { has(input) ? network.shape(ofTensor: node.input[input])?.count : nil }

  func requireInputs(_ range: ClosedRange<Int>) throws {
    let given = node.input.indices.filter(has).count
    guard range.contains(node.input.count), given >= range.lowerBound else {
      throw GraphExecutionError(
        kind: .badInput,
        description: """
          In \(network.fileName), \(Self.label(node)) has \(given) inputs. Expected \(range.lowerBound) to \
          \(range.upperBound) in operator set \(opset). Export the network again.
          """)
    }
  }

  /// An error about an attribute or a form of the node that cannot be computed.
  func unsupported(_ what: String, supported: String) -> GraphExecutionError {
    GraphExecutionError(
      kind: .unsupportedAttribute,
      description: """
        In \(network.fileName), \(Self.label(node)) of operator set \(opset) has \(what), which cannot be \
        computed with gradients. Supported: \(supported). Export the network without it, or ask for layers before \
        this node.
        """)
  }

  /// Requires that every attribute was understood.
  func requireAllRead() throws {
    guard let stray = node.attribute.first(where: { !attributesRead.contains($0.name) }) else { return }
    let known = attributesRead.isEmpty ? "no attributes" : attributesRead.sorted().joined(separator: ", ")
    throw unsupported("the attribute `\(stray.name)`", supported: known)
  }
}
