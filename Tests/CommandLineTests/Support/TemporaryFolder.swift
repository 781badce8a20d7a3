import Foundation

/// A folder that goes away with its last user.
final class TemporaryFolder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
      .appendingPathComponent("strata-cli-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func file(_ name: String) -> URL { url.appendingPathComponent(name) }
  func path(_ name: String) -> String { file(name).path }

  /// Writes a file, making the folders above it.
  @discardableResult
  func write(_ data: Data, to name: String) throws -> String {
    let url = file(name)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url)
    return url.path
  }

  @discardableResult
  func write(_ text: String, to name: String) throws -> String { try write(Data(text.utf8), to: name) }

  /// A flat folder of small photos.
  @discardableResult
  func writePhotos(_ count: Int, to folder: String) throws -> String {
    for index in 0..<count {
      let shade = UInt8(index * 11 % 256)
      try write(PNGFixture.image(shade: [shade, 255 - shade, 90]), to: "\(folder)/photo-\(index).png")
    }
    return path(folder)
  }

  func contains(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }
}
