import Foundation
import StudyStore

/// The list of contents of a page: what its parts are called, how large they are, and their hashes.
struct PackManifest: Encodable {
  struct Listed: Encodable {
    var name: String
    var size: Int
    var packed: Int
    var sha256: String
    /// Where the part lies, in a folder.
    var file: String?
  }

  /// Version of the format, which the page knows.
  var version = 1
  var form: String
  /// The hash of the script that stands in the page itself.
  var boot: String
  /// What the page may load: nothing that is not in it.
  var policy: String
  /// The command that makes the page again.
  var command: String
  var entries: [Listed]

  init(form: ExportOptions.Form, boot: String, policy: String, command: String, entries: [SealedEntry]) {
    self.form = form.rawValue
    self.boot = ContentDigest.hexadecimal(Data(boot.utf8))
    self.policy = policy
    self.command = command
    self.entries = entries.enumerated().map { place, entry in
      Listed(
        name: entry.name, size: entry.size, packed: entry.packed.count, sha256: entry.sha256,
        file: form == .folder ? Self.file(of: entry, at: place) : nil)
    }
  }

  /// Where a part lies in a folder: by its content, so that a browser never takes an older one for it.
  static func file(of entry: SealedEntry, at place: Int) -> String { "parts/\(place)-\(entry.sha256.prefix(12)).bin" }

  /// As JSON that can stand in a page of any encoding.
  func text() throws -> String { PlainText.json(try StudyJSON.text(self)) }
}

/// Text of a page whose bytes mean the same in every encoding.
enum PlainText {
  /// JSON with nothing but ASCII, in which no tag begins.
  static func json(_ text: String) -> String {
    text.utf16.reduce(into: "") { result, unit in
      switch unit {
      case 0x3C, 0x7F...: result += "\\u" + String(0x1_0000 + Int(unit), radix: 16).dropFirst()
      default: result.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
      }
    }
  }

  /// The text of an element.
  static func html(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "<", ">", "&", "\"": result += "&#\(scalar.value);"
      default:
        if scalar.isASCII { result.unicodeScalars.append(scalar) } else { result += "&#\(scalar.value);" }
      }
    }
  }
}
