import Foundation
import Testing

/// Real networks and photos for tests. They are no part of the repository: where the folder is absent, tests that need it
/// are skipped.
enum SharedData {
  /// The folder named by STRATA_DATA, or `../shared/data` beside the package.
  static let folder: URL? = {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let path =
      ProcessInfo.processInfo.environment["STRATA_DATA"]
      ?? package.deletingLastPathComponent().appendingPathComponent("shared/data").path
    return FileManager.default.fileExists(atPath: path + "/models") ? URL(fileURLWithPath: path) : nil
  }()

  static func url(_ path: String) throws -> URL {
    try #require(folder).appendingPathComponent(path)
  }

  static let isMissing: Comment = "the folder of test data is absent (set STRATA_DATA)"
}

/// A folder that goes away with the test.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("strata-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  func folder(_ name: String) throws -> URL {
    let folder = url.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  deinit { try? FileManager.default.removeItem(at: url) }
}
