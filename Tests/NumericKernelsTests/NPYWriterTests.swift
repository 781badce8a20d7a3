import Foundation
import NumericKernels
import Testing

@Suite("Writing array files")
final class NPYWriterTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("npy-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }

  @Test("the final name appears only when the file is finished")
  func finalName() throws {
    let url = folder.appendingPathComponent("a.npy")
    let writer = try NPYWriter(url: url, elementType: .float32, shape: [2, 1])
    try [Float(4), 5].withUnsafeBytes { try writer.writeRows($0, startingAtRow: 0) }
    try writer.synchronize()
    #expect(!exists(url))
    try writer.finish()
    #expect(try NPYFile(contentsOf: url).matrix().elements == [4, 5])
    #expect(throws: NumericKernelsError.self) { try writer.finish() }
    writer.cancel()
    #expect(exists(url))
  }

  @Test("a resumed file keeps the rows of the same header and drops those of another")
  func resuming() throws {
    let url = folder.appendingPathComponent("b.npy")
    func resume(_ shape: [Int]) throws -> NPYWriter {
      try NPYWriter(url: url, elementType: .float32, shape: shape, resuming: true)
    }
    do {
      let first = try resume([2, 1])
      #expect(!first.hasResumed)
      try [Float(4)].withUnsafeBytes { try first.writeRows($0, startingAtRow: 0) }
    }
    do {
      let second = try resume([2, 1])
      #expect(second.hasResumed)
      try [Float(5)].withUnsafeBytes { try second.writeRows($0, startingAtRow: 1) }
      try second.finish()
      #expect(try NPYFile(contentsOf: url).matrix().elements == [4, 5])
    }
    do {
      let third = try resume([2, 1])
      try [Float(4)].withUnsafeBytes { try third.writeRows($0, startingAtRow: 0) }
    }
    let fourth = try resume([3, 1])
    #expect(!fourth.hasResumed)
    try fourth.finish()
    #expect(try NPYFile(contentsOf: url).matrix().elements == [0, 0, 0])
  }

  @Test("rows beyond the array and half rows are refused")
  func wrongRows() throws {
    let writer = try NPYWriter(
      url: folder.appendingPathComponent("c.npy"), elementType: .int32, shape: [2, 2])
    for (values, row) in [([Int32](repeating: 1, count: 2), 2), ([1, 2, 3, 4], 1), ([1], 0), ([1, 2], -1)] {
      #expect(throws: NumericKernelsError.self) {
        try values.withUnsafeBytes { try writer.writeRows($0, startingAtRow: row) }
      }
    }
    writer.cancel()
    #expect(!exists(folder.appendingPathComponent("c.npy.partial")))
  }

  @Test("two writers cannot hold the same file")
  func exclusive() throws {
    let url = folder.appendingPathComponent("d.npy")
    let writer = try NPYWriter(url: url, elementType: .int32, shape: [1])
    #expect(throws: NumericKernelsError.self) { try NPYWriter(url: url, elementType: .int32, shape: [1]) }
    writer.cancel()
  }

  @Test("a folder that does not exist and a full disk are input/output errors that name the file")
  func refusedWrites() throws {
    let url = folder.appendingPathComponent("no/e.npy")
    let absent = #expect(throws: NumericKernelsError.self) {
      try NPYWriter(url: url, elementType: .int32, shape: [1])
    }
    #expect(absent?.kind == .inputOutput && absent?.description.contains(url.path) == true)
    let huge = #expect(throws: NumericKernelsError.self) {
      try NPYWriter(url: folder.appendingPathComponent("f.npy"), elementType: .uint8, shape: [1 << 62])
    }
    #expect(huge?.kind == .inputOutput)
    #expect(throws: NumericKernelsError.self) {
      try NPYWriter(url: folder.appendingPathComponent("f.npy"), elementType: .int32, shape: [1 << 40, 1 << 40])
    }
  }

  @Test("elements that do not fill the shape are refused and leave no file")
  func wrongShape() throws {
    let url = folder.appendingPathComponent("g.npy")
    #expect(throws: NumericKernelsError.self) { try NPYWriter.write([Int32(1), 2], shape: [3], to: url) }
    #expect(!exists(url))
    try NPYWriter.write([Int32](), shape: [0, 5], to: url)
    #expect(try NPYFile(contentsOf: url).int32Elements().isEmpty)
    #expect(try NPYFile(contentsOf: url).matrix() == Matrix(rowCount: 0, columnCount: 5))
  }
}
