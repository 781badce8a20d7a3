/// Finds rows of one list by their names in another.
struct RowMatching {
  private let positions: [String: Int]
  private let place: String

  /// - Parameters:
  ///   - identifiers: the names of the rows, each once.
  ///   - place: what messages call the list.
  /// - Throws: `StudyPipelineError` of kind `badInput` for a name that occurs twice.
  init(_ identifiers: [String], place: String) throws {
    var positions: [String: Int] = [:]
    for (row, name) in identifiers.enumerated() {
      if let earlier = positions.updateValue(row, forKey: name) {
        throw StudyPipelineError(
          kind: .badInput,
          description:
            "\(place) names \(name) twice, in rows \(earlier) and \(row). Every item needs a name of its own.")
      }
    }
    (self.positions, self.place) = (positions, place)
  }

  /// The row of each name; nil when none of them is known, which tells that the names are of another kind.
  /// - Throws: `badInput` naming the first one that is missing while others are there.
  func rows(of names: [String], namedBy namesPlace: String) throws -> [Int]? {
    let found = names.map { positions[$0] }
    guard found.contains(where: { $0 != nil }) else { return nil }
    if let missing = found.firstIndex(where: { $0 == nil }) {
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "\(place) has no \(names[missing]), which \(namesPlace) names. Rows are matched by their names; add it, or "
          + "leave it out of both.")
    }
    return found.compactMap(\.self)
  }
}
