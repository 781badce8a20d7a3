import Foundation

/// Class lists in JSON: a list, or an object whose keys are the positions.
enum ClassNamesJSON {
  private enum Value: Decodable {
    case text(String)
    case list([String])

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if let text = try? value.decode(String.self) {
        self = .text(text)
      } else {
        self = .list(try value.decode([String].self))
      }
    }

    var entry: ClassNames.Entry {
      switch self {
      case .text(let text):
        return ClassNames.entry(ofLine: text)
      case .list(let parts):
        guard let first = parts.first, ClassNames.isWordNetIdentifier(first) else {
          return ClassNames.Entry(text: parts.joined(separator: ", "))
        }
        return ClassNames.Entry(wordNetIdentifier: first, text: parts.dropFirst().joined(separator: ", "))
      }
    }
  }

  static func entries(contentsOf url: URL) throws -> [ClassNames.Entry] {
    let data = try TextFile.data(contentsOf: url, maximumByteCount: 1 << 26)
    let decoder = JSONDecoder()
    if let list = try? decoder.decode([Value].self, from: data) {
      guard !list.isEmpty else { throw problem(url, "is an empty list") }
      return list.map(\.entry)
    }
    let object: [String: Value]
    do {
      object = try decoder.decode([String: Value].self, from: data)
    } catch {
      throw problem(url, "is not a JSON list of names, nor an object of numbers and names")
    }
    guard !object.isEmpty else { throw problem(url, "names no class") }
    return try (0..<object.count).map { position in
      guard let value = object[String(position)] else {
        throw problem(url, "has \(object.count) classes but none with the key \"\(position)\"")
      }
      return value.entry
    }
  }

  private static func problem(_ url: URL, _ what: String) -> ImageDatasetsError {
    ImageDatasetsError(
      .badInput, "\(url.path) \(what). Write [\"tench\", ...] or {\"0\": [\"n01440764\", \"tench\"], ...}.")
  }
}
