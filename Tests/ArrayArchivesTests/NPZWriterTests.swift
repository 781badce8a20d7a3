import ArrayArchives
import Foundation
import NumericKernels
import Testing

@Suite("Writing archives of numpy")
struct NPZWriterTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ name: String, isCompressed: Bool) throws -> URL {
    let array = folder.file("array.npy")
    try NPYWriter.write(Matrix(rowCount: 3, columnCount: 2, elements: [1, -2, .pi, 0, 1e-30, .infinity]), to: array)
    let url = folder.file(name)
    let writer = try NPZWriter(url: url, isCompressed: isCompressed)
    try writer.add("net/conv/activations", contentsOf: array)
    try writer.add("labels", [Int32(2), -1, 0], shape: [3])
    try writer.add("trust", [Float(0.5), 1], shape: [2])
    try writer.add("identifiers", ["a/b.png", "", "ü"])
    #expect(!FileManager.default.fileExists(atPath: url.path), "nothing is there before it is whole")
    try writer.finish()
    return url
  }

  @Test("what is written is read again, with the same bytes twice", arguments: [true, false])
  func roundTrip(isCompressed: Bool) throws {
    let url = try write("a.npz", isCompressed: isCompressed)
    let archive = try NPZArchive(contentsOf: url)
    #expect(archive.names == ["net/conv/activations", "labels", "trust", "identifiers"])
    let activations = try archive.array("net/conv/activations", unpackingInto: folder.url).matrix()
    #expect(activations.elements == [1, -2, .pi, 0, 1e-30, .infinity])
    #expect(try archive.array("labels", unpackingInto: folder.url).int32Elements() == [2, -1, 0])
    #expect(try archive.texts("identifiers") == ["a/b.png", "", "ü"])
    let again = try write("b.npz", isCompressed: isCompressed)
    #expect(try Data(contentsOf: url) == Data(contentsOf: again))
  }

  @Test("numbers of 64 bits are written where they are needed, and read")
  func wideNumbers() throws {
    let url = folder.file("wide.zip")
    // Everything is too large for a limit of 1,500 bytes: sizes, and places behind the first member.
    let writer = try ZipWriter(url: url, wideLimit: 1500)
    let first = Data((0..<2000).map { UInt8($0 % 251) })
    try writer.add("first", data: first)
    try writer.add("second", data: Data("small".utf8), method: .deflated)
    try writer.finish()
    let archive = try ZipArchive(contentsOf: url)
    #expect(archive.members.map(\.name) == ["first", "second"])
    #expect(archive.members.map(\.byteCount) == [2000, 5])
    #expect(try archive.prefix(of: archive.members[0], byteCount: 5000) == first)
    #expect(try archive.prefix(of: archive.members[1], byteCount: 5000) == Data("small".utf8))
    // The directory keeps 32-bit fields for what fits and says of the rest that it does not.
    let bytes = try Data(contentsOf: url)
    #expect(bytes.range(of: Data([0x50, 0x4B, 6, 6])) != nil && bytes.range(of: Data([0x50, 0x4B, 6, 7])) != nil)
  }

  @Test("an archive that is not finished leaves nothing")
  func unfinished() throws {
    do {
      let writer = try NPZWriter(url: folder.file("a.npz"))
      try writer.add("labels", [Int32(1)], shape: [1])
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
    let error = #expect(throws: NumericKernelsError.self) { try NPZWriter(url: folder.file("no/a.npz")) }
    #expect(error?.kind == .inputOutput)
  }
}
