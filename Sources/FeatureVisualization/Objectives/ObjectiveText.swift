extension Objective {
  /// Reads what a command line gives.
  ///
  /// - `LAYER:CHANNEL`, with `@center` or `@ROW,COLUMN` for one position; `LAYER` alone is the whole layer.
  /// - `class:NAME` or `class:NUMBER`: the unnormalized score; `probability:…`: the logarithm of the probability.
  /// - Sums, with blanks around the signs: `conv4:3 + 0.5*conv4:7 - conv4:9`.
  ///
  /// - Parameters:
  ///   - text: The objective.
  ///   - classNames: The names of the network's classes, in order; any of several names separated by commas fits.
  /// - Throws: `FeatureVisualizationError` that says what part is not understood.
  public init(parsing text: String, classNames: [String] = []) throws {
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    guard !words.isEmpty else { throw Self.unreadable(text, "It is empty.") }
    var terms: [Term] = []
    var sign = 1.0
    var expectsTerm = true
    // Blanks inside a class's name belong to it.
    var open = ""
    func finish() throws {
      guard !open.isEmpty else { throw Self.unreadable(text, "A part is missing before or after a sign.") }
      var term = try Self.term(open, of: text, classNames: classNames)
      term.weight *= sign
      terms.append(term)
      open = ""
    }
    for word in words {
      if word == "+" || word == "-" {
        if expectsTerm, terms.isEmpty, word == "-" {
          sign = -sign
          continue
        }
        try finish()
        (sign, expectsTerm) = (word == "-" ? -1 : 1, true)
      } else {
        open += (open.isEmpty ? "" : " ") + word
        expectsTerm = false
      }
    }
    try finish()
    self.init(name: words.joined(separator: " "), terms: terms)
  }

  private static func term(_ part: String, of text: String, classNames: [String]) throws -> Term {
    var (weight, rest) = (1.0, part)
    if let star = part.firstIndex(of: "*"), let number = Double(part[..<star]) {
      guard number.isFinite else { throw unreadable(text, "\(part) has no finite weight.") }
      (weight, rest) = (number, String(part[part.index(after: star)...]))
    }
    return Term(weight: weight, target: try target(rest, of: text, classNames: classNames))
  }

  private static func target(_ part: String, of text: String, classNames: [String]) throws -> ObjectiveTarget {
    for (prefix, score) in [("class:", ObjectiveTarget.ClassScore.logit), ("probability:", .probability)]
    where part.hasPrefix(prefix) {
      return .classScore(try classIndex(String(part.dropFirst(prefix.count)), classNames, text), score)
    }
    var (unit, position) = (part, UnitPosition.everywhere)
    if let at = part.lastIndex(of: "@") {
      (unit, position) = (String(part[..<at]), try self.position(String(part[part.index(after: at)...]), of: text))
    }
    guard let colon = unit.lastIndex(of: ":"), let channel = Int(unit[unit.index(after: colon)...]) else {
      guard position == .everywhere else { throw unreadable(text, "\(part) names a position but no channel.") }
      return .layer(unit)
    }
    guard channel >= 0 else { throw unreadable(text, "Channels count from 0; \(channel) was given.") }
    return .unit(layer: String(unit[..<colon]), channel: channel, position: position)
  }

  private static func position(_ part: String, of text: String) throws -> UnitPosition {
    if part == "center" { return .center }
    let numbers = part.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    let known = numbers.compactMap(\.self)
    guard known.count == numbers.count, known.count == 2, known[0] >= 0, known[1] >= 0 else {
      throw unreadable(text, "\(part) is no position.")
    }
    return .at(row: known[0], column: known[1])
  }

  private static func classIndex(_ part: String, _ classNames: [String], _ text: String) throws -> Int {
    if let index = Int(part), index >= 0 { return index }
    let wanted = part.lowercased()
    let fits = { (name: String) in
      name.lowercased() == wanted
        || name.split(separator: ",").contains { $0.lowercased().drop(while: \.isWhitespace) == wanted }
    }
    if let index = classNames.firstIndex(where: fits) { return index }
    let reason =
      classNames.isEmpty
      ? "The names of the classes are not known here; give the class's number, from 0."
      : "None of the \(classNames.count) classes is called \(part)."
    throw unreadable(text, reason)
  }

  private static func unreadable(_ text: String, _ reason: String) -> FeatureVisualizationError {
    FeatureVisualizationError(
      .badObjective,
      "The objective \"\(text)\" is not understood. \(reason) Expected LAYER:CHANNEL, LAYER:CHANNEL@center, "
        + "LAYER:CHANNEL@ROW,COLUMN, LAYER, class:NAME or probability:NAME, or sums such as \"a:1 + 0.5*b:2\".")
  }
}
