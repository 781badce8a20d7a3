import Foundation
import ONNXModel
import Testing

/// A folder that is removed when the test ends.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("onnx-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func file(_ name: String) -> URL { url.appendingPathComponent(name) }

  func file(_ name: String, _ bytes: Data) throws -> URL {
    let file = file(name)
    try bytes.write(to: file)
    return file
  }
}

/// Real networks, where they have been downloaded.
enum RealData {
  static var folder: URL? {
    let stated = ProcessInfo.processInfo.environment["STRATA_DATA"].map { URL(fileURLWithPath: $0) }
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder = stated ?? package.appendingPathComponent("../shared/data")
    return FileManager.default.fileExists(atPath: folder.appendingPathComponent("models").path) ? folder : nil
  }

  static let isPresent = folder != nil
  static let skipMessage: Comment = "the real networks are absent; name their folder with STRATA_DATA"

  static func network(_ name: String) throws -> ONNXNetwork {
    try ONNXNetwork(contentsOf: #require(folder).appendingPathComponent("models/\(name).onnx"))
  }

  static let networks = [
    "googlenet", "mnist-cntk", "mobilenet_v2_int8w", "resnet20-cifar10", "squeezenet1.1", "vit-mnist",
  ]
}

enum Fixture {
  static func url(_ name: String) throws -> URL {
    try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil)).appendingPathComponent(name)
  }
}

/// Runs something that must fail and gives its error.
func error(_ body: () throws -> Void) throws -> ONNXModelError {
  try #require(throws: ONNXModelError.self, performing: body)
}

extension ONNXNetwork {
  init(_ builder: ONNXBuilder) throws {
    try self.init(data: builder.serialized(), url: URL(fileURLWithPath: "/model.onnx"))
  }

  func tap(_ name: String) throws -> TapPoint { try #require(tapPoints.first { $0.name == name }) }
}
