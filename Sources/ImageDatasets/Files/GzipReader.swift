import CZlib
import Foundation

/// Reads files that may be compressed with gzip; told from the content.
enum GzipReader {
  /// The content, unpacked if need be. A file that unpacks to more than `maximumByteCount` is refused; nothing beyond
  /// it is ever allocated.
  static func contents(of url: URL, maximumByteCount: Int) throws -> [UInt8] {
    let file = FileContents()
    do {
      try file.read(path: url.path)
    } catch {
      let (what, remedy) = error.reason
      throw ImageDatasetsError(.inputOutput, "\(url.path) \(what). \(remedy)")
    }
    let bytes = file.bytes
    if bytes.count >= 2, bytes[0] == 0x1F, bytes[1] == 0x8B {
      return try unpacked(bytes, name: url.path, maximumByteCount: maximumByteCount)
    }
    return [UInt8](bytes)
  }

  private static func unpacked(
    _ bytes: UnsafeRawBufferPointer, name: String, maximumByteCount: Int
  ) throws -> [UInt8] {
    var stream = z_stream()
    // 15 + 16: the largest window, gzip header required.
    guard inflateInit2_(&stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw ImageDatasetsError(.inputOutput, "There is not enough memory to unpack \(name). Unpack it with gunzip.")
    }
    defer { inflateEnd(&stream) }
    stream.next_in = UnsafeMutablePointer(mutating: bytes.bindMemory(to: UInt8.self).baseAddress)
    stream.avail_in = UInt32(bytes.count)
    var output = [UInt8](repeating: 0, count: min(maximumByteCount + 1, max(1 << 16, 4 * bytes.count)))
    var filled = 0
    while true {
      if filled == output.count {
        guard output.count <= maximumByteCount else {
          throw ImageDatasetsError(
            .badInput, "\(name) unpacks to more than \(maximumByteCount) bytes. Check that it is the right file.")
        }
        output += [UInt8](repeating: 0, count: min(output.count, maximumByteCount + 1 - output.count))
      }
      let status = output.withUnsafeMutableBufferPointer { buffer in
        stream.next_out = buffer.baseAddress.map { $0 + filled }
        stream.avail_out = UInt32(min(buffer.count - filled, Int(UInt32.max)))
        let before = stream.avail_out
        let status = inflate(&stream, Z_NO_FLUSH)
        filled += Int(before - stream.avail_out)
        return status
      }
      if status == Z_STREAM_END {
        // A gzip file may be several, one behind the other.
        if stream.avail_in == 0 || stream.next_in.pointee != 0x1F || inflateReset(&stream) != Z_OK { break }
      } else if status != Z_OK {
        let reason = status == Z_BUF_ERROR ? "ends too early" : "is damaged"
        throw ImageDatasetsError(
          .badInput, "The gzip file \(name) \(reason). Download it again.")
      }
    }
    output.removeLast(output.count - filled)
    return output
  }
}
