import Foundation
import NumericKernels
import Testing

/// Files that numpy 2.4.6 wrote: np.save of [[1, 2, 3], [4, 5, 250]] per type and order. The data bytes are in base64; the
/// header of these files is always 128 bytes, padded with spaces.
@Suite("Array files of numpy")
final class NPYReferenceTests {
  private static let files: [(type: String, isColumnMajor: Bool, data: String)] = [
    ("<f2", false, "ADwAQABCAEQARdBb"),
    ("<f2", true, "ADwARABAAEUAQtBb"),
    ("<f4", false, "AACAPwAAAEAAAEBAAACAQAAAoEAAAHpD"),
    ("<f4", true, "AACAPwAAgEAAAABAAACgQAAAQEAAAHpD"),
    ("<f8", false, "AAAAAAAA8D8AAAAAAAAAQAAAAAAAAAhAAAAAAAAAEEAAAAAAAAAUQAAAAAAAQG9A"),
    ("<f8", true, "AAAAAAAA8D8AAAAAAAAQQAAAAAAAAABAAAAAAAAAFEAAAAAAAAAIQAAAAAAAQG9A"),
    ("<i4", false, "AQAAAAIAAAADAAAABAAAAAUAAAD6AAAA"),
    ("<i4", true, "AQAAAAQAAAACAAAABQAAAAMAAAD6AAAA"),
    ("<i8", false, "AQAAAAAAAAACAAAAAAAAAAMAAAAAAAAABAAAAAAAAAAFAAAAAAAAAPoAAAAAAAAA"),
    ("<i8", true, "AQAAAAAAAAAEAAAAAAAAAAIAAAAAAAAABQAAAAAAAAADAAAAAAAAAPoAAAAAAAAA"),
    ("|u1", false, "AQIDBAX6"),
    ("|u1", true, "AQQCBQP6"),
    ("<u2", false, "AQACAAMABAAFAPoA"),
    ("<u2", true, "AQAEAAIABQADAPoA"),
  ]
  private let url = FileManager.default.temporaryDirectory.appendingPathComponent("npy-\(UUID().uuidString).npy")

  deinit { try? FileManager.default.removeItem(at: url) }

  private func write(type: String, isColumnMajor: Bool, data: Data) throws {
    var header = "{'descr': '\(type)', 'fortran_order': \(isColumnMajor ? "True" : "False"), 'shape': (2, 3), }"
    header += String(repeating: " ", count: 117 - header.utf8.count) + "\n"
    try (Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, 118, 0]) + Data(header.utf8) + data).write(to: url)
  }

  @Test("every element type in C and Fortran order is the same matrix", arguments: files.indices)
  func types(index: Int) throws {
    let file = Self.files[index]
    let data = try #require(Data(base64Encoded: file.data))
    try write(type: file.type, isColumnMajor: file.isColumnMajor, data: data)
    let array = try NPYFile(contentsOf: url)
    #expect(array.header.elementType.rawValue == file.type && array.header.isColumnMajor == file.isColumnMajor)
    #expect(array.header.dataOffset == 128 && array.header.shape == [2, 3])
    #expect(try array.matrix() == Matrix(rowCount: 2, columnCount: 3, elements: [1, 2, 3, 4, 5, 250]))
    #expect(try array.rows(1..<2).elements == [4, 5, 250])
    #expect(array.floatElements() == [1, 2, 3, 4, 5, 250])
    if !file.type.contains("f") { #expect(try array.int32Elements() == [1, 2, 3, 4, 5, 250]) }
    // One byte less than the header claims.
    try write(type: file.type, isColumnMajor: file.isColumnMajor, data: data.dropLast())
    let error = #expect(throws: NumericKernelsError.self) { try NPYFile(contentsOf: self.url) }
    #expect(error?.kind == .badInput && error?.description.contains("but holds \(data.count - 1)") == true)
  }

  @Test("three dimensions in Fortran order are read in C order")
  func threeDimensions() throws {
    // numpy.asfortranarray(numpy.arange(12, dtype="u1").reshape(2, 3, 2)): the first index is the fastest.
    var header = "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3, 2), }"
    header += String(repeating: " ", count: 117 - header.utf8.count) + "\n"
    let data = Data([0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11])
    try (Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, 118, 0]) + Data(header.utf8) + data).write(to: url)
    #expect(try NPYFile(contentsOf: url).floatElements() == (0..<12).map { Float($0) })
  }

  @Test("big-endian elements are refused by name", arguments: [">f4", ">i8", ">f2"])
  func bigEndian(type: String) throws {
    try write(type: type, isColumnMajor: false, data: Data(repeating: 0, count: 48))
    let error = #expect(throws: NumericKernelsError.self) { try NPYFile(contentsOf: self.url) }
    #expect(error?.description.contains("big-endian") == true)
    #expect(error?.description.contains("astype('<\(type.dropFirst())')") == true)
  }
}
