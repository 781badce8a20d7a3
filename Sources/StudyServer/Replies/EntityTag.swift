import Crypto
import Foundation

/// A strong ETag: the SHA-256 of the representation, so that the same bytes always have the same tag.
struct EntityTag: Sendable, Equatable {
  /// With its quotes, as it stands in the header.
  let text: String

  /// The tag of `data`.
  init(of data: Data) {
    self.init(SHA256.hash(data: data))
  }

  /// The tag of a hash. Its first 128 bits are plenty to tell versions of one resource apart.
  init(_ digest: SHA256.Digest) {
    let digits = Array("0123456789abcdef")
    text = "\"" + String(digest.prefix(16).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }) + "\""
  }

  /// Whether an `If-None-Match` header names this tag. The comparison is weak, as RFC 9110 has it.
  func isNamed(by header: String?) -> Bool {
    guard let header else { return false }
    return header.split(separator: ",").contains { entry in
      let tag = entry.trimmingCharacters(in: .whitespaces)
      return tag == "*" || tag == text || tag == "W/" + text
    }
  }

  /// Whether an `If-Range` header, if any, allows a part: only this very tag does, a date never.
  func allowsPart(ifRange header: String?) -> Bool {
    header == nil || header == text
  }
}
