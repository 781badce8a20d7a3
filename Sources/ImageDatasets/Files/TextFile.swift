package import Foundation

/// Small files that are read whole: manifests, class lists, JSON.
package enum TextFile {
  /// A manifest of ten million images has about this size.
  static let defaultMaximumByteCount = 1 << 30

  static func data(contentsOf url: URL, maximumByteCount: Int = defaultMaximumByteCount) throws -> Data {
    let contents = FileContents()
    do {
      try contents.read(path: url.path)
    } catch {
      let (what, remedy) = error.reason
      throw ImageDatasetsError(.inputOutput, "\(url.path) \(what). \(remedy)")
    }
    guard contents.bytes.count <= maximumByteCount else {
      throw ImageDatasetsError(
        .badInput,
        "\(url.path) has \(contents.bytes.count) bytes, more than \(maximumByteCount). Check that it is the right file."
      )
    }
    return Data(contents.bytes)
  }

  /// UTF-8 text without its byte order mark.
  package static func text(contentsOf url: URL) throws -> String {
    var data = try data(contentsOf: url)
    if data.starts(with: [0xFF, 0xFE]) || data.starts(with: [0xFE, 0xFF]) {
      throw ImageDatasetsError(.badInput, "\(url.path) is UTF-16 text. Save it as UTF-8.")
    }
    if data.starts(with: [0xEF, 0xBB, 0xBF]) { data.removeFirst(3) }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw ImageDatasetsError(.badInput, "\(url.path) is not UTF-8 text. Save it as UTF-8.")
    }
    return text
  }

  /// What a JSON decoder found wrong, in one line.
  static func reason(of error: any Error) -> String {
    guard let error = error as? DecodingError else { return "\(error)" }
    let (context, prefix): (DecodingError.Context?, String) =
      switch error {
      case .dataCorrupted(let context): (context, "")
      case .keyNotFound(_, let context): (context, "")
      case .typeMismatch(_, let context): (context, "")
      case .valueNotFound(_, let context): (context, "")
      @unknown default: (nil, "\(error)")
      }
    guard let context else { return prefix }
    let path = context.codingPath.map(\.stringValue).joined(separator: ".")
    let text =
      context.debugDescription.hasSuffix(".")
      ? String(context.debugDescription.dropLast()) : context.debugDescription
    return path.isEmpty ? text : "\(path): \(text)"
  }
}
