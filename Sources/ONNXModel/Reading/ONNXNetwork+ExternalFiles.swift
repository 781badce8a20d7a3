public import Foundation
import SwiftProtobuf

extension ONNXNetwork {
  /// The files beside the network that hold weights of it, each once, sorted by path; empty where all are embedded.
  ///
  /// The network's content is that of its own file and of these.
  /// - Throws: `ONNXModelError` of kind `externalData` for a file that is missing, too short or outside the folder.
  public var externalDataFiles: [URL] {
    get throws {
      let external = ExternalData(folder: folder, modelName: fileName)
      var paths = Set<String>()
      for tensor in model.graph.externalTensors { paths.insert(try external.section(of: tensor).url.path) }
      return paths.sorted().map { URL(fileURLWithPath: $0) }
    }
  }
}

extension Onnx_GraphProto {
  /// Every tensor whose values are in another file, in nodes and subgraphs too.
  fileprivate var externalTensors: [Onnx_TensorProto] {
    let attributes = node.flatMap(\.attribute)
    let own = initializer + attributes.filter(\.hasT).map(\.t)
    return own.filter { $0.dataLocation == .external } + attributes.filter(\.hasG).flatMap(\.g.externalTensors)
  }
}
