import CZlib
import Foundation

/// Compresses what browsers unpack with `DecompressionStream("gzip")`.
enum Gzip {
  /// The bytes as a gzip file without a name or a time, in the smaller of two ways: with repetitions, and by the frequency of
  /// bytes alone, which suits numbers that never repeat. O(bytes); the same bytes give the same file.
  static func packed(_ data: Data) throws -> Data {
    let repeated = try packed(data, strategy: Z_DEFAULT_STRATEGY, memoryLevel: 9)
    // Blocks of a few thousand bytes, so that each channel has nearly a code of its own.
    let frequent = try packed(data, strategy: Z_HUFFMAN_ONLY, memoryLevel: 6)
    return frequent.count < repeated.count ? frequent : repeated
  }

  private static func packed(_ data: Data, strategy: Int32, memoryLevel: Int32) throws -> Data {
    var stream = z_stream()
    let status = deflateInit2_(
      &stream, Z_BEST_COMPRESSION, Z_DEFLATED, 31, memoryLevel, strategy, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK, data.count < Int(UInt32.max) else {
      throw StudyExportError(.inputOutput, "A part of \(data.count) bytes cannot be compressed. Free some memory.")
    }
    defer { deflateEnd(&stream) }
    var output = Data(count: Int(deflateBound(&stream, UInt(data.count))))
    let count = data.withUnsafeBytes { source in
      output.withUnsafeMutableBytes { target in
        stream.next_in = UnsafeMutablePointer(mutating: source.bindMemory(to: UInt8.self).baseAddress)
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.bindMemory(to: UInt8.self).baseAddress
        stream.avail_out = UInt32(target.count)
        precondition(deflate(&stream, Z_FINISH) == Z_STREAM_END, "the bound is large enough")
        return target.count - Int(stream.avail_out)
      }
    }
    output.removeSubrange(count...)
    return output
  }
}
