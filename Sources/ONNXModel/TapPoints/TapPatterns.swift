extension ONNXNetwork {
  /// Finds tap points by patterns, each possibly several, separated by commas.
  ///
  /// A pattern is the short name or the tensor name of a layer, a glob over them (`*` any characters, `?` one:
  /// `inception_*`), an index in `tapPoints` (`#12`), an operator (`op:Conv`, globs too), `default` or `all`.
  ///
  /// - Returns: The layers that match, each once, in graph order.
  /// - Throws: `ONNXModelError` of kind `noMatchingLayer` for a pattern that nothing matches; it lists the nearest
  /// names.
  public func tapPoints(matching patterns: [String]) throws -> [TapPoint] {
    var selected = Set<Int>()
    for pattern in patterns.flatMap(split) { selected.formUnion(try indices(matching: pattern)) }
    guard !selected.isEmpty else {
      throw ONNXModelError(
        kind: .noMatchingLayer,
        description: "No layer of \(fileName) was asked for. Give a name, a pattern such as `*`, or `default`.")
    }
    return selected.sorted().map { tapPoints[$0] }
  }

  /// A name may itself have commas; it is then not split.
  private func split(_ pattern: String) -> [String] {
    let whole = pattern.trimmingSpaces
    if tapPoints.contains(where: { $0.name == whole || $0.tensorName == whole }) { return [whole] }
    return whole.split(separator: ",").map { String($0).trimmingSpaces }.filter { !$0.isEmpty }
  }

  private func indices(matching pattern: String) throws -> [Int] {
    let exact = tapPoints.indices.filter { tapPoints[$0].name == pattern }
    if !exact.isEmpty { return exact }
    if let tensor = tapPoints.firstIndex(where: { $0.tensorName == pattern }) { return [tensor] }
    if pattern == "all" { return Array(tapPoints.indices) }
    if pattern == "default" {
      let chosen = Set(defaultTapPoints().map(\.tensorName))
      return tapPoints.indices.filter { chosen.contains(tapPoints[$0].tensorName) }
    }
    if pattern.hasPrefix("#"), let index = Int(pattern.dropFirst()) {
      guard tapPoints.indices.contains(index) else {
        throw ONNXModelError(
          kind: .noMatchingLayer,
          description: """
            \(fileName) has no layer `\(pattern)`: its \(tapPoints.count) layers are #0 to \
            #\(tapPoints.count - 1). Choose one of them.
            """)
      }
      return [index]
    }
    let found = tapPoints.indices.filter { matches(tapPoints[$0], pattern) }
    guard !found.isEmpty else { throw noMatch(pattern) }
    return found
  }

  private func matches(_ tap: TapPoint, _ pattern: String) -> Bool {
    if pattern.hasPrefix("op:") { return Glob(String(pattern.dropFirst(3))).matches(tap.operatorName) }
    let glob = Glob(pattern)
    return glob.matches(tap.name) || glob.matches(tap.tensorName)
  }

  private func noMatch(_ pattern: String) -> ONNXModelError {
    let isOperator = pattern.hasPrefix("op:")
    let wanted = isOperator ? String(pattern.dropFirst(3)) : pattern
    var seen = Set<String>()
    let names = tapPoints.map { isOperator ? $0.operatorName : $0.name }.filter { seen.insert($0).inserted }
    let near = names.enumerated()
      .map { (distance: EditDistance.between(wanted.lowercased(), $0.element.lowercased()), index: $0.offset) }
      .sorted { $0 < $1 }.prefix(5).map { "`\(isOperator ? "op:" : "")\(names[$0.index])`" }
    return ONNXModelError(
      kind: .noMatchingLayer,
      description: """
        No layer of \(fileName) matches `\(pattern)`. The nearest names are \(near.joined(separator: ", ")). \
        `strata layers` lists all of them.
        """)
  }
}

extension String {
  fileprivate var trimmingSpaces: String {
    var text = Substring(self)
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}

/// A pattern in which `*` stands for any characters and `?` for one. Letters are compared exactly.
struct Glob {
  private let pattern: [Character]

  init(_ pattern: String) {
    self.pattern = Array(pattern)
  }

  /// Linear in time for usual patterns: only the last star is ever tried again.
  func matches(_ text: String) -> Bool {
    let text = Array(text)
    var (place, position) = (0, 0)
    var (star, resume) = (-1, 0)
    while position < text.count {
      if place < pattern.count, pattern[place] == "*" {
        (star, resume) = (place, position)
        place += 1
      } else if place < pattern.count, pattern[place] == "?" || pattern[place] == text[position] {
        place += 1
        position += 1
      } else if star >= 0 {
        resume += 1
        (place, position) = (star + 1, resume)
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == "*" }
  }
}

/// How many letters must be inserted, removed or replaced to turn one word into another.
enum EditDistance {
  static func between(_ left: String, _ right: String) -> Int {
    let (first, second) = (Array(left.prefix(200)), Array(right.prefix(200)))
    var row = Array(0...second.count)
    for (index, letter) in first.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in second.indices {
        let replaced = diagonal + (letter == second[column] ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
      }
    }
    return row[second.count]
  }
}
