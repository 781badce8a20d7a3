import Crypto
import Foundation
import StudyStore

/// One reply in a part of a page.
struct PackFile: Sendable {
  /// What follows the name of the part in the reply's address, its query included.
  var path: String
  /// Its media type.
  var type: String
  /// Its bytes; those of ``form`` where it is an array with small numbers.
  var data: Data
  /// How the numbers are kept; nil for replies that stand as they are.
  var form: PackedArray.Form?

  init(_ path: String, type: String, _ data: Data) {
    (self.path, self.type, self.data) = (path, type, data)
  }

  init(_ path: String, _ array: PackedArray) {
    (self.path, type, data, form) = (path, "application/octet-stream", array.data, array.form)
  }

  init(_ path: String, json value: some Encodable) throws {
    self.init(path, type: "application/json", try StudyJSON.data(value))
  }
}

/// A part of a page: the replies whose addresses begin with its name. It is decoded as a whole, so it holds what is needed
/// together.
struct PackEntry: Sendable {
  private struct Place: Encodable {
    var path: String
    var type: String
    var start: Int
    var length: Int
    var array: PackedArray.Form?
  }

  /// E.g. `/api/models/googlenet/layers/03-conv2/neighbors`.
  let name: String
  let files: [PackFile]

  /// The length of the index as 32 bits, the index as JSON, and the files, each at a multiple of 8 bytes.
  func serialized() throws -> Data {
    var start = 0
    let places = files.map { file in
      defer { start += Self.padded(file.data.count) }
      return Place(path: file.path, type: file.type, start: start, length: file.data.count, array: file.form)
    }
    let index = try StudyJSON.data(places)
    var data = Data()
    withUnsafeBytes(of: UInt32(index.count).littleEndian) { data.append(contentsOf: $0) }
    data.append(index)
    data.append(Data(count: Self.padded(data.count) - data.count))
    for file in files {
      data.append(file.data)
      data.append(Data(count: Self.padded(file.data.count) - file.data.count))
    }
    return data
  }

  private static func padded(_ count: Int) -> Int { (count + 7) / 8 * 8 }
}

/// A part as it is written: compressed, with the hash that the page compares it with.
struct SealedEntry: Sendable, Equatable {
  let name: String
  /// Bytes before compression.
  let size: Int
  let packed: Data
  let sha256: String

  init(_ entry: PackEntry) throws {
    try self.init(plain: entry.name, data: entry.serialized())
  }

  /// A part that is no list of replies.
  init(plain name: String, data: Data) throws {
    (self.name, size) = (name, data.count)
    packed = try Gzip.packed(data)
    sha256 = ContentDigest.hexadecimal(packed)
  }
}

/// SHA-256 as the page writes it.
enum ContentDigest {
  static func hexadecimal(_ data: Data) -> String {
    let digits = Array("0123456789abcdef")
    return String(SHA256.hash(data: data).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}
