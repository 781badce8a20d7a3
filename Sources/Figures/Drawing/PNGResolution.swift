import CZlib
import Foundation

/// Says in a PNG file how large its dots are, so that it is placed in a text at its size.
enum PNGResolution {
  private static let signatureCount = 8
  /// Length, name, 13 bytes and checksum of the first chunk.
  private static let headerCount = 25

  /// The file with a chunk `pHYs` behind its header.
  static func marked(_ file: Data, dotsPerInch: Double) -> Data {
    guard file.count > signatureCount + headerCount else { return file }
    let perMeter = UInt32((dotsPerInch / 0.0254).rounded())
    let body = Data("pHYs".utf8) + bigEndian(perMeter) + bigEndian(perMeter) + Data([1])
    var marked = file
    marked.insert(
      contentsOf: bigEndian(UInt32(body.count - 4)) + body + bigEndian(checksum(body)),
      at: file.startIndex + signatureCount + headerCount)
    return marked
  }

  /// CRC-32 as in the PNG specification.
  private static func checksum(_ data: Data) -> UInt32 {
    data.withUnsafeBytes { UInt32(truncatingIfNeeded: crc32_z(0, $0.bindMemory(to: UInt8.self).baseAddress, $0.count)) }
  }

  private static func bigEndian(_ value: UInt32) -> Data {
    Data([24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) })
  }
}
