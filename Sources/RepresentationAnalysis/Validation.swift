import NumericKernels

/// Checks that every measure makes before it starts.
enum Validation {
  static func requireFinite(_ matrix: Matrix, name: String) throws {
    guard let place = matrix.firstNonFinite else { return }
    throw RepresentationAnalysisError(
      kind: .badInput,
      description: "Row \(place.row), column \(place.column) of the \(name) is \(matrix[place.row, place.column]); "
        + "finite numbers are expected. Remove the row or replace the value.")
  }

  static func requireSameCount(_ first: Int, _ firstName: String, _ second: Int, _ secondName: String) throws {
    guard first == second else {
      throw RepresentationAnalysisError(
        kind: .badInput,
        description: "The \(firstName) has \(first) rows and the \(secondName) \(second); as many are expected. "
          + "Use arrays of the same items.")
    }
  }

  static func requireLabels(_ labels: [Int?], of probabilities: ClassProbabilities) throws {
    try requireSameCount(labels.count, "list of labels", probabilities.itemCount, "table of probabilities")
    let known = Set(probabilities.classes)
    guard let item = labels.indices.first(where: { labels[$0].map { !known.contains($0) } ?? false }) else { return }
    throw RepresentationAnalysisError(
      kind: .badInput,
      description:
        "Item \(item) has the label \(labels[item] ?? -1), which is none of the \(known.count) classes of the "
        + "probabilities; a column for each label is expected. Compute the probabilities from these labels.")
  }

  static func requireOption(_ condition: Bool, _ name: String, _ value: some Any, expected: String) throws {
    guard condition else {
      throw RepresentationAnalysisError(
        kind: .badOption, description: "\(name) is \(value); \(expected) is expected. Choose such a value.")
    }
  }
}
