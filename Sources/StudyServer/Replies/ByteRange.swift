/// What a `Range` header asks for, for a representation of known length (RFC 9110, section 14).
enum ByteRange: Equatable {
  /// No range, or one that is to be ignored: another unit, several ranges, a syntax error.
  case whole
  /// These bytes.
  case part(Range<Int>)
  /// A range beyond the end: 416.
  case unsatisfiable

  /// Reads `bytes=first-last`, `bytes=first-` or `bytes=-suffix`.
  init(_ header: String?, byteCount: Int) {
    self = header.flatMap { ByteRange.parse($0, byteCount: byteCount) } ?? .whole
  }

  private static func parse(_ header: String, byteCount: Int) -> ByteRange? {
    let halves = header.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.count == 2, halves[0].lowercased() == "bytes", !halves[1].contains(",") else { return nil }
    let ends = trimmed(halves[1]).split(separator: "-", omittingEmptySubsequences: false).map(trimmed)
    guard ends.count == 2 else { return nil }
    if ends[0].isEmpty {
      guard let suffix = number(ends[1]) else { return nil }
      return suffix == 0 || byteCount == 0 ? .unsatisfiable : .part(max(0, byteCount - suffix)..<byteCount)
    }
    guard let first = number(ends[0]) else { return nil }
    if ends[1].isEmpty { return first < byteCount ? .part(first..<byteCount) : .unsatisfiable }
    guard let last = number(ends[1]), first <= last else { return nil }
    return first < byteCount ? .part(first..<min(byteCount, last &+ 1)) : .unsatisfiable
  }

  /// Digits as a number, the largest one but one if it does not fit.
  private static func number(_ digits: Substring) -> Int? {
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(digits).map { min($0, Int.max - 1) } ?? Int.max - 1
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return text
  }
}
