/// One file inside a zip archive, as the archive's directory tells it.
package struct ZipMember: Sendable, Equatable {
  /// How its bytes are kept.
  package enum Method: UInt16, Sendable {
    /// As they are.
    case stored = 0
    /// Compressed (RFC 1951).
    case deflated = 8
  }

  /// Its path in the archive.
  package let name: String
  /// How its bytes are kept.
  package let method: Method
  /// CRC-32 of its bytes.
  package let checksum: UInt32
  /// Bytes in the archive.
  package let storedByteCount: Int
  /// Bytes when it is unpacked.
  package let byteCount: Int
  /// Where its bytes lie in the archive.
  package let range: Range<Int>
}
