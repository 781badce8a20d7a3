/// What an objective looks at.
public enum ObjectiveTarget: Sendable, Equatable, Codable, CustomStringConvertible {
  /// Which of a class's numbers.
  public enum ClassScore: String, Sendable, Equatable, Codable {
    /// The unnormalized score, before softmax or sigmoid.
    case logit
    /// The logarithm of the probability.
    case probability
  }

  /// A direction in a layer's activation space.
  public struct Direction: Sendable, Equatable, Codable {
    /// The layer's name or tensor.
    public var layer: String
    /// One number for each channel.
    public var vector: [Float]
    /// Where.
    public var position: UnitPosition
    /// The power of the cosine that the dot product is multiplied by: 0 is the dot product alone, higher ones ask for the
    /// direction and not merely for large activations (Carter et al. 2019, doi:10.23915/distill.00015, take 4).
    public var cosinePower: Double

    /// A direction.
    public init(layer: String, vector: [Float], position: UnitPosition = .everywhere, cosinePower: Double = 0) {
      (self.layer, self.vector, self.position, self.cosinePower) = (layer, vector, position, cosinePower)
    }
  }

  /// A channel of a layer.
  case unit(layer: String, channel: Int, position: UnitPosition)
  /// The mean of the squares of a layer's activations.
  case layer(String)
  /// A class.
  case classScore(Int, ClassScore)
  /// A direction.
  case direction(Direction)

  /// As it is written on a command line, where it can be.
  public var description: String {
    switch self {
    case .unit(let layer, let channel, .everywhere): "\(layer):\(channel)"
    case .unit(let layer, let channel, .center): "\(layer):\(channel)@center"
    case .unit(let layer, let channel, .at(let row, let column)): "\(layer):\(channel)@\(row),\(column)"
    case .layer(let layer): layer
    case .classScore(let index, .logit): "class:\(index)"
    case .classScore(let index, .probability): "probability:\(index)"
    case .direction(let direction): "direction in \(direction.layer)"
    }
  }
}
