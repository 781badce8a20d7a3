import Foundation
import ImageDatasets
import Testing

/// A folder for one test, removed with it.
final class TestFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("images-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  func path(_ name: String) -> URL { url.appendingPathComponent(name) }

  @discardableResult
  func write(_ name: String, _ data: Data) throws -> URL {
    let file = path(name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
    return file
  }

  @discardableResult
  func write(_ name: String, text: String) throws -> URL {
    try write(name, Data(text.utf8))
  }

  /// A small picture of one color.
  func writeImage(_ name: String, gray: UInt8 = 100) throws {
    let image = PixelImage(width: 6, height: 5, channelCount: 3, repeating: gray)
    try write(name, image.pngData())
  }
}

enum Fixture {
  static func url(_ name: String) throws -> URL {
    try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil)).appendingPathComponent(name)
  }

  static func data(_ name: String) throws -> Data {
    try Data(contentsOf: url(name))
  }

  static func image(_ name: String) throws -> PixelImage {
    try ImageDecoder().decode(contentsOf: url(name))
  }
}

/// Real data beside the repository; tests that need it are skipped where it is not.
enum SharedData {
  static let root: URL? = {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let path =
      ProcessInfo.processInfo.environment["STRATA_DATA"]
      ?? package.appendingPathComponent("../shared/data").standardized.path
    return FileManager.default.fileExists(atPath: path) ? URL(fileURLWithPath: path) : nil
  }()

  static func has(_ name: String) -> Bool {
    root.map { FileManager.default.fileExists(atPath: $0.appendingPathComponent(name).path) } ?? false
  }

  static func url(_ name: String) throws -> URL {
    try #require(root).appendingPathComponent(name)
  }
}

/// The error that `body` throws, which must be an `ImageDatasetsError`.
func datasetsError(_ body: () throws -> Void) throws -> ImageDatasetsError {
  try #require(throws: ImageDatasetsError.self) { try body() }
}

func largestDifference(_ a: PixelImage, _ b: PixelImage) throws -> Int {
  try #require(a.width == b.width && a.height == b.height && a.channelCount == b.channelCount)
  return zip(a.pixels, b.pixels).map { abs(Int($0) - Int($1)) }.max() ?? 0
}
