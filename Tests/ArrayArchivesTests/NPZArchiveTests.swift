import ArrayArchives
import Foundation
import NumericKernels
import Testing

@Suite("Archives of numpy")
struct NPZArchiveTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("stored and compressed archives give the same arrays", arguments: ["stored.npz", "compressed.npz"])
  func arrays(file: String) throws {
    let archive = try NPZArchive(contentsOf: Fixture.url(file))
    #expect(archive.names == ["conv1", "block/conv2", "truth", "small", "short", "wide", "widest"])
    func array(_ name: String) throws -> NPYFile { try archive.array(name, unpackingInto: folder.url) }
    let first = try array("conv1").matrix()
    #expect(first.elements.prefix(3).map(\.bitPattern) == [1_071_145_765, 3_203_305_304, 1_023_831_664])
    let second = try array("block/conv2")
    #expect(try archive.header(of: "block/conv2") == second.header)
    #expect(second.header.isColumnMajor && second.header.shape == [5, 4])
    #expect(try second.matrix().elements == (0..<20).map { Float($0) })
    #expect(try array("truth").int32Elements() == [1, 0, 1])
    #expect(try array("truth").matrix().elements == [1, 0, 1])
    #expect(try array("small").int32Elements() == [-3, 4])
    #expect(try array("short").matrix().elements == [-300, 400])
    #expect(try array("wide").matrix().elements == [3, 4e9])
    #expect(try array("widest").matrix().elements == [5, 0x1p63])
    #expect(throws: NumericKernelsError.self) { try array("widest").int32Elements() }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty, "nothing is left behind")
  }

  @Test("arrays of text are read, of code points and of bytes")
  func text() throws {
    let archive = try NPZArchive(contentsOf: Fixture.url("text.npz"))
    #expect(try archive.isText("unicode") && archive.isText("bytes"))
    #expect(try archive.texts("unicode") == ["cat", "", "dög 🐕", "a\0b"])
    #expect(try archive.texts("bytes") == ["cat", "mouse"])
    #expect(throws: NumericKernelsError.self) { try archive.texts("table") }
    let error = #expect(throws: NumericKernelsError.self) { try archive.header(of: "unicode") }
    #expect(error?.description.contains("text.npz, unicode holds text") == true)
  }

  @Test("pickled objects, structured and big-endian arrays are refused by name")
  func refused() throws {
    let pickled = try NPZArchive(contentsOf: Fixture.url("pickled.npz"))
    let error = #expect(throws: NumericKernelsError.self) { try pickled.header(of: "objects") }
    #expect(error?.description.contains("pickled.npz, objects holds pickled Python objects") == true)
    #expect(try pickled.array("fine", unpackingInto: folder.url).matrix().elements == [0, 0, 0, 0])
    let structured = try NPZArchive(contentsOf: Fixture.url("structured.npz"))
    for (name, word) in [("records", "structured"), ("big", "big-endian")] {
      let error = #expect(throws: NumericKernelsError.self) { try structured.array(name, unpackingInto: folder.url) }
      #expect(error?.description.contains(word) == true)
    }
    let missing = #expect(throws: NumericKernelsError.self) { try structured.header(of: "layer") }
    #expect(missing?.description.contains("It has: records, big") == true)
  }

  @Test(
    "every truncation and every changed byte of an archive is an error or changes nothing", arguments: [true, false])
  func damage(isCompressed: Bool) throws {
    let values = (0..<400).map { Float($0 % 7) }
    let good = folder.file("good.npz")
    let writer = try NPZWriter(url: good, isCompressed: isCompressed)
    try writer.add("a", values, shape: [100, 4])
    try writer.finish()
    let whole = try Data(contentsOf: good)
    let url = folder.file("bad.npz")
    func read() throws -> [Float] {
      try NPZArchive(contentsOf: url).array("a", unpackingInto: folder.url).matrix().elements
    }
    for length in 0..<whole.count {
      try whole.prefix(length).write(to: url)
      #expect(throws: NumericKernelsError.self, "\(length) of \(whole.count) bytes") { try read() }
    }
    for place in whole.indices {
      var data = whole
      data[place] ^= 0x10
      try data.write(to: url)
      let found: [Float]
      do { found = try read() } catch is NumericKernelsError { continue }
      #expect(found == values, "byte \(place)")
    }
  }

  @Test("a member that claims more than its bytes can hold is refused before anything is unpacked")
  func bomb() throws {
    let url = folder.file("bomb.npz")
    let writer = try NPZWriter(url: url, isCompressed: true)
    try writer.add("zeros", [Float](repeating: 0, count: 1000), shape: [1000])
    try writer.finish()
    var data = try Data(contentsOf: url)
    // The size in the directory, 24 bytes into its only entry.
    let entry = try #require(data.range(of: Data([0x50, 0x4B, 1, 2]))).lowerBound
    data.replaceSubrange(entry + 24..<entry + 28, with: [0, 0, 0, 0x70])
    try data.write(to: url)
    let error = #expect(throws: NumericKernelsError.self) { try NPZArchive(contentsOf: url) }
    #expect(error?.description.contains("claims that zeros.npy unpacks to 1879048192 bytes") == true)
    // A smaller lie is found while unpacking, which stops at the claim.
    data.replaceSubrange(entry + 24..<entry + 28, with: [0, 1, 0, 0])
    try data.write(to: url)
    #expect(throws: NumericKernelsError.self) {
      try NPZArchive(contentsOf: url).array("zeros", unpackingInto: folder.url)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["bomb.npz"])
  }

  @Test("what is no archive is an error that names the file")
  func noArchive() throws {
    try Data("PK".utf8).write(to: folder.file("short.npz"))
    try Data(repeating: 7, count: 500).write(to: folder.file("other.npz"))
    try Data().write(to: folder.file("empty.npz"))
    for name in ["short.npz", "other.npz", "empty.npz", "absent.npz"] {
      let error = #expect(throws: NumericKernelsError.self) { try NPZArchive(contentsOf: folder.file(name)) }
      #expect(error?.description.contains(name) == true)
    }
  }
}
