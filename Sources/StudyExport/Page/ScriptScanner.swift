/// Cuts JavaScript into code, strings and comments. Templates and regular expressions are code.
///
/// A `/` begins a regular expression where a value may begin: after an operator, an opening bracket, or a word such as
/// `return`. That is right for all that the formatter of the page's modules lets through; a test compares.
struct ScriptScanner {
  enum Token: Equatable {
    case code(String)
    /// With its quotes.
    case string(String)
    case comment
  }

  private let characters: [Unicode.Scalar]
  private var at = 0
  /// The last thing that is no space, to tell a division from a regular expression.
  private var last = ""

  init(_ source: String) { characters = Array(source.unicodeScalars) }

  /// The next token; nil at the end.
  mutating func next() -> Token? {
    guard at < characters.count else { return nil }
    switch characters[at] {
    case "\"", "'": return .string(text(to: endOfString(at)))
    case "`": return .code(text(to: endOfTemplate(at)))
    case "/" where peek(1) == "/":
      at = characters[at...].firstIndex(of: "\n") ?? characters.count
      return .comment
    case "/" where peek(1) == "*":
      at = endOfComment(at)
      return .comment
    case "/" where beginsExpression: return .code(text(to: endOfExpression(at)))
    default: return .code(word())
    }
  }

  /// Passes over `text` if it comes next.
  mutating func skip(_ text: String) -> Bool {
    let wanted = Array(text.unicodeScalars)
    guard characters[at...].starts(with: wanted) else { return false }
    at += wanted.count
    return true
  }

  private func peek(_ distance: Int) -> Unicode.Scalar? {
    at + distance < characters.count ? characters[at + distance] : nil
  }

  private mutating func text(to end: Int) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: characters[at..<min(end, characters.count)])
    at = min(end, characters.count)
    last = "value"
    return String(text)
  }

  /// A word, or a single other character.
  private mutating func word() -> String {
    var end = at
    while end < characters.count, Self.isOfWord(characters[end]) { end += 1 }
    let isSpace = characters[at].properties.isWhitespace
    let before = last
    let text = text(to: max(end, at + 1))
    last = isSpace ? before : text
    return text
  }

  private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar == "$" || scalar == "#" || scalar.properties.isAlphabetic
      || ("0"..."9").contains(scalar)
  }

  private var beginsExpression: Bool {
    let words: Set = ["return", "typeof", "case", "of", "in", "await", "yield", "else", "do", "void", "delete"]
    guard let first = last.unicodeScalars.first else { return true }
    return words.contains(last) || (last != "value" && !Self.isOfWord(first) && ![")", "]", "}"].contains(last))
  }

  private func endOfString(_ start: Int) -> Int {
    var at = start + 1
    while at < characters.count, characters[at] != characters[start] { at += characters[at] == "\\" ? 2 : 1 }
    return at + 1
  }

  private func endOfComment(_ start: Int) -> Int {
    var at = start + 2
    while at + 1 < characters.count, !(characters[at] == "*" && characters[at + 1] == "/") { at += 1 }
    return min(characters.count, at + 2)
  }

  private func endOfTemplate(_ start: Int) -> Int {
    var at = start + 1
    while at < characters.count, characters[at] != "`" {
      if characters[at] == "\\" {
        at += 2
      } else if characters[at] == "$", at + 1 < characters.count, characters[at + 1] == "{" {
        at = endOfPlaceholder(at + 2)
      } else {
        at += 1
      }
    }
    return at + 1
  }

  /// Behind the bracket that ends what is put into a template.
  private func endOfPlaceholder(_ start: Int) -> Int {
    var (at, depth) = (start, 1)
    while at < characters.count, depth > 0 {
      switch characters[at] {
      case "\"", "'": at = endOfString(at)
      case "`": at = endOfTemplate(at)
      case "{", "}":
        depth += characters[at] == "{" ? 1 : -1
        at += 1
      default: at += 1
      }
    }
    return at
  }

  private func endOfExpression(_ start: Int) -> Int {
    var (at, isInClass) = (start + 1, false)
    while at < characters.count, isInClass || characters[at] != "/" {
      if characters[at] == "\\" { at += 1 }
      if characters[at] == "[" { isInClass = true }
      if characters[at] == "]" { isInClass = false }
      at += 1
    }
    return at + 1
  }
}
