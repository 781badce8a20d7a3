package import Crypto
package import Foundation

/// SHA-256 as the catalogue writes it: 64 lower-case hexadecimal digits.
package enum ContentHash {
  /// A digest in digits.
  package static func text(_ digest: SHA256.Digest) -> String {
    let digits = Array("0123456789abcdef")
    return String(digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }

  /// The hash of a file's bytes, read in pieces of 1 MiB. Throws ``StudyStoreError`` naming the file.
  package static func ofFile(at url: URL) throws -> String {
    do {
      let handle = try FileHandle(forReadingFrom: url)
      defer { try? handle.close() }
      var hash = SHA256()
      while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty { hash.update(data: piece) }
      return text(hash.finalize())
    } catch {
      throw StudyStoreError(
        kind: .inputOutput,
        "\(url.path) cannot be read: \(error.localizedDescription) Check the disk and run the command again.")
    }
  }
}
