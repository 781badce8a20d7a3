import CZlib
package import Foundation
import NumericKernels

/// Writes a zip archive member by member, without holding any of them in memory. The same members give the same bytes: there are
/// no times in it.
///
/// The archive goes into `<url>.partial`, which is renamed by ``finish()``; what is not finished is removed. Members and archives
/// of 4 GB and more get the 64-bit extensions, as Python's `zipfile` reads them.
package final class ZipWriter {
  /// Where the finished archive will be.
  package let url: URL
  private let partialPath: String
  private let descriptor: Int32
  private let wideLimit: Int
  private var offset = 0
  private var entries: [Entry] = []
  private var isOpen = true

  /// What the directory says of a member.
  struct Entry {
    let name: String
    let method: ZipMember.Method
    let header: Int
    let isWide: Bool
    var checksum: UInt32 = 0
    var storedByteCount = 0
    var byteCount = 0
  }

  /// Begins an archive.
  /// - Parameters:
  ///   - url: where it shall be; an older file is replaced when this one is finished.
  ///   - wideLimit: from which size on numbers of 64 bits are used; smaller only to try that out.
  /// - Throws: `NumericKernelsError` of kind `inputOutput` naming the file.
  package init(url: URL, wideLimit: Int = 0xFFFF_FFFF) throws {
    self.url = url
    self.wideLimit = wideLimit
    partialPath = url.path + ".partial"
    descriptor = open(partialPath, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NONBLOCK, 0o644)
    guard descriptor >= 0 else { throw Self.failure(partialPath, "cannot be created") }
  }

  deinit {
    if isOpen { unlink(partialPath) }
    close(descriptor)
  }

  /// Adds a member whose bytes `produce` gives piece by piece; `byteCount` says how many there will be.
  package func add(
    _ name: String, byteCount: Int, method: ZipMember.Method = .stored,
    produce: (_ take: (UnsafeRawBufferPointer) throws -> Void) throws -> Void
  ) throws {
    precondition(isOpen, "a finished archive takes no members")
    // Deflate makes what cannot be compressed a little larger.
    let isWide = byteCount + byteCount >> 10 + 1024 >= wideLimit
    var entry = Entry(name: name, method: method, header: offset, isWide: isWide)
    try write(ZipRecords.localHeader(entry))
    let start = offset
    let deflater = method == .deflated ? try Deflater() : nil
    try produce { piece in
      entry.byteCount += piece.count
      entry.checksum = ZipArchive.checksum(of: piece, after: entry.checksum)
      if let deflater { try deflater.compress(piece, isLast: false) { try write($0) } } else { try write(piece) }
    }
    try deflater?.compress(UnsafeRawBufferPointer(start: nil, count: 0), isLast: true) { try write($0) }
    precondition(entry.byteCount == byteCount, "\(name) has another size than announced")
    entry.storedByteCount = offset - start
    // Only now the header is known.
    let header = ZipRecords.localHeader(entry)
    try header.withUnsafeBytes { try write($0, at: entry.header) }
    entries.append(entry)
  }

  /// Adds a member from memory.
  package func add(_ name: String, data: Data, method: ZipMember.Method = .stored) throws {
    try add(name, byteCount: data.count, method: method) { take in try data.withUnsafeBytes { try take($0) } }
  }

  /// Writes the directory and gives the archive its name.
  package func finish() throws {
    let start = offset
    for entry in entries { try write(ZipRecords.directoryEntry(entry, wideLimit: wideLimit)) }
    try write(
      ZipRecords.end(count: entries.count, start: start, size: offset - start, isWide: max(start, offset) >= wideLimit))
    guard fsync(descriptor) == 0 else { throw Self.failure(partialPath, "cannot be written") }
    guard rename(partialPath, url.path) == 0 else { throw Self.failure(url.path, "cannot be given its name") }
    isOpen = false
  }

  private func write(_ data: Data) throws { try data.withUnsafeBytes { try write($0) } }

  private func write(_ bytes: UnsafeRawBufferPointer) throws {
    try write(bytes, at: offset)
    offset += bytes.count
  }

  private func write(_ bytes: UnsafeRawBufferPointer, at place: Int) throws {
    var written = 0
    while written < bytes.count {
      let count = pwrite(
        descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written, off_t(place + written))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw Self.failure(partialPath, "cannot be written") }
      written += count
    }
  }

  private static func failure(_ path: String, _ problem: String) -> NumericKernelsError {
    NumericKernelsError(
      kind: .inputOutput,
      description: "\(path) \(problem): \(String(cString: strerror(errno))). Check that the folder exists and can be "
        + "written, and that there is room.")
  }
}

/// Compresses a stream of bytes.
private final class Deflater {
  private var stream = z_stream()
  private let output = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)

  init() throws {
    let status = deflateInit2_(
      &stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else {
      throw NumericKernelsError(kind: .inputOutput, description: "There is not enough memory to compress arrays.")
    }
  }

  deinit {
    deflateEnd(&stream)
    output.deallocate()
  }

  func compress(
    _ bytes: UnsafeRawBufferPointer, isLast: Bool, take: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var rest = bytes
    repeat {
      let part = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(part.count))
      stream.next_in = part.bindMemory(to: UInt8.self).baseAddress.map { UnsafeMutablePointer(mutating: $0) }
      stream.avail_in = UInt32(part.count)
      repeat {
        stream.next_out = output.bindMemory(to: UInt8.self).baseAddress
        stream.avail_out = UInt32(output.count)
        deflate(&stream, isLast ? Z_FINISH : Z_NO_FLUSH)
        try take(UnsafeRawBufferPointer(rebasing: output[..<(output.count - Int(stream.avail_out))]))
      } while stream.avail_out == 0
    } while !rest.isEmpty
  }
}
