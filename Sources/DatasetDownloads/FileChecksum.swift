import Crypto
import Foundation

/// MD5 of a file, read in pieces.
enum FileChecksum {
  /// Hexadecimal; `check` is called for every piece and stops by throwing.
  static func md5(of file: URL, check: () throws -> Void) throws -> String {
    let handle = try FileHandle(forReadingFrom: file)
    defer { try? handle.close() }
    var hash = Insecure.MD5()
    while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
      try check()
      hash.update(data: piece)
    }
    return hash.finalize().map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
