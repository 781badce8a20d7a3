import CZlib
package import Foundation
import NumericKernels

/// A zip archive, mapped into memory for reading. Safe from several threads.
package final class ZipArchive: Sendable {
  /// Where the archive is.
  package let url: URL
  /// Its files, in the order of its directory.
  package let members: [ZipMember]
  private let mapping: FileMapping

  /// Opens an archive and reads its directory.
  /// - Throws: `NumericKernelsError` naming the file: `inputOutput` when it cannot be read, `badInput` when it is no whole zip
  ///   archive or asks for something that is refused (see ``ZipDirectory``).
  package init(contentsOf url: URL) throws {
    self.url = url
    mapping = try FileMapping(path: url.path, format: "a zip archive")
    members = try ZipDirectory.members(of: mapping.bytes, name: url.path)
  }

  /// What messages call a member.
  package func place(of member: ZipMember) -> String { "\(url.path), \(member.name)," }

  /// Unpacks a member piece by piece and checks it against its checksum at the end. `take` returns whether it wants more; when
  /// it does not, nothing is checked.
  /// - Throws: `badInput`, naming archive and member, for damage; what `take` throws.
  /// - Complexity: O(bytes), with a megabyte of memory.
  package func unpack(_ member: ZipMember, take: (UnsafeRawBufferPointer) throws -> Bool) throws {
    let source = UnsafeRawBufferPointer(rebasing: mapping.bytes[member.range])
    var checksum = UInt32(0)
    var count = 0
    var isWanted = true
    func pass(_ piece: UnsafeRawBufferPointer) throws {
      count += piece.count
      guard count <= member.byteCount else {
        throw damage(member, "unpacks to more than the \(member.byteCount) bytes that it claims")
      }
      checksum = Self.checksum(of: piece, after: checksum)
      isWanted = try take(piece)
    }
    switch member.method {
    case .stored:
      for start in stride(from: 0, to: source.count, by: Self.pieceByteCount) where isWanted {
        try pass(UnsafeRawBufferPointer(rebasing: source[start..<min(source.count, start + Self.pieceByteCount)]))
      }
    case .deflated:
      try inflate(source, member) {
        try pass($0); return isWanted
      }
    }
    guard isWanted else { return }
    guard count == member.byteCount else {
      throw damage(member, "unpacks to \(count) bytes instead of \(member.byteCount)")
    }
    guard checksum == member.checksum else { throw damage(member, "does not have the checksum that the archive gives") }
  }

  /// The first bytes of a member; fewer where it is shorter.
  package func prefix(of member: ZipMember, byteCount: Int) throws -> Data {
    var data = Data()
    try unpack(member) { piece in
      data.append(contentsOf: piece.prefix(byteCount - data.count))
      return data.count < byteCount
    }
    return data
  }

  private static let pieceByteCount = 1 << 20

  static func checksum(of piece: UnsafeRawBufferPointer, after checksum: UInt32) -> UInt32 {
    UInt32(truncatingIfNeeded: crc32_z(uLong(checksum), piece.bindMemory(to: UInt8.self).baseAddress, piece.count))
  }

  private func damage(_ member: ZipMember, _ problem: String) -> NumericKernelsError {
    NumericKernelsError(
      kind: .badInput, description: "\(place(of: member)) is damaged: it \(problem). Save or download it again.")
  }

  private func inflate(
    _ source: UnsafeRawBufferPointer, _ member: ZipMember, take: (UnsafeRawBufferPointer) throws -> Bool
  ) throws {
    var stream = z_stream()
    // Negative: raw deflate, without zlib's header.
    guard inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw NumericKernelsError(kind: .inputOutput, description: "There is not enough memory to unpack \(url.path).")
    }
    defer { inflateEnd(&stream) }
    let output = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceByteCount, alignment: 16)
    defer { output.deallocate() }
    var consumed = 0
    var status = Z_OK
    while status != Z_STREAM_END {
      if stream.avail_in == 0, consumed < source.count {
        let count = min(source.count - consumed, 1 << 30)
        stream.next_in = source.bindMemory(to: UInt8.self).baseAddress.map {
          UnsafeMutablePointer(mutating: $0 + consumed)
        }
        stream.avail_in = UInt32(count)
        consumed += count
      }
      stream.next_out = output.bindMemory(to: UInt8.self).baseAddress
      stream.avail_out = UInt32(output.count)
      status = CZlib.inflate(&stream, Z_NO_FLUSH)
      guard status == Z_OK || status == Z_STREAM_END else {
        throw damage(member, status == Z_BUF_ERROR ? "ends too early" : "cannot be unpacked")
      }
      let made = UnsafeRawBufferPointer(rebasing: output[..<(output.count - Int(stream.avail_out))])
      guard try made.isEmpty || take(made) else { return }
    }
  }
}
