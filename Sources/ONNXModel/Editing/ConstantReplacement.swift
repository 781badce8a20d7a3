public import Foundation
import SwiftProtobuf

extension ONNXNetwork {
  /// The bytes of the network with other values for constants, in Float32; all else, names included, stays.
  ///
  /// - Parameters:
  ///   - values: Values by tensor name, in row-major order: weights of the file, or tensors that a node makes from
  ///     weights only, such as unpacked ones; such a node is replaced by its result.
  ///   - description: What is written into the metadata as `description`.
  /// - Returns: The bytes of an ONNX file.
  /// - Throws: `ONNXModelError` for a name that stands for no constant, a wrong number of values, and more than 2 GiB.
  public func serialized(replacing values: [String: [Float]], description: String) throws -> Data {
    var edited = model
    try edited.graph.inlineExternalData(
      ExternalData(folder: folder, modelName: fileName), reader: ExternalData.Reader())
    for (name, numbers) in values.sorted(by: { $0.key < $1.key }) {
      let sizes = analysis.facts[name]?.shape?.values.compactMap(\.self)
      guard !analysis.dependent.contains(name), let sizes, sizes.reduce(1, *) == numbers.count else {
        throw ONNXModelError(
          kind: .badInput,
          description: """
            \(numbers.count) values were given for `\(name)` of \(fileName), of the shape \(sizes.map { "\($0)" } ?? "?"). \
            Expected values for a constant of the network.
            """)
      }
      var tensor = Onnx_TensorProto.floats(numbers, shape: sizes)
      tensor.name = name
      if let place = edited.graph.initializer.firstIndex(where: { $0.name == name }) {
        edited.graph.initializer[place] = tensor
      } else {
        edited.graph.node.removeAll { $0.output == [name] }
        edited.graph.initializer.append(tensor)
      }
    }
    edited.graph.removeUnneeded()
    edited.metadataProps.removeAll { $0.key == "description" }
    var entry = Onnx_StringStringEntryProto()
    entry.key = "description"
    entry.value = description
    edited.metadataProps.append(entry)
    return try bytes(of: edited)
  }

  /// The bytes of a model, the same every time.
  func bytes(of model: Onnx_ModelProto) throws -> Data {
    do {
      var options = BinaryEncodingOptions()
      options.useDeterministicOrdering = true
      return try model.serializedBytes(options: options)
    } catch {
      throw ONNXModelError(
        kind: .tooLarge,
        description:
          "\(fileName) with its weights inside exceeds the 2 GiB that an ONNX file can have. Use a smaller one.")
    }
  }
}

extension Onnx_GraphProto {
  /// Removes nodes and constants that no output needs.
  mutating func removeUnneeded() {
    var needed = Set(output.map(\.name))
    var kept: [Onnx_NodeProto] = []
    for item in node.reversed() where item.output.contains(where: needed.contains) {
      needed.formUnion(item.consumedNames)
      kept.append(item)
    }
    node = kept.reversed()
    let constants = Set(initializer.map(\.name))
    initializer.removeAll { !needed.contains($0.name) }
    input.removeAll { constants.contains($0.name) && !needed.contains($0.name) }
  }
}
