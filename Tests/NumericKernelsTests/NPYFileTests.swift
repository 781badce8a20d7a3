import Foundation
import NumericKernels
import Testing

@Suite("Array files")
final class NPYFileTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("npy-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func file(_ header: String, version: [UInt8] = [1, 0], data: [UInt8]) throws -> URL {
    let url = folder.appendingPathComponent("\(UUID().uuidString).npy")
    let text = Array(header.utf8)
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + version
    bytes += [UInt8(text.count & 0xFF), UInt8(text.count >> 8)] + (version[0] > 1 ? [0, 0] : [])
    try Data(bytes + text + data).write(to: url)
    return url
  }

  private func bytes<Value: BitwiseCopyable>(_ values: [Value]) -> [UInt8] { values.withUnsafeBytes { Array($0) } }

  @Test("a matrix survives writing and reading")
  func roundTrip() throws {
    let url = folder.appendingPathComponent("a.npy")
    let matrix = Matrix(rowCount: 3, columnCount: 2, elements: [1, -2, 3.5, .pi, 0, 1e-30])
    try NPYWriter.write(matrix, to: url)
    let file = try NPYFile(contentsOf: url)
    #expect(try file.matrix() == matrix)
    #expect(file.header.dataOffset % 64 == 0)
    #expect(try file.rows(1..<3) == Matrix(rowCount: 2, columnCount: 2, elements: [3.5, .pi, 0, 1e-30]))
    #expect(!FileManager.default.fileExists(atPath: url.path + ".partial"))
  }

  @Test("every element type is converted to Float32 and integers to Int32")
  func elementTypes() throws {
    let header = { (type: String) in "{'descr': '\(type)', 'fortran_order': False, 'shape': (2, 1), }" }
    let expected = Matrix(rowCount: 2, columnCount: 1, elements: [1, 7])
    let cases: [(String, [UInt8])] = [
      ("<f4", bytes([Float(1), 7])), ("<f8", bytes([1.0, 7])), ("<f2", bytes([UInt16(0x3C00), 0x4700])),
      ("<i4", bytes([Int32(1), 7])), ("<i8", bytes([Int64(1), 7])), ("<u2", bytes([UInt16(1), 7])),
      ("|u1", [1, 7]), ("<u1", [1, 7]),
    ]
    for (type, data) in cases {
      let file = try NPYFile(contentsOf: try self.file(header(type), data: data))
      #expect(try file.matrix() == expected, "\(type)")
      if type.contains("f") {
        #expect(throws: NumericKernelsError.self) { try file.int32Elements() }
      } else {
        #expect(try file.int32Elements() == [1, 7])
      }
    }
  }

  @Test("half precision keeps subnormals, infinities and signs")
  func halfPrecision() throws {
    let bits: [UInt16] = [0x0001, 0x8001, 0x7C00, 0xFC00, 0x7BFF, 0x8000]
    let url = try file("{'descr': '<f2', 'fortran_order': False, 'shape': (6,)}", data: bytes(bits))
    let values = try NPYFile(contentsOf: url).matrix().elements
    #expect(values == [0x1p-24, -0x1p-24, .infinity, -.infinity, 65504, 0])
    #expect(values[5].sign == .minus)
  }

  @Test("Fortran order and format version 2 are read as the same matrix")
  func fortranOrder() throws {
    let header = "{\"shape\": (2, 3), \"fortran_order\": True, \"descr\": \"<i4\"}  \n"
    let url = try file(header, version: [2, 0], data: bytes([Int32(1), 4, 2, 5, 3, 6]))
    let file = try NPYFile(contentsOf: url)
    #expect(try file.matrix().elements == [1, 2, 3, 4, 5, 6])
    #expect(try file.int32Elements() == [1, 2, 3, 4, 5, 6])
    #expect(try file.rows(1..<2).elements == [4, 5, 6])
  }

  @Test(
    "a malformed header is an error that names the file",
    arguments: [
      "", "{", "{}", "{'descr': '<f4'}", "{'descr': '<f4', 'fortran_order': Maybe, 'shape': (1,)}",
      "{'descr': '>f4', 'fortran_order': False, 'shape': (1,)}",
      "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4611686018427387904)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (0,)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'shape': (1,)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'more': (1,)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} trailing",
      "{'descr': '<f4, 'fortran_order': False, 'shape': (1,)}",
    ])
  func malformedHeaders(header: String) throws {
    let url = try file(header, data: bytes([Float(1)]))
    let error = #expect(throws: NumericKernelsError.self) { try NPYFile(contentsOf: url) }
    #expect(error?.kind == .badInput)
    #expect(error?.description.contains(url.path) == true)
  }

  @Test("every truncation of a good file is an error, never a crash")
  func truncations() throws {
    let good = folder.appendingPathComponent("good.npy")
    try NPYWriter.write(Matrix(rowCount: 2, columnCount: 2, repeating: 1), to: good)
    let whole = try Data(contentsOf: good)
    let url = folder.appendingPathComponent("cut.npy")
    for length in 0..<whole.count {
      try whole.prefix(length).write(to: url)
      #expect(throws: NumericKernelsError.self) { try NPYFile(contentsOf: url) }
    }
    try (whole + Data([0])).write(to: url)
    #expect(throws: NumericKernelsError.self) { try NPYFile(contentsOf: url) }
  }

  @Test("what is not a regular file is an input/output error")
  func notAFile() throws {
    for path in [folder.path, folder.appendingPathComponent("absent.npy").path, "/dev/zero"] {
      let error = #expect(throws: NumericKernelsError.self) { try NPYFile(contentsOf: URL(fileURLWithPath: path)) }
      #expect(error?.kind == .inputOutput)
    }
    let pipe = folder.appendingPathComponent("pipe").path
    #expect(mkfifo(pipe, 0o600) == 0)
    #expect(throws: NumericKernelsError.self) { try NPYFile(contentsOf: URL(fileURLWithPath: pipe)) }
  }

  @Test("rows outside the array and arrays of three dimensions are refused")
  func wrongRows() throws {
    let url = try file("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 1, 2)}", data: [1, 2, 3, 4])
    #expect(throws: NumericKernelsError.self) { try NPYFile(contentsOf: url).matrix() }
    let flat = folder.appendingPathComponent("flat.npy")
    try NPYWriter.write([Int32(1), 2], shape: [2], to: flat)
    #expect(throws: NumericKernelsError.self) { try NPYFile(contentsOf: flat).rows(1..<3) }
    #expect(try NPYFile(contentsOf: flat).matrix().columnCount == 1)
  }

  @Test("an integer beyond 32 bits is named")
  func wideInteger() throws {
    let url = try file("{'descr': '<i8', 'fortran_order': False, 'shape': (2,)}", data: bytes([Int64(1), 1 << 40]))
    let error = #expect(throws: NumericKernelsError.self) { try NPYFile(contentsOf: url).int32Elements() }
    #expect(error?.description.contains("element 1") == true)
  }
}
