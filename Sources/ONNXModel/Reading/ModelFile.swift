import Foundation
import SwiftProtobuf

/// Reads a file into the schema's messages, and says what is wrong where that fails.
enum ModelFile {
  /// What the protobuf format can hold.
  static let largestByteCount = Int(Int32.max)

  static func read(_ url: URL) throws -> Onnx_ModelProto {
    let name = url.relativePath
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
      throw ONNXModelError(kind: .inputOutput, description: "\(name) does not exist. Check the path of the model.")
    }
    guard !isFolder.boolValue else {
      throw ONNXModelError(kind: .inputOutput, description: "\(name) is a folder. Name the .onnx file inside it.")
    }
    try requireSize(of: url, name: name)
    let data: Data
    do {
      data = try Data(contentsOf: url, options: .mappedIfSafe)
    } catch {
      throw ONNXModelError(
        kind: .inputOutput,
        description: "\(name) cannot be read: \(error.localizedDescription) Check its permissions.")
    }
    return try parse(data, name: name)
  }

  private static func requireSize(of url: URL, name: String) throws {
    let size = (try? url.resourceValues(forKeys: [.fileSizeKey]))?.fileSize ?? 0
    guard size <= largestByteCount else {
      throw ONNXModelError(
        kind: .tooLarge,
        description: """
          \(name) has \(size) bytes, and an ONNX file can have at most 2 GiB. \
          Export it again with its weights in a separate file (external data).
          """)
    }
  }

  static func parse(_ data: Data, name: String) throws -> Onnx_ModelProto {
    guard !data.isEmpty else {
      throw ONNXModelError(kind: .badInput, description: "\(name) is empty. Export or download it again.")
    }
    if let format = FileSignature.recognize(data) { throw format.error(name: name) }
    let model: Onnx_ModelProto
    do {
      model = try Onnx_ModelProto(serializedBytes: data)
    } catch {
      throw decodingError(error, data: data, name: name)
    }
    guard model.hasGraph else {
      if let format = FileSignature.recognizeText(data) { throw format.error(name: name) }
      throw ONNXModelError(
        kind: .noGraph, description: "\(name) has no graph: it is not an ONNX model, or only its head. Export it again."
      )
    }
    guard !model.graph.node.isEmpty else {
      throw ONNXModelError(
        kind: .noGraph,
        description: "The graph in \(name) has no nodes, so there are no layers to read. Export it again.")
    }
    return model
  }

  private static func decodingError(_ error: any Error, data: Data, name: String) -> ONNXModelError {
    if let format = FileSignature.recognizeText(data) { return format.error(name: name) }
    // Every ONNX file that a tool writes starts with its format version.
    let startsLikeONNX = data.first == 0x08
    if startsLikeONNX, let decoding = error as? BinaryDecodingError, decoding == .truncated {
      return ONNXModelError(
        kind: .truncated,
        description: """
          \(name) is truncated: it ends after \(data.count) bytes, inside its content. Copy or download it again.
          """)
    }
    guard startsLikeONNX else {
      return ONNXModelError(
        kind: .notONNX,
        description: """
          \(name) is not an ONNX file: its content is not in the format's encoding. \
          Export the network as ONNX, for example with torch.onnx.export.
          """)
    }
    return ONNXModelError(
      kind: .badInput, description: "\(name) is damaged: its content cannot be decoded. Copy or download it again.")
  }
}
