import Foundation
import StudyPipeline
import StudyStore
import Testing

/// Reads an exported page without a browser: base64, gzip, the list of contents, and the replies in a part.
struct PackReader {
  struct Manifest: Decodable {
    struct Entry: Decodable {
      var name: String
      var size: Int
      var packed: Int
      var sha256: String
      var file: String?
    }
    var form: String
    var boot: String
    var policy: String
    var command: String
    var entries: [Entry]
  }

  struct File: Decodable {
    var path: String
    var type: String
    var start: Int
    var length: Int
    var array: [String: JSONValue]?
  }

  let text: String
  let manifest: Manifest
  private let packed: [String: Data]

  /// A page, or the folder of one.
  init(_ url: URL) throws {
    let isFolder = (try? url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) ?? false
    let page = isFolder ? url.appendingPathComponent("index.html") : url
    let text = String(decoding: try Data(contentsOf: page), as: UTF8.self)
    self.text = text
    let list = try #require(Self.between(text, "id=\"strata-contents\">", "</script>"))
    let manifest = try JSONDecoder().decode(Manifest.self, from: Data(list.utf8))
    self.manifest = manifest
    packed = try Dictionary(
      uniqueKeysWithValues: manifest.entries.map { entry in
        if let file = entry.file { return (entry.name, try Data(contentsOf: url.appendingPathComponent(file))) }
        let content = try #require(Self.between(text, "data-part=\"\(entry.name)\">", "</script>"))
        return (entry.name, try #require(Data(base64Encoded: content)))
      })
  }

  /// The bytes of a part, unpacked.
  func part(_ name: String) throws -> Data {
    let data = try #require(packed[name], "there is no part \(name)")
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).gz")
    try data.write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try Gunzip.contents(of: file)
  }

  /// The compressed bytes of a part.
  func packedPart(_ name: String) throws -> Data { try #require(packed[name]) }

  /// What a part holds, by what follows its name in the address.
  func files(_ name: String) throws -> [String: (file: File, data: Data)] {
    let data = try part(name)
    let count = data.prefix(4).enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
    let index = try JSONDecoder().decode([File].self, from: data.subdata(in: 4..<(4 + count)))
    let start = (4 + count + 7) / 8 * 8
    return Dictionary(
      uniqueKeysWithValues: index.map { file in
        (file.path, (file, data.subdata(in: (start + file.start)..<(start + file.start + file.length))))
      })
  }

  /// A reply as JSON.
  func json(_ name: String, _ path: String = "") throws -> JSONValue {
    let file = try #require(try files(name)[path], "\(name) has no \(path)")
    return try JSONDecoder().decode(JSONValue.self, from: file.data)
  }

  /// Everything that can be read in a page, its parts unpacked.
  func everything() throws -> Data {
    try manifest.entries.reduce(Data(text.utf8)) { $0 + (try part($1.name)) }
  }

  private static func between(_ text: String, _ start: String, _ end: String) -> String? {
    guard let from = text.range(of: start), let to = text[from.upperBound...].range(of: end) else { return nil }
    return String(text[from.upperBound..<to.lowerBound])
  }
}

/// The program `gzip`, so that what browsers get is unpacked by something else than the library that packed it.
enum Gunzip {
  static func contents(of file: URL) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", file.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "gzip cannot unpack \(file.lastPathComponent)")
    return data
  }
}

/// Nobody watches.
struct Unobserved: AnalysisObserver {
  func stageProgressed(_ progress: StageProgress) {}
  func stageEnded(stage: String, detail: String) {}
  func remark(_ text: String) {}
}
