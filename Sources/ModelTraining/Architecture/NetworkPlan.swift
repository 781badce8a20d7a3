/// A layer with its name and its shapes, without the batch.
public struct PlannedLayer: Sendable, Equatable {
  /// Unique in the network.
  public let name: String
  /// What it does.
  public let kind: LayerKind
  /// The shape of what it takes.
  public let inputShape: [Int]
  /// The shape of what it makes.
  public let outputShape: [Int]
}

/// A ``NetworkDescription`` worked out for images of one shape: every layer named, every shape known and possible.
public struct NetworkPlan: Sendable, Equatable {
  /// What the network is called.
  public let name: String
  /// Channels, height and width of an image.
  public let inputShape: [Int]
  /// The number of classes.
  public let classCount: Int
  /// All layers, `logits` the last.
  public let layers: [PlannedLayer]

  /// The most values that a layer may make or keep for one image: beyond it lies a slip of the pen.
  static let largestElementCount = 1 << 28

  /// Works out a description.
  /// - Throws: `badInput` that names the layer that does not fit.
  public init(_ description: NetworkDescription, inputShape: [Int], classCount: Int) throws {
    guard inputShape.count == 3, inputShape.allSatisfy({ $0 > 0 }), classCount > 1 else {
      throw ModelTrainingError(
        kind: .badInput,
        description: "A network cannot be trained on inputs of the shape \(inputShape) with \(classCount) classes. "
          + "Expected channels, height, width, and at least two classes.")
    }
    self.name = description.name
    self.inputShape = inputShape
    self.classCount = classCount
    var names = NetworkNames()
    var planned: [PlannedLayer] = []
    var shape = inputShape
    func append(_ layer: LayerDescription) throws {
      let name = try names.name(of: layer)
      let output = try Self.outputShape(of: layer.kind, name: name, input: shape)
      planned.append(PlannedLayer(name: name, kind: layer.kind, inputShape: shape, outputShape: output))
      shape = output
    }
    let output = LayerDescription(.dense(units: classCount, activation: nil), name: "logits")
    for layer in description.layers + [output] {
      if case .dense = layer.kind, shape.count == 3 { try append(LayerDescription(.flatten)) }
      try append(layer)
    }
    layers = planned
  }

  /// The shape that a layer makes of another.
  private static func outputShape(of kind: LayerKind, name: String, input: [Int]) throws -> [Int] {
    func require(_ isFine: Bool, _ expected: String) throws {
      guard !isFine else { return }
      throw ModelTrainingError(
        kind: .badInput,
        description: "The layer \(name) (\(kind.typeName)) gets the shape \(input). Expected \(expected).")
    }
    switch kind {
    case .dense(let units, _):
      try require((1...largestElementCount / max(1, input[0])).contains(units), "at least one unit, and not too many")
      return [units]
    case .convolution(let channels, let kernel, let stride, let padding, _):
      try require(input.count == 3, "an image; flatten and dense layers come after convolutions")
      try require(channels > 0 && kernel > 0 && stride > 0, "channels, kernel and stride of at least 1")
      try require(padding == .valid || kernel % 2 == 1, "an odd kernel with the padding same")
      let extra = padding == .same ? kernel - 1 : 0
      let size = input[1...].map { ($0 + extra - kernel) / stride + 1 }
      try require(input[1...].allSatisfy { $0 + extra >= kernel }, "an image at least as large as the kernel")
      try require(channels * size[0] * size[1] <= largestElementCount, "fewer channels")
      return [channels] + size
    case .maxPooling(let size, let stride), .averagePooling(let size, let stride):
      try require(input.count == 3, "an image; flatten and dense layers come after pooling")
      try require(size > 0 && stride > 0, "size and stride of at least 1")
      try require(input[1...].allSatisfy { $0 >= size }, "an image at least as large as the pool")
      return [input[0]] + input[1...].map { ($0 - size) / stride + 1 }
    case .globalAveragePooling:
      try require(input.count == 3, "an image")
      return [input[0]]
    case .dropout(let probability):
      try require((0..<1).contains(probability), "a probability from 0 to below 1")
      return input
    case .flatten: return [input.reduce(1, *)]
    case .batchNormalization, .activation: return input
    }
  }
}

/// Gives layers the names that they lack, and finds those that are given twice.
private struct NetworkNames {
  private var taken: Set<String> = ["image", "prob"]
  private var counts: [String: Int] = [:]

  mutating func name(of layer: LayerDescription) throws -> String {
    if let name = layer.name {
      let isPlain = !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || "._-/".contains($0) }
      guard isPlain, taken.insert(name).inserted else {
        throw ModelTrainingError(
          kind: .badInput,
          description: isPlain
            ? "Two layers are called \"\(name)\". Names are unique; image, prob and logits are taken."
            : "\"\(name)\" is no name for a layer. Use letters, digits, '.', '_', '-' and '/'.")
      }
      return name
    }
    let base = layer.kind.defaultName
    while true {
      counts[base, default: 0] += 1
      let name = base == "flatten" && counts[base] == 1 ? base : "\(base)\(counts[base] ?? 1)"
      if taken.insert(name).inserted { return name }
    }
  }
}
