import NumericKernels

/// What all analyses ask of activations.
enum Validation {
  /// Throws `badInput`, naming item and neuron, for values that are not finite.
  static func requireFinite(_ activations: Matrix) throws {
    guard let place = activations.elements.firstIndex(where: { !$0.isFinite }) else { return }
    let (row, column) = (place / activations.columnCount, place % activations.columnCount)
    throw NeuronAnalysisError(
      kind: .badInput,
      description: "The activation of neuron \(column) for item \(row) is \(activations.elements[place]), not a finite "
        + "number. Leave out this item, or look for overflow in the network.")
  }

  /// Throws `badInput` when there is not one label for each item.
  static func requireSameCount(labels: Int, items: Int) throws {
    guard labels != items else { return }
    throw NeuronAnalysisError(
      kind: .badInput, description: "There are \(labels) labels for \(items) items. Expected one for each.")
  }
}

extension Validation {
  /// Throws `badOption` when a value is out of range.
  static func requireOption(_ holds: Bool, _ name: String, _ value: some Any, expected: String) throws {
    guard !holds else { return }
    throw NeuronAnalysisError(kind: .badOption, description: "\(name) is \(value). Expected \(expected).")
  }
}
