import Foundation
import Testing

@Suite("The guide From Python")
struct GuideTests {
  static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static func lines(_ text: some StringProtocol) -> [String] {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }

  /// The Swift passages of a guide, each as its lines.
  static func passages(_ guide: String) throws -> [[String]] {
    let text = try String(contentsOf: package.appendingPathComponent(guide), encoding: .utf8)
    return text.components(separatedBy: "```swift\n").dropFirst().map { part in
      lines(part.components(separatedBy: "```")[0])
    }
  }

  @Test("every Swift passage stands, line by line, in an example that is compiled and run")
  func passages() throws {
    let folder = Self.package.appendingPathComponent("Tests/LibraryExamplesTests")
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    let sources = try files.filter { $0.lastPathComponent.hasSuffix("Example.swift") }
      .map { Self.lines(try String(contentsOf: $0, encoding: .utf8)) }
    let passages = try Self.passages("Documentation/Guides/FromPython.md")
    #expect(passages.count >= 6)
    for passage in passages {
      let isCompiled = sources.contains { source in
        source.indices.contains { source[$0...].starts(with: passage) }
      }
      #expect(isCompiled, "no example has these lines:\n\(passage.joined(separator: "\n"))")
    }
  }
}
