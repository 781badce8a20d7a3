public import Foundation

/// The names of classes, in order: what the outputs of a network mean, or what folders are to be called.
///
/// Text files have one class a line: `tench, Tinca tinca`, or with a WordNet id in front, `n01440764 tench, Tinca tinca`.
/// JSON files hold a list of names, or numbers with names: `{"0": ["n01440764", "tench"], "1": "goldfish"}`.
public struct ClassNames: Sendable, Equatable {
  /// One class.
  public struct Entry: Sendable, Equatable {
    /// `n` and eight digits, if the file gives it.
    public let wordNetIdentifier: String?
    /// The names, the most common first; never empty.
    public let names: [String]
    /// The names as the file has them.
    public let displayName: String

    /// Creates an entry; commas separate synonyms.
    public init(wordNetIdentifier: String? = nil, text: String) {
      self.wordNetIdentifier = wordNetIdentifier
      let parts = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
      names = parts.isEmpty ? [wordNetIdentifier ?? text] : parts
      displayName = parts.isEmpty ? names[0] : parts.joined(separator: ", ").replacingOccurrences(of: "_", with: " ")
    }
  }

  /// The classes in order.
  public let entries: [Entry]
  private let positionOfIdentifier: [String: Int]
  /// Positions of all classes with a name, as ``normalized(_:)`` writes it.
  private let positionsOfName: [String: [Int]]

  /// Names given one by one; commas separate synonyms.
  public init(_ names: [String]) {
    self.init(entries: names.map { Self.entry(ofLine: $0) })
  }

  /// Classes in order.
  public init(entries: [Entry]) {
    self.entries = entries
    var identifiers = [String: Int]()
    var names = [String: [Int]]()
    for (position, entry) in entries.enumerated() {
      if let identifier = entry.wordNetIdentifier, identifiers[identifier] == nil { identifiers[identifier] = position }
      // The whole line is a name as well: "crane, machine" is not "crane".
      for name in Set((entry.names + [entry.displayName]).map(Self.normalized)) {
        names[name, default: []].append(position)
      }
    }
    positionOfIdentifier = identifiers
    positionsOfName = names
  }

  /// Reads a text or JSON file.
  /// - Throws: `ImageDatasetsError`, naming the file and the line.
  public init(contentsOf url: URL) throws {
    if url.pathExtension.lowercased() == "json" {
      self.init(entries: try ClassNamesJSON.entries(contentsOf: url))
      return
    }
    var lines = try TextFile.text(contentsOf: url).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map { $0.trimmingCharacters(in: .whitespaces) }
    while lines.last?.isEmpty == true { lines.removeLast() }
    if let empty = lines.firstIndex(where: \.isEmpty) {
      throw ImageDatasetsError(
        .badInput, "\(url.path), line \(empty + 1), is empty: every line names one class. Remove the line or name it.")
    }
    guard !lines.isEmpty else {
      throw ImageDatasetsError(.badInput, "\(url.path) names no class. Write one class name a line.")
    }
    self.init(lines)
  }

  /// Number of classes.
  public var count: Int { entries.count }
  /// What people read, in order.
  public var displayNames: [String] { entries.map(\.displayName) }

  /// The short display name of a class that is given by WordNet id or any name; `nil` if there is none, or several.
  public func displayName(of label: String) -> String? {
    if case .one(let position) = position(of: label) {
      return entries[position].names[0].replacingOccurrences(of: "_", with: " ")
    }
    return nil
  }

  /// Result of looking for a class.
  public enum Match: Sendable, Equatable {
    /// Nothing has this name.
    case none
    /// One class has it.
    case one(Int)
    /// Several classes have it, as "crane" in ImageNet (the bird and the machine).
    case several([Int])
  }

  /// The class with this WordNet id, or one of whose names is `label`, whatever the case, underscores and hyphens.
  public func position(of label: String) -> Match {
    if let position = positionOfIdentifier[label] { return .one(position) }
    let positions = positionsOfName[Self.normalized(label)] ?? []
    return positions.isEmpty ? .none : positions.count == 1 ? .one(positions[0]) : .several(positions)
  }

  static func normalized(_ name: String) -> String {
    name.lowercased().split(whereSeparator: { $0 == "_" || $0 == "-" || $0.isWhitespace }).joined(separator: " ")
  }

  static func isWordNetIdentifier(_ text: some StringProtocol) -> Bool {
    let bytes = Array(text.utf8)
    return bytes.count == 9 && bytes[0] == UInt8(ascii: "n") && bytes[1...].allSatisfy { (48...57).contains($0) }
  }

  static func entry(ofLine line: String) -> Entry {
    let parts = line.split(maxSplits: 1, whereSeparator: \.isWhitespace)
    guard let first = parts.first, isWordNetIdentifier(first) else { return Entry(text: line) }
    return Entry(wordNetIdentifier: String(first), text: parts.count > 1 ? String(parts[1]) : "")
  }
}
