import ONNXModel
import TensorEngine

/// A target whose layer is known to be there.
struct ResolvedTarget {
  enum Reading {
    case unit(axis: Int, channel: Int, position: UnitPosition)
    case squares
    case classScore(Int, isLogarithm: Bool, normalization: Normalization)
    case direction(Tensor, axis: Int, position: UnitPosition, cosinePower: Double)
  }

  /// How unnormalized scores become probabilities.
  enum Normalization { case softmax, sigmoid, none }

  let tensor: String
  let reading: Reading
  /// The same unit before its rectifier: where a silent unit has a slope. Nil where there is no rectifier.
  let beforeRectifier: UnrectifiedUnit?

  init(_ target: ObjectiveTarget, in network: VisualizedNetwork) throws {
    switch target {
    case .unit(let layer, let channel, let position):
      let point = try network.layer(layer)
      let axis = try Self.channelAxis(of: point, channel: channel, in: network.network)
      try Self.check(position, of: point, in: network.network)
      self.init(point, .unit(axis: axis, channel: channel, position: position), network.network)
    case .layer(let layer):
      self.init(try network.layer(layer), .squares, network.network)
    case .direction(let direction):
      let point = try network.layer(direction.layer)
      let axis = try Self.channelAxis(of: point, channel: nil, in: network.network)
      try Self.check(direction.position, of: point, in: network.network)
      let vector = try Self.tensor(of: direction, for: point, axis: axis, in: network)
      self.init(
        point,
        .direction(vector, axis: axis, position: direction.position, cosinePower: direction.cosinePower),
        network.network)
    case .classScore(let index, let score):
      try self.init(classIndex: index, score, network.network)
    }
  }

  private init(_ point: TapPoint, _ reading: Reading, _ network: ONNXNetwork) {
    (tensor, self.reading) = (point.tensorName, reading)
    guard case .unit(let axis, let channel, let position) = reading, axis == 1 else {
      beforeRectifier = nil
      return
    }
    beforeRectifier = UnrectifiedUnit(of: point.tensorName, channel: channel, in: network).map { unit in
      // Pooling has changed where a position is.
      UnrectifiedUnit(tensor: unit.tensor, channel: unit.channel, position: unit.isPooled ? .everywhere : position)
    }
  }

  private init(classIndex: Int, _ score: ObjectiveTarget.ClassScore, _ network: ONNXNetwork) throws {
    guard let head = network.classifierHead else {
      throw FeatureVisualizationError(
        .badObjective, "\(network.fileName) does not end in classes. Name a unit as LAYER:CHANNEL instead.")
    }
    guard (0..<head.classCount).contains(classIndex) else {
      throw FeatureVisualizationError(
        .badObjective,
        "\(network.fileName) has no class \(classIndex). Expected 0 to \(head.classCount - 1).")
    }
    let isLogarithm = score == .probability
    let normalization: Normalization = head.logits == nil ? .none : head.isMultiLabel ? .sigmoid : .softmax
    tensor = head.logits ?? head.probabilities ?? network.outputs[0].name
    beforeRectifier = nil
    reading = .classScore(classIndex, isLogarithm: isLogarithm, normalization: normalization)
  }

  /// A single number, from the layer's tensor for one image, [1, …].
  func value(_ activation: Tensor) throws -> Tensor {
    switch reading {
    case .squares:
      return try (activation * activation).mean()
    case .unit(let axis, let channel, let position):
      return try Self.places(activation, axis: axis, position).narrowed(1, to: channel..<channel + 1).mean()
    case .direction(let vector, let axis, let position, let power):
      return try Self.along(vector, in: Self.places(activation, axis: axis, position), cosinePower: power)
    case .classScore(let index, let isLogarithm, let normalization):
      let scores = try activation.reshaped(to: [1, -1])
      let own = { (values: Tensor) in try values.narrowed(1, to: index..<index + 1).sum() }
      switch (isLogarithm, normalization) {
      case (false, _): return try own(scores)
      case (true, .softmax): return try own(scores.logSoftmax())
      case (true, .sigmoid): return try own(scores.sigmoid()).clamped(to: 1e-12...1).logarithm()
      case (true, .none): return try own(scores).clamped(to: 1e-12...1).logarithm()
      }
    }
  }

  /// The unit before its rectifier, a single number.
  static func value(_ activation: Tensor, of unit: UnrectifiedUnit) throws -> Tensor {
    try places(activation, axis: 1, unit.position).narrowed(1, to: unit.channel..<unit.channel + 1).mean()
  }

  /// The channels of one image's activation, averaged over the positions that are meant.
  static func meanActivation(_ activation: Tensor, channelAxis: Int, _ position: UnitPosition) throws -> [Float] {
    try places(activation, axis: channelAxis, position).mean(over: [0]).floats()
  }

  /// The activations as [positions, channels].
  private static func places(_ activation: Tensor, axis: Int, _ position: UnitPosition) throws -> Tensor {
    let shape = activation.shape
    guard shape.count > 2 else { return activation }
    let channels = shape[axis]
    let inner = shape.enumerated().filter { $0.offset > 0 && $0.offset != axis }.map(\.element)
    let positions = inner.reduce(1, *)
    let rows = try activation.reshaped(to: axis == 1 ? [channels, positions] : [positions, channels])
    let all = axis == 1 ? try rows.transposed() : rows
    let (height, width) = (inner[0], inner.count > 1 ? inner[1] : 1)
    switch position {
    case .everywhere: return all
    case .center:
      let place = height / 2 * width + width / 2
      return try all.narrowed(0, to: place..<place + 1)
    case .at(let row, let column):
      guard row < height, column < width else {
        throw FeatureVisualizationError(
          .badObjective, "The feature map is \(height) x \(width); it has no position \(row),\(column).")
      }
      return try all.narrowed(0, to: row * width + column..<row * width + column + 1)
    }
  }

  /// Σ a·v / |v| · max(cosine, 0.1)^power, averaged over positions.
  private static func along(_ vector: Tensor, in places: Tensor, cosinePower: Double) throws -> Tensor {
    let product = try places.matrixProduct(vector.reshaped(to: [-1, 1]))
    guard cosinePower > 0 else { return try product.mean() }
    let length = try ((places * places).sum(over: [1], keepingDimensions: true) + 1e-12).squareRoot()
    let cosine = try (product / length).clamped(to: 0.1...1)
    return try (product * cosine.power(cosinePower)).mean()
  }
}

extension ResolvedTarget {
  private static func channelAxis(of point: TapPoint, channel: Int?, in network: ONNXNetwork) throws -> Int {
    let shape = point.shape.map { $0.map(String.init) ?? "any" }.joined(separator: ", ")
    guard point.layout != .other, let count = point.channelCount, count > 0 else {
      throw FeatureVisualizationError(
        .badObjective,
        "The layer \(point.name) of \(network.fileName) has the shape [\(shape)], in which channels cannot be told. Expected "
          + "[N, channels, …] or [N, …, features].")
    }
    if let channel, !(0..<count).contains(channel) {
      throw FeatureVisualizationError(
        .badObjective,
        "The layer \(point.name) of \(network.fileName) has no channel \(channel). Expected 0 to \(count - 1).")
    }
    return point.layout == .tokens ? point.shape.count - 1 : 1
  }

  private static func check(_ position: UnitPosition, of point: TapPoint, in network: ONNXNetwork) throws {
    guard case .at(let row, let column) = position else { return }
    let axis = point.layout == .tokens ? point.shape.count - 1 : 1
    let inner = point.shape.enumerated().filter { $0.offset > 0 && $0.offset != axis }.map(\.element)
    guard let height = inner.first else {
      throw FeatureVisualizationError(
        .badObjective, "The layer \(point.name) of \(network.fileName) has no positions. Leave @\(row),\(column) out.")
    }
    let width = inner.count > 1 ? inner[1] : 1
    guard height.map({ row < $0 }) ?? true, width.map({ column < $0 }) ?? true else {
      let size = [height, width].map { $0.map(String.init) ?? "any" }.joined(separator: " x ")
      throw FeatureVisualizationError(
        .badObjective,
        "The feature maps of \(point.name) are \(size); they have no position \(row),\(column). Rows and columns count from 0."
      )
    }
  }

  private static func tensor(
    of direction: ObjectiveTarget.Direction, for point: TapPoint, axis: Int, in network: VisualizedNetwork
  ) throws -> Tensor {
    let length = direction.vector.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    guard direction.vector.count == point.channelCount, length.isFinite, length > 0 else {
      throw FeatureVisualizationError(
        .badObjective,
        "A direction in \(point.name) has \(direction.vector.count) numbers and the length \(length). Expected "
          + "\(point.channelCount ?? 0) numbers that are not all 0.")
    }
    guard direction.cosinePower >= 0, direction.cosinePower <= 16 else {
      throw FeatureVisualizationError(
        .badObjective, "The power of the cosine is \(direction.cosinePower). Expected 0 to 16.")
    }
    return try network.engine.tensor(
      direction.vector.map { Float(Double($0) / length) }, shape: [direction.vector.count],
      device: network.device)
  }
}
