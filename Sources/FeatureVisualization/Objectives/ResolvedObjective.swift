import ONNXModel
import TensorEngine

/// An objective whose layers, channels and classes are known to be there, with what is needed to compute it.
struct ResolvedObjective {
  struct Term {
    let weight: Double
    let target: ResolvedTarget
  }

  let objective: Objective
  let terms: [Term]
  /// The names of the tensors that are read.
  let tensors: [String]

  init(_ objective: Objective, in network: VisualizedNetwork) throws {
    guard !objective.terms.isEmpty else {
      throw FeatureVisualizationError(.badObjective, "The objective \(objective.name) has no terms. Give it one.")
    }
    self.objective = objective
    terms = try objective.terms.map { term in
      guard term.weight.isFinite else {
        throw FeatureVisualizationError(
          .badObjective, "The objective \(objective.name) has the weight \(term.weight). Expected a finite number.")
      }
      return Term(weight: term.weight, target: try ResolvedTarget(term.target, in: network))
    }
    tensors = Set(terms.map(\.target.tensor)).sorted()
    try network.requireSupport(for: tensors)
  }

  /// The tensors before rectifiers, empty where no unit has one.
  var tensorsBeforeRectifiers: [String] { Set(terms.compactMap(\.target.beforeRectifier?.tensor)).sorted() }

  /// Whether anything is to be excited: an objective of weight 0 leaves the image to the penalties.
  var hasWeight: Bool { terms.contains { $0.weight != 0 } }

  /// The value for one image of a batch, a single number with gradients.
  func value(_ activations: [String: Tensor], row: Int) throws -> Tensor {
    try sum(terms) { term in
      guard let activation = activations[term.target.tensor] else {
        preconditionFailure("the tensor \(term.target.tensor) was asked for")
      }
      return try term.target.value(activation.narrowed(0, to: row..<row + 1))
    }
  }

  /// The same before rectifiers, where a silent unit has a slope; nil where no unit has one.
  func valueBeforeRectifiers(_ activations: [String: Tensor], row: Int) throws -> Tensor? {
    let rectified = terms.filter { $0.target.beforeRectifier != nil }
    guard !rectified.isEmpty else { return nil }
    return try sum(rectified) { term in
      guard let unit = term.target.beforeRectifier, let activation = activations[unit.tensor] else {
        preconditionFailure("the tensor before the rectifier was asked for")
      }
      return try ResolvedTarget.value(activation.narrowed(0, to: row..<row + 1), of: unit)
    }
  }

  private func sum(_ terms: [Term], _ value: (Term) throws -> Tensor) throws -> Tensor {
    var sum: Tensor?
    for term in terms {
      let part = try value(term) * term.weight
      sum = try sum.map { try $0 + part } ?? part
    }
    guard let sum else { preconditionFailure("an objective has terms") }
    return sum
  }
}
