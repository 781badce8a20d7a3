import Foundation
import Testing

/// The network of `strata demo --untrained`, made once by the program itself, with the caches in a temporary folder.
actor DemoModel {
  static let shared = DemoModel()
  /// What `analyze` needs beside the network in order to see it as the demonstration does.
  static let preprocessing = ["--preprocess", "symmetric"]

  private var making: Task<(folder: TemporaryFolder, path: String), any Error>?

  static func path() async throws -> String { try await shared.made().path }

  private func made() async throws -> (folder: TemporaryFolder, path: String) {
    if let making { return try await making.value }
    let task = Task<(folder: TemporaryFolder, path: String), any Error> {
      let folder = try TemporaryFolder()
      let outcome = try await Strata.run(
        ["demo", "--untrained", "--no-serve", "--images", "20", "--study", folder.path("demo.study")],
        environment: ["XDG_CACHE_HOME": folder.path("caches"), "HOME": folder.path("home")])
      try #require(outcome.status == 0, "strata demo failed: \(outcome.errors)")
      let caches = ["caches/strata", "home/Library/Caches/strata", "home/.cache/strata"].map { folder.file($0) }
      let files = caches.flatMap {
        (try? FileManager.default.contentsOfDirectory(at: $0, includingPropertiesForKeys: nil)) ?? []
      }
      let network = try #require(
        files.first { $0.pathExtension == "onnx" }, "strata demo kept no network in the caches")
      return (folder: folder, path: network.path)
    }
    making = task
    return try await task.value
  }
}
