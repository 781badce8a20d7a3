import Foundation
import NumericKernels

/// Reads the directory of a zip archive (PKWARE's application note 6.3.10, with the 64-bit extensions), believing nothing that
/// does not fit the file.
///
/// Refused are archives on several disks, encrypted members, methods other than stored and deflated, members that share bytes,
/// two of the same name, and sizes that deflate cannot reach: a member is never larger than 1,032 times its bytes in the file.
struct ZipDirectory {
  private let bytes: UnsafeRawBufferPointer
  private let name: String

  private init(_ bytes: UnsafeRawBufferPointer, name: String) { (self.bytes, self.name) = (bytes, name) }

  /// The members, in the order of the directory.
  static func members(of bytes: UnsafeRawBufferPointer, name: String) throws -> [ZipMember] {
    let directory = ZipDirectory(bytes, name: name)
    let (offset, count) = try directory.place()
    let members = try directory.read(from: offset, count: count)
    try directory.requireDistinct(members)
    return members
  }

  func failure(_ problem: String) -> NumericKernelsError {
    NumericKernelsError(kind: .badInput, description: "\(name) \(problem)")
  }

  private var truncated: NumericKernelsError {
    failure("is no whole zip archive: its directory is cut off or damaged. Save or download it again.")
  }

  private func number<Value: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, _ type: Value.Type) throws -> Int {
    guard offset >= 0, offset <= bytes.count - MemoryLayout<Value>.size else { throw truncated }
    let value = Value(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Value.self))
    guard let number = Int(exactly: value) else { throw truncated }
    return number
  }

  private func short(_ offset: Int) throws -> Int { try number(offset, UInt16.self) }
  private func word(_ offset: Int) throws -> Int { try number(offset, UInt32.self) }
  private func long(_ offset: Int) throws -> Int { try number(offset, UInt64.self) }

  /// Where the directory begins and how many members it has.
  private func place() throws -> (offset: Int, count: Int) {
    guard bytes.count >= 22, try word(0) == 0x0403_4B50 || word(0) == 0x0605_4B50 else {
      throw failure("is no zip archive. Save it with numpy.savez or numpy.savez_compressed.")
    }
    // The end record has a comment of up to 65,535 bytes behind it.
    let earliest = max(0, bytes.count - 22 - 0xFFFF)
    var end = bytes.count - 22
    while try word(end) != 0x0605_4B50 || end + 22 + short(end + 20) != bytes.count {
      end -= 1
      guard end >= earliest else { throw truncated }
    }
    var (disk, count, size, offset) = (try word(end + 4), try short(end + 10), try word(end + 12), try word(end + 16))
    if count == 0xFFFF || size == 0xFFFF_FFFF || offset == 0xFFFF_FFFF, end >= 20, try word(end - 20) == 0x0706_4B50 {
      let wide = try long(end - 12)
      guard try word(wide) == 0x0606_4B50 else { throw truncated }
      (disk, count) = (try word(wide + 16) | word(wide + 20), try long(wide + 32))
      (size, offset) = (try long(wide + 40), try long(wide + 48))
    }
    guard disk == 0 else { throw failure("is one of several parts of an archive. Join them first.") }
    guard offset <= bytes.count, size <= bytes.count - offset, count <= size / 46 else { throw truncated }
    return (offset, count)
  }

  private func read(from start: Int, count: Int) throws -> [ZipMember] {
    var members: [ZipMember] = []
    var offset = start
    for _ in 0..<count {
      guard try word(offset) == 0x0201_4B50 else { throw truncated }
      let lengths = (name: try short(offset + 28), extra: try short(offset + 30), comment: try short(offset + 32))
      let (nameStart, extraStart) = (offset + 46, offset + 46 + lengths.name)
      let next = extraStart + lengths.extra + lengths.comment
      guard next <= bytes.count else { throw truncated }
      let name = String(decoding: bytes[nameStart..<extraStart], as: UTF8.self)
      offset = next
      guard !name.hasSuffix("/") else { continue }
      members.append(try member(name, entry: nameStart - 46, extra: extraStart..<extraStart + lengths.extra))
    }
    return members
  }

  private func member(_ member: String, entry: Int, extra: Range<Int>) throws -> ZipMember {
    guard try short(entry + 8) & 1 == 0 else {
      throw failure("has the encrypted member \(member). Save it without a password.")
    }
    guard let method = ZipMember.Method(rawValue: UInt16(try short(entry + 10))) else {
      throw failure(
        "keeps \(member) with method \(try short(entry + 10)); known are stored (0) and deflated (8). "
          + "Save it with numpy.savez or numpy.savez_compressed.")
    }
    var wide = try wideFields(extra)
    func value(_ field: Int) throws -> Int {
      let value = try word(field)
      guard value == 0xFFFF_FFFF else { return value }
      guard !wide.isEmpty else { throw truncated }
      return wide.removeFirst()
    }
    let (byteCount, stored, header) = (try value(entry + 24), try value(entry + 20), try value(entry + 42))
    guard header <= bytes.count, try word(header) == 0x0403_4B50 else { throw truncated }
    let start = try header + 30 + short(header + 26) + short(header + 28)
    guard start <= bytes.count, stored <= bytes.count - start else { throw truncated }
    let limit = method == .stored ? stored : stored.multipliedReportingOverflow(by: 1032).partialValue + 64
    guard byteCount <= limit, method == .deflated || byteCount == stored else {
      throw failure(
        "claims that \(member) unpacks to \(byteCount) bytes, which its \(stored) bytes cannot hold. It is damaged or made to "
          + "fill the disk; get it from its author again.")
    }
    return ZipMember(
      name: member, method: method, checksum: UInt32(truncatingIfNeeded: try word(entry + 16)), storedByteCount: stored,
      byteCount: byteCount, range: start..<start + stored)
  }

  /// The numbers of 64 bits that stand for fields of 32 that are too small.
  private func wideFields(_ extra: Range<Int>) throws -> [Int] {
    var offset = extra.lowerBound
    while offset + 4 <= extra.upperBound {
      let (kind, size) = (try short(offset), try short(offset + 2))
      guard offset + 4 + size <= extra.upperBound else { break }
      if kind == 1 { return try stride(from: 0, to: size / 8 * 8, by: 8).map { try long(offset + 4 + $0) } }
      offset += 4 + size
    }
    return []
  }

  private func requireDistinct(_ members: [ZipMember]) throws {
    var names = Set<String>()
    for member in members where !names.insert(member.name).inserted {
      throw failure("has two members called \(member.name). Save it again with a name for each array.")
    }
    let ordered = members.filter { !$0.range.isEmpty }.sorted { $0.range.lowerBound < $1.range.lowerBound }
    for (first, second) in zip(ordered, ordered.dropFirst()) where first.range.upperBound > second.range.lowerBound {
      throw failure(
        "keeps \(first.name) and \(second.name) in the same bytes. It is damaged or made to fill the disk; get it from its "
          + "author again.")
    }
  }
}
