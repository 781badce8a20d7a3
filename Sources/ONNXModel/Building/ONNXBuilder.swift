public import Foundation
import SwiftProtobuf

/// A value that configures a node of a network under construction.
public enum ONNXAttribute: Sendable, Equatable {
  /// A whole number.
  case integer(Int)
  /// Several whole numbers.
  case integers([Int])
  /// A real number, stored as Float32.
  case real(Float)
  /// Several real numbers.
  case reals([Float])
  /// Text.
  case text(String)
  /// A constant tensor of Float32, as `Constant` nodes have it.
  case tensor([Float], shape: [Int])
}

/// Writes small ONNX networks of one's own, node by node.
///
/// ```swift
/// var builder = ONNXBuilder()
/// builder.addInput("image", shape: [nil, 3, 32, 32])
/// builder.addInitializer("conv1.weight", shape: [16, 3, 3, 3], values: weights)
/// builder.addNode("Conv", name: "conv1", inputs: ["image", "conv1.weight"], attributes: ["pads": .integers([1, 1, 1,
/// 1])]) builder.addOutput("conv1", shape: [nil, 16, 32, 32])
/// try builder.write(to: url)
/// ```
///
/// Nodes must be added in an order in which every tensor is made before it is used. The builder does not check the
/// network; opening the result with `ONNXNetwork` does. Equal calls give equal bytes.
public struct ONNXBuilder: Sendable {
  private var model = Onnx_ModelProto()

  /// Starts an empty network.
  public init(graphName: String = "network", opset: Int = 17, producer: String = "Strata") {
    model.irVersion = opset < 9 ? 4 : 8
    model.producerName = producer
    model.graph.name = graphName
    importOperatorSet(domain: "", version: opset)
  }

  /// Declares that operators of another domain are used.
  public mutating func importOperatorSet(domain: String, version: Int) {
    var entry = Onnx_OperatorSetIdProto()
    entry.domain = domain
    entry.version = Int64(version)
    model.opsetImport.append(entry)
  }

  /// Adds an input; nil stands for a free size, which is named `N` on the first axis.
  public mutating func addInput(_ name: String, shape: [Int?], elementType: TensorElementType = .float32) {
    model.graph.input.append(Self.info(name, shape: shape, elementType: elementType))
  }

  /// Adds an output; nil stands for a free size.
  public mutating func addOutput(_ name: String, shape: [Int?], elementType: TensorElementType = .float32) {
    model.graph.output.append(Self.info(name, shape: shape, elementType: elementType))
  }

  /// Adds a constant tensor of Float32, in C order.
  public mutating func addInitializer(_ name: String, shape: [Int], values: [Float]) {
    precondition(values.count == shape.reduce(1, *), "the number of values must be the product of the shape")
    var tensor = Onnx_TensorProto.floats(values, shape: shape)
    tensor.name = name
    model.graph.initializer.append(tensor)
  }

  /// Adds a constant tensor of whole numbers, in C order: Int64, or a type of at most 32 bits, in whose range they are.
  public mutating func addInitializer(
    _ name: String, shape: [Int], integers: [Int64], elementType: TensorElementType = .int64
  ) {
    precondition(integers.count == shape.reduce(1, *), "the number of values must be the product of the shape")
    var tensor = Onnx_TensorProto.integers(elementType == .int64 ? integers.map { Int($0) } : [], shape: shape)
    if elementType != .int64 {
      tensor.clearRawData()
      tensor.dataType = Int32(elementType.code)
      tensor.int32Data = integers.map { Int32($0) }
    }
    tensor.name = name
    model.graph.initializer.append(tensor)
  }

  /// Adds a node. Its output is named as the node unless told otherwise; attributes are written in the order of their
  /// names.
  public mutating func addNode(
    _ operatorName: String, name: String, inputs: [String], outputs: [String]? = nil,
    attributes: [String: ONNXAttribute] = [:], domain: String = ""
  ) {
    var node = Onnx_NodeProto()
    node.opType = operatorName
    node.name = name
    node.input = inputs
    node.output = outputs ?? [name]
    if !domain.isEmpty { node.domain = domain }
    node.attribute = attributes.sorted { $0.key < $1.key }.map { Onnx_AttributeProto($0.key, $0.value) }
    model.graph.node.append(node)
  }

  /// Adds a key and a value that describe the network.
  public mutating func addMetadata(key: String, value: String) {
    var entry = Onnx_StringStringEntryProto()
    entry.key = key
    entry.value = value
    model.metadataProps.append(entry)
  }

  /// The bytes of the file.
  public func serialized() throws -> Data { try Self.serialize(model) }

  /// Writes the file; it appears under its name only when it is whole.
  public func write(to url: URL) throws {
    try Self.write(serialized(), to: url)
  }

  /// Writes the file with its weights in another file of the same folder, as networks beyond 2 GiB need it.
  ///
  /// - Parameters:
  ///   - url: Where the network is written.
  ///   - weightsFile: The name of the other file.
  /// - Throws: `ONNXModelError` that names the file that cannot be written.
  public func write(to url: URL, weightsFile: String) throws {
    var external = model
    var weights = Data()
    for index in external.graph.initializer.indices {
      let tensor = external.graph.initializer[index]
      let entries = [
        ("location", weightsFile), ("offset", String(weights.count)), ("length", String(tensor.rawData.count)),
      ]
      external.graph.initializer[index].externalData = entries.map { key, value in
        var entry = Onnx_StringStringEntryProto()
        entry.key = key
        entry.value = value
        return entry
      }
      external.graph.initializer[index].dataLocation = .external
      external.graph.initializer[index].clearRawData()
      weights.append(tensor.rawData)
    }
    try Self.write(weights, to: url.deletingLastPathComponent().appendingPathComponent(weightsFile))
    try Self.write(Self.serialize(external), to: url)
  }

  private static func serialize(_ model: Onnx_ModelProto) throws -> Data {
    do {
      return try model.serializedBytes()
    } catch {
      throw ONNXModelError(
        kind: .tooLarge,
        description: "The network exceeds the 2 GiB that an ONNX file can have. Put its weights in another file.")
    }
  }

  private static func write(_ data: Data, to url: URL) throws {
    do {
      try data.write(to: url, options: .atomic)
    } catch {
      throw ONNXModelError(
        kind: .inputOutput,
        description: """
          \(url.relativePath) cannot be written: \(error.localizedDescription) Check the folder, its permissions and \
          the free space.
          """)
    }
  }

  private static func info(_ name: String, shape: [Int?], elementType: TensorElementType) -> Onnx_ValueInfoProto {
    var info = Onnx_ValueInfoProto()
    info.name = name
    info.type.tensorType.elemType = Int32(elementType.code)
    info.type.tensorType.shape.dim = shape.enumerated().map { axis, size in
      var dimension = Onnx_TensorShapeProto.Dimension()
      if let size {
        dimension.dimValue = Int64(size)
      } else {
        dimension.dimParam = axis == 0 ? "N" : "\(name)_axis\(axis)"
      }
      return dimension
    }
    return info
  }
}

extension Onnx_AttributeProto {
  fileprivate init(_ name: String, _ value: ONNXAttribute) {
    self.init()
    self.name = name
    switch value {
    case .integer(let number):
      type = .int
      i = Int64(number)
    case .integers(let numbers):
      type = .ints
      ints = numbers.map(Int64.init)
    case .real(let number):
      type = .float
      f = number
    case .reals(let numbers):
      type = .floats
      floats = numbers
    case .text(let text):
      type = .string
      s = Data(text.utf8)
    case .tensor(let values, let shape):
      type = .tensor
      t = .floats(values, shape: shape)
    }
  }
}
