import Foundation

/// What the outputs of a network say of an image with a label.
struct OutputScoring {
  let labelOfOutput: [Int?]
  let outputsOfLabel: [[Int]]
  /// Whether each output has a probability of its own (sigmoid); else they share one.
  let isMultiLabel: Bool

  init(labelOfOutput: [Int?], labelCount: Int, isMultiLabel: Bool) {
    self.labelOfOutput = labelOfOutput
    self.isMultiLabel = isMultiLabel
    outputsOfLabel = (0..<labelCount).map { label in labelOfOutput.indices.filter { labelOfOutput[$0] == label } }
  }

  /// Scores unnormalized outputs; nil where one is not finite.
  ///
  /// With softmax, the probability of a label is the sum over its outputs. With sigmoids it is the largest of them.
  func score(_ outputs: UnsafeBufferPointer<Float>, label: Int) -> (isCorrect: Bool, logProbability: Double)? {
    var best = 0
    for place in outputs.indices {
      guard outputs[place].isFinite else { return nil }
      if outputs[place] > outputs[best] { best = place }
    }
    let own = outputsOfLabel[label]
    let isCorrect = labelOfOutput[best] == label
    if isMultiLabel {
      let largest = own.reduce(-Double.infinity) { max($0, Double(outputs[$1])) }
      // log σ(x), without overflow on either side.
      return (isCorrect, min(largest, 0) - log1p(exp(-abs(largest))))
    }
    let greatest = Double(outputs[best])
    let total = outputs.reduce(0) { $0 + exp(Double($1) - greatest) }
    let ownGreatest = own.reduce(-Double.infinity) { max($0, Double(outputs[$1])) }
    let ownTotal = own.reduce(0) { $0 + exp(Double(outputs[$1]) - ownGreatest) }
    return (isCorrect, ownGreatest - greatest + log(ownTotal) - log(total))
  }
}
