/// The end of a network that tells classes apart.
public struct ClassifierHead: Sendable, Codable, Equatable {
  /// The number of classes.
  public let classCount: Int
  /// The tensor of unnormalized scores, `[N, K]` where the network has it in this form. Nil where the network only
  /// gives probabilities that no softmax or sigmoid made.
  public let logits: String?
  /// The tensor of probabilities; nil where the network ends in logits.
  public let probabilities: String?
  /// Whether the probabilities are one for each class by itself (sigmoid) and do not sum to one.
  public let isMultiLabel: Bool

  /// The tensor that classes are read from: unnormalized scores where the network has them.
  package var scores: String { logits ?? probabilities ?? "" }
}

extension ONNXNetwork {
  /// Whether the network ends in classes: an output `[N, K]` (or `[N, K, 1, 1]`) of at least two real numbers.
  ///
  /// Where several outputs have that form, as with auxiliary classifiers, the deepest counts, and the first of equals.
  /// A network that gives an embedding vector has the same form; nothing in a file tells them apart.
  public var classifierHead: ClassifierHead? {
    let candidates = outputs.filter { output in
      analysis.isActivation(output.name) && classCount(output.name) != nil
    }
    let depth = { (name: String) in self.analysis.producers[name].map { self.analysis.depths[$0] } ?? -1 }
    var best: TensorDescription?
    for candidate in candidates where best.map({ depth(candidate.name) > depth($0.name) }) ?? true { best = candidate }
    guard let best, let count = classCount(best.name) else { return nil }
    return head(endingIn: best.name, classCount: count)
  }

  private func classCount(_ tensor: String) -> Int? {
    guard let shape = analysis.facts[tensor]?.shape, shape.count >= 2, let count = shape[1].value, count >= 2,
      shape.dropFirst(2).allSatisfy({ $0 == 1 }), shape.count == 2 || shape.count == 4
    else { return nil }
    return count
  }

  private func head(endingIn output: String, classCount: Int) -> ClassifierHead {
    var tensor = output
    while let producer = analysis.producers[tensor] {
      let node = analysis.graph.node[producer]
      switch node.opType {
      case "Softmax", "Sigmoid":
        return ClassifierHead(
          classCount: classCount, logits: node.input.first, probabilities: output,
          isMultiLabel: node.opType == "Sigmoid")
      case "Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Cast", "Dropout":
        guard let input = node.input.first, analysis.dependent.contains(input) else { break }
        tensor = input
        continue
      default: break
      }
      break
    }
    return ClassifierHead(classCount: classCount, logits: output, probabilities: nil, isMultiLabel: false)
  }
}
