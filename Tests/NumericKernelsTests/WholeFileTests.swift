import Foundation
import NumericKernels
import Testing

@Suite("Whole files")
struct WholeFileTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("strata-whole-\(UUID())")

  init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

  private func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }

  @Test("a file replaces an older one, and what a killed process left of it")
  func replaces() throws {
    let url = folder.appendingPathComponent("found.json")
    try Data("old, and longer".utf8).write(wholeTo: url)
    try Data("half of something that is longer than all".utf8).write(
      to: folder.appendingPathComponent("found.json.partial"))
    try Data("new".utf8).write(wholeTo: url)
    #expect(try Data(contentsOf: url) == Data("new".utf8))
    #expect(try names() == ["found.json"])
    try FileManager.default.removeItem(at: folder)
  }

  @Test("what cannot be written leaves the older file, or none, and nothing beside it")
  func refused() throws {
    let missing = folder.appendingPathComponent("missing/found.json")
    #expect(throws: CocoaError.self) { try Data("new".utf8).write(wholeTo: missing) }
    let taken = folder.appendingPathComponent("taken")
    try FileManager.default.createDirectory(at: taken, withIntermediateDirectories: true)
    #expect(throws: CocoaError.self) { try Data("new".utf8).write(wholeTo: taken) }
    #expect(try names() == ["taken"])
    try FileManager.default.removeItem(at: folder)
  }
}
