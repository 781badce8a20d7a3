import Foundation
import Testing

/// What lies in a study's folder.
struct StudyFiles {
  let root: URL

  init(_ path: String) { root = URL(fileURLWithPath: path) }

  /// Every file by its path in the study, without the catalogue and the lock, which hold times and process numbers.
  func contents() throws -> [String: Data] {
    var found: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: root.path) {
      let name = (path as NSString).lastPathComponent
      var isFolder: ObjCBool = false
      let url = root.appendingPathComponent(path)
      guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), !isFolder.boolValue,
        !name.hasPrefix("study.")
      else { continue }
      found[path] = try Data(contentsOf: url)
    }
    return found
  }

  /// The arrays alone.
  func arrays() throws -> [String: Data] { try contents().filter { $0.key.hasSuffix(".npy") } }

  /// When each array was last written.
  func modificationTimes() throws -> [String: Date] {
    var times: [String: Date] = [:]
    for path in try arrays().keys {
      let attributes = try FileManager.default.attributesOfItem(atPath: root.appendingPathComponent(path).path)
      times[path] = attributes[.modificationDate] as? Date
    }
    return times
  }
}

/// The header of a `.npy` file, read independently of the program's own reader.
struct ArrayHeader: Equatable {
  let type: String
  let shape: [Int]

  init(_ data: Data) throws {
    let bytes = [UInt8](data.prefix(1024))
    try #require(bytes.count > 10 && Array(bytes[0..<6]) == [0x93] + Array("NUMPY".utf8), "no .npy file")
    let length = Int(bytes[8]) | Int(bytes[9]) << 8
    let text = String(decoding: bytes[10..<min(bytes.count, 10 + length)], as: UTF8.self)
    type = try #require(Self.between("'descr': '", "'", in: text))
    let axes = try #require(Self.between("'shape': (", ")", in: text))
    shape = axes.split(separator: ",").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
    #expect(text.contains("'fortran_order': False"))
    #expect(data.count == 10 + length + shape.reduce(4, *), "the data do not have the size that the header says")
  }

  init(type: String, shape: [Int]) {
    self.type = type
    self.shape = shape
  }

  private static func between(_ start: String, _ end: String, in text: String) -> String? {
    guard let from = text.range(of: start), let to = text.range(of: end, range: from.upperBound..<text.endIndex) else {
      return nil
    }
    return String(text[from.upperBound..<to.lowerBound])
  }
}
