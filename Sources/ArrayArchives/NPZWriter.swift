public import Foundation
import NumericKernels

/// Writes a `.npz` file array by array, as `numpy.load` reads it, without holding any in memory. The same arrays give the same
/// bytes.
public final class NPZWriter {
  private let writer: ZipWriter
  private let method: ZipMember.Method

  /// Begins a file; it appears under its name when it is finished.
  /// - Parameters:
  ///   - url: where; an older file is replaced.
  ///   - isCompressed: whether arrays are deflated, as by `numpy.savez_compressed`.
  /// - Throws: `NumericKernelsError` of kind `inputOutput` naming the file.
  public init(url: URL, isCompressed: Bool = false) throws {
    writer = try ZipWriter(url: url)
    method = isCompressed ? .deflated : .stored
  }

  /// Adds a `.npy` file as it is. O(bytes).
  public func add(_ name: String, contentsOf url: URL) throws {
    let mapping = try FileMapping(path: url.path)
    try writer.add("\(name).npy", byteCount: mapping.bytes.count, method: method) { take in
      let pieceByteCount = 1 << 20
      for start in stride(from: 0, to: mapping.bytes.count, by: pieceByteCount) {
        let end = min(mapping.bytes.count, start + pieceByteCount)
        try take(UnsafeRawBufferPointer(rebasing: mapping.bytes[start..<end]))
      }
    }
  }

  /// Adds integers of a shape, in C order.
  public func add(_ name: String, _ elements: [Int32], shape: [Int]) throws {
    try elements.withUnsafeBytes { try add(name, $0, type: .int32, shape: shape) }
  }

  /// Adds numbers of a shape, in C order.
  public func add(_ name: String, _ elements: [Float], shape: [Int]) throws {
    try elements.withUnsafeBytes { try add(name, $0, type: .float32, shape: shape) }
  }

  /// Adds a list of texts, as an array of type `<U…`.
  public func add(_ name: String, _ texts: [String]) throws {
    try writer.add("\(name).npy", data: NPYText.file(texts), method: method)
  }

  /// Gives the file its name.
  public func finish() throws { try writer.finish() }

  private func add(
    _ name: String, _ bytes: UnsafeRawBufferPointer, type: NPYElementType, shape: [Int]
  ) throws {
    precondition(
      shape.reduce(type.byteCount, *) == bytes.count, "\(name) has another number of elements than its shape")
    try writer.add(
      "\(name).npy", data: Data(try NPYHeader(elementType: type, shape: shape).serialized + bytes), method: method)
  }
}
