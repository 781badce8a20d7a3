public import Foundation

/// Arrays of text as numpy keeps them: `<U12`, as many code points for each element, or `|S12`, as many bytes of UTF-8.
public enum NPYText {
  /// Whether a `.npy` file holds text.
  /// - Throws: `NumericKernelsError` naming the file when it cannot be read or is no `.npy` file.
  public static func isText(contentsOf url: URL) throws -> Bool {
    let mapping = try FileMapping(path: url.path)
    return try isText(mapping.bytes, name: url.path)
  }

  /// Whether these bytes of a `.npy` file, or its first ones, begin an array of text.
  package static func isText(_ bytes: UnsafeRawBufferPointer, name: String) throws -> Bool {
    Kind(try NPYHeaderParser.entries(bytes, fileName: name).descriptor) != nil
  }

  /// The elements of an array of one dimension, without the zeros behind them.
  /// - Throws: `NumericKernelsError` naming the file: `inputOutput` when it cannot be read, `badInput` when it is no array of
  ///   text with one dimension, is truncated, or holds what is no Unicode.
  /// - Complexity: O(bytes).
  public static func elements(contentsOf url: URL) throws -> [String] {
    let mapping = try FileMapping(path: url.path)
    return try elements(of: mapping.bytes, name: url.path)
  }

  /// The elements of a `.npy` file in memory; see ``elements(contentsOf:)``.
  package static func elements(of bytes: UnsafeRawBufferPointer, name: String) throws -> [String] {
    func failure(_ problem: String) -> NumericKernelsError {
      NumericKernelsError(kind: .badInput, description: "\(name) \(problem)")
    }
    let entries = try NPYHeaderParser.entries(bytes, fileName: name)
    guard let kind = Kind(entries.descriptor) else {
      throw failure("holds elements of type '\(entries.descriptor)', not text. Save it with array.astype(str).")
    }
    guard entries.shape.count == 1, let count = entries.shape.first else {
      throw failure("has shape \(entries.shape); a list of texts is expected. Flatten it with array.ravel().")
    }
    let (byteCount, overflow) = count.multipliedReportingOverflow(by: kind.byteCount)
    guard !overflow, byteCount == bytes.count - entries.dataOffset else {
      throw failure("holds another number of bytes than its shape \(entries.shape) says. It is damaged; save it again.")
    }
    return try (0..<count).map { index in
      let start = entries.dataOffset + index * kind.byteCount
      guard let text = kind.text(UnsafeRawBufferPointer(rebasing: bytes[start..<start + kind.byteCount])) else {
        throw failure("holds no Unicode in element \(index). Save it with array.astype(str).")
      }
      return text
    }
  }

  /// The bytes of a `.npy` file with these texts, as `<U…`; nothing may end in U+0000, which the format cannot keep.
  package static func file(_ texts: [String]) -> Data {
    let length = max(1, texts.map(\.unicodeScalars.count).max() ?? 1)
    var data = Data(NPYHeader.serialized(descriptor: "<U\(length)", shape: [texts.count]))
    for text in texts {
      var codes = text.unicodeScalars.map { $0.value.littleEndian }
      codes += repeatElement(0, count: length - codes.count)
      codes.withUnsafeBytes { data.append(contentsOf: $0) }
    }
    return data
  }

  private struct Kind {
    let isUnicode: Bool
    let length: Int

    init?(_ descriptor: String) {
      let isUnicode = descriptor.hasPrefix("<U")
      guard isUnicode || descriptor.hasPrefix("|S"), let length = Int(descriptor.dropFirst(2)), length >= 0,
        length <= 1 << 24
      else { return nil }
      (self.isUnicode, self.length) = (isUnicode, length)
    }

    var byteCount: Int { isUnicode ? 4 * length : length }

    func text(_ bytes: UnsafeRawBufferPointer) -> String? {
      guard isUnicode else {
        let end = (bytes.lastIndex { $0 != 0 } ?? -1) + 1
        return String(validating: bytes[..<end], as: UTF8.self)
      }
      var scalars = String.UnicodeScalarView()
      var zeros = 0
      for index in 0..<length {
        let code = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))
        guard code != 0 else {
          zeros += 1
          continue
        }
        guard let scalar = Unicode.Scalar(code) else { return nil }
        for _ in 0..<zeros { scalars.append("\0") }
        zeros = 0
        scalars.append(scalar)
      }
      return String(scalars)
    }
  }
}
