import Foundation

/// PNG files without compression, as small and as wrong as a test needs them.
enum PNGFixture {
  /// An image of one color with a lighter corner. The header says `claimedSide`, whatever the data are.
  static func image(side: Int = 32, shade: [UInt8] = [200, 100, 50], claimedSide: Int? = nil) -> Data {
    var rows = Data()
    for row in 0..<side {
      rows.append(0)
      for column in 0..<side {
        rows.append(contentsOf: row < side / 2 && column < side / 2 ? shade.map { $0 / 2 + 127 } : shade)
      }
    }
    let claimed = bigEndian(UInt32(claimedSide ?? side))
    var file = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    file += chunk("IHDR", claimed + claimed + Data([8, 2, 0, 0, 0]))
    file += chunk("IDAT", stored(rows))
    file += chunk("IEND", Data())
    return file
  }

  private static func chunk(_ type: String, _ content: Data) -> Data {
    let body = Data(type.utf8) + content
    return bigEndian(UInt32(content.count)) + body + bigEndian(checksum(body))
  }

  /// A zlib stream of stored blocks.
  private static func stored(_ data: Data) -> Data {
    var stream = Data([0x78, 0x01])
    var rest = data[...]
    while true {
      let block = rest.prefix(65535)
      rest = rest.dropFirst(block.count)
      let count = UInt16(block.count)
      stream.append(rest.isEmpty ? 1 : 0)
      for value in [count, ~count] { stream.append(contentsOf: [UInt8(value & 255), UInt8(value >> 8)]) }
      stream += block
      if rest.isEmpty { break }
    }
    var (low, high): (UInt32, UInt32) = (1, 0)
    for byte in data {
      low = (low + UInt32(byte)) % 65521
      high = (high + low) % 65521
    }
    return stream + bigEndian(high << 16 | low)
  }

  private static func checksum(_ data: Data) -> UInt32 {
    var value: UInt32 = 0xFFFF_FFFF
    for byte in data {
      value ^= UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }
    return ~value
  }

  private static func bigEndian(_ value: UInt32) -> Data {
    Data([24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) })
  }
}
