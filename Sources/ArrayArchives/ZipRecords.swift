import Foundation

/// The records between the members of a zip archive, as bytes.
enum ZipRecords {
  /// 1 January 1980, the format's earliest day: archives of the same content are the same.
  private static let day: UInt16 = 1 << 5 | 1
  /// Names are UTF-8.
  private static let flags: UInt16 = 1 << 11

  static func localHeader(_ entry: ZipWriter.Entry) -> Data {
    var data = Data()
    data.append(0x0403_4B50 as UInt32)
    data.append(common(entry))
    data.append(entry.isWide ? UInt32.max : UInt32(entry.storedByteCount))
    data.append(entry.isWide ? UInt32.max : UInt32(entry.byteCount))
    data.append(UInt16(entry.name.utf8.count))
    let extra = entry.isWide ? wide([entry.byteCount, entry.storedByteCount]) : Data()
    data.append(UInt16(extra.count))
    data.append(Data(entry.name.utf8))
    data.append(extra)
    return data
  }

  static func directoryEntry(_ entry: ZipWriter.Entry, wideLimit: Int) -> Data {
    let isFar = entry.header >= wideLimit
    var data = Data()
    data.append(0x0201_4B50 as UInt32)
    data.append(version(entry.isWide || isFar))
    data.append(common(entry))
    data.append(entry.isWide ? UInt32.max : UInt32(entry.storedByteCount))
    data.append(entry.isWide ? UInt32.max : UInt32(entry.byteCount))
    data.append(UInt16(entry.name.utf8.count))
    let numbers: [Int] = (entry.isWide ? [entry.byteCount, entry.storedByteCount] : []) + (isFar ? [entry.header] : [])
    let extra = numbers.isEmpty ? Data() : wide(numbers)
    data.append(UInt16(extra.count))
    // No comment, the first disk, no attributes.
    for _ in 0..<3 { data.append(0 as UInt16) }
    data.append(0 as UInt32)
    data.append(isFar ? UInt32.max : UInt32(entry.header))
    data.append(Data(entry.name.utf8))
    data.append(extra)
    return data
  }

  /// The end of the archive; `isWide` adds the records with numbers of 64 bits.
  static func end(count: Int, start: Int, size: Int, isWide: Bool) -> Data {
    let isWide = isWide || count >= 0xFFFF
    var data = Data()
    if isWide {
      data.append(0x0606_4B50 as UInt32)
      data.append(44 as UInt64)
      data.append(version(true))
      data.append(version(true))
      data.append(0 as UInt64)
      for number in [count, count, size, start] { data.append(UInt64(number)) }
      data.append(0x0706_4B50 as UInt32)
      data.append(0 as UInt32)
      data.append(UInt64(start + size))
      data.append(1 as UInt32)
    }
    data.append(0x0605_4B50 as UInt32)
    data.append(0 as UInt32)
    for _ in 0..<2 { data.append(isWide ? UInt16.max : UInt16(count)) }
    data.append(isWide ? UInt32.max : UInt32(size))
    data.append(isWide ? UInt32.max : UInt32(start))
    data.append(0 as UInt16)
    return data
  }

  /// Version, flags, method, time and checksum: the same in both headers.
  private static func common(_ entry: ZipWriter.Entry) -> Data {
    var data = Data()
    data.append(version(entry.isWide))
    data.append(flags)
    data.append(entry.method.rawValue)
    data.append(0 as UInt16)
    data.append(day)
    data.append(entry.checksum)
    return data
  }

  private static func version(_ isWide: Bool) -> UInt16 { isWide ? 45 : 20 }

  private static func wide(_ numbers: [Int]) -> Data {
    var data = Data()
    data.append(1 as UInt16)
    data.append(UInt16(8 * numbers.count))
    for number in numbers { data.append(UInt64(number)) }
    return data
  }
}

extension Data {
  /// A number, little-endian.
  fileprivate mutating func append<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}
