public import Foundation
import SwiftProtobuf

/// A trained network, read from an ONNX file: its nodes, shapes and the places where activations can be tapped.
///
/// Opening reads the file once, follows the shapes through the graph and finds the tap points; nothing is run. A
/// network is a value that never changes: tapping it makes a new file in memory and leaves no trace.
///
/// ```swift
/// let network = try ONNXNetwork(contentsOf: URL(fileURLWithPath: "googlenet.onnx"))
/// let outputs = network.defaultTapPoints().map { TapOutput(tapPoint: $0, reduction: .mean) }
/// let bytes = try network.serialized(tapping: outputs)
/// ```
public struct ONNXNetwork: Sendable {
  /// Where the network was read from.
  public let url: URL
  /// The version of the file format.
  public let irVersion: Int
  /// The version of the standard operator set.
  public let opsetVersion: Int
  /// The program that wrote the file, with its version where it is stated; it may be empty.
  public let producer: String
  /// Keys and values that the exporter left in the file.
  public let metadata: [String: String]
  /// The real inputs: those that are not weights. Exactly one.
  public let inputs: [TensorDescription]
  /// What the file declares as its outputs.
  public let outputs: [TensorDescription]
  /// The nodes in the file's order.
  public let nodes: [NodeDescription]
  /// Every activation in graph order, the input first.
  public let tapPoints: [TapPoint]

  package let model: Onnx_ModelProto
  let analysis: GraphAnalysis

  /// Reads and checks a network. Weights in external files are looked for, and read when they are needed.
  ///
  /// - Throws: `ONNXModelError` that names the file and the place.
  public init(contentsOf url: URL) throws {
    try self.init(model: ModelFile.read(url), url: url)
  }

  /// Reads a network from the bytes of a file; `url` names it in messages, and its folder is where external data is.
  public init(data: Data, url: URL) throws {
    try self.init(model: ModelFile.parse(data, name: url.relativePath), url: url)
  }

  private init(model: Onnx_ModelProto, url: URL) throws {
    let validation = GraphValidation(name: url.relativePath, model: model)
    let opset = try validation.opsetVersion()
    let realInputs = try validation.realInputs()
    try validation.validateNodes()
    let external = ExternalData(folder: url.deletingLastPathComponent(), modelName: url.relativePath)
    for tensor in model.graph.initializer where tensor.dataLocation == .external {
      _ = try external.section(of: tensor)
    }
    self.url = url
    self.model = model
    irVersion = Int(model.irVersion)
    opsetVersion = opset
    producer = [model.producerName, model.producerVersion].filter { !$0.isEmpty }.joined(separator: " ")
    metadata = Dictionary(model.metadataProps.map { ($0.key, $0.value) }) { first, _ in first }
    let analysis = GraphAnalysis(graph: model.graph, opset: opset, inputNames: realInputs.map(\.name))
    self.analysis = analysis
    inputs = realInputs.map { analysis.description(of: $0) }
    outputs = model.graph.output.map { analysis.description(of: $0) }
    nodes = analysis.nodeDescriptions
    tapPoints = TapPointDiscovery(analysis: analysis, inputs: inputs, outputs: outputs).tapPoints
  }

  /// How messages name the file.
  package var fileName: String { url.relativePath }
  /// Where external weights are looked for.
  package var folder: URL { url.deletingLastPathComponent() }

  /// The batch size where the file fixes it, as some exporters do; nil where any number of items can be given at once.
  public var fixedBatchSize: Int? { inputs.first?.shape.first ?? nil }

  /// The shape of any tensor of the network, nil where even its rank is unknown.
  public func shape(ofTensor name: String) -> [Int?]? { analysis.facts[name]?.shape?.values }

  /// The element type of any tensor of the network.
  public func elementType(ofTensor name: String) -> TensorElementType { analysis.facts[name]?.elementType ?? .unknown }
}
