import GraphExecution
public import ImageDatasets
import NumericKernels
import ONNXModel
import TensorEngine

/// Draws positions of images and keeps what a layer answers there, with the class that each answer speaks for.
///
/// The class is found by a linear approximation of the rest of the network, as in activation atlases (Carter et al. 2019,
/// doi:10.23915/distill.00015): activation × gradient of the class's score before softmax, summed over channels. Unlike there,
/// only the image's `classesPerImage` most probable classes are asked, since each costs a run backwards.
///
/// The positions of an image depend on the seed and the image's number alone. Costs one run of the network forwards, and for each
/// class one backwards from the scores to the layer. It belongs to one thread at a time.
public final class ActivationSampler {
  private let network: VisualizedNetwork
  private let layer: TapPoint
  private let positionsPerImage: Int
  private let classesPerImage: Int
  private let seed: UInt64
  private let scores: String?

  private var rows: [Float] = []
  private var sources: [SampledActivations.Source] = []
  private var map = (height: 1, width: 1)
  private var silentCount = 0

  /// Prepares.
  /// - Parameters:
  ///   - network: The network.
  ///   - layer: A layer's name or tensor.
  ///   - positionsPerImage: At most so many different positions of an image; at least 1.
  ///   - classesPerImage: See above; 0: no classes are told.
  ///   - seed: What draws follow from.
  /// - Throws: `FeatureVisualizationError` for layers that are not there, without channels, or of other shapes than maps, tokens
  ///   and rows; `GraphExecutionError` for operators that cannot be computed.
  public init(
    _ network: VisualizedNetwork, layer: String, positionsPerImage: Int, classesPerImage: Int = 3, seed: UInt64
  ) throws {
    let point = try network.layer(layer)
    guard point.layout != .other, let count = point.channelCount, count > 0, (2...4).contains(point.shape.count) else {
      throw FeatureVisualizationError(
        .badObjective,
        "The layer \(point.name) of \(network.network.fileName) has no channels whose activations could be compared. Choose "
          + "feature maps, tokens or a dense layer.")
    }
    guard positionsPerImage >= 1, classesPerImage >= 0 else {
      throw FeatureVisualizationError(
        .badOption,
        "\(positionsPerImage) positions and \(classesPerImage) classes of an image were asked for. Expected at least 1 and 0."
      )
    }
    (self.network, self.layer, self.seed) = (network, point, seed)
    (self.positionsPerImage, self.classesPerImage) = (positionsPerImage, classesPerImage)
    try network.requireSupport(for: [point.tensorName])
    scores = try Self.scores(of: network, behind: point, isWanted: classesPerImage > 0)
  }

  /// The scores before softmax, if they can be followed back to the layer.
  private static func scores(of network: VisualizedNetwork, behind layer: TapPoint, isWanted: Bool) throws -> String? {
    guard isWanted, let head = network.network.classifierHead else { return nil }
    let name = head.logits ?? head.probabilities ?? network.network.outputs[0].name
    guard network.network.nodes.tensors(madeFrom: [layer.tensorName]).contains(name) else { return nil }
    try network.requireSupport(for: [name])
    return name
  }

  /// Adds images of any size, grey or in colour, with their numbers, as many as are to be computed at once.
  /// - Throws: `FeatureVisualizationError` for activations that are not finite; what computing throws.
  public func add(_ images: [(number: Int, image: PixelImage)]) throws {
    guard network.network.fixedBatchSize == 1, images.count > 1 else { return try addBatch(images) }
    for image in images { try addBatch([image]) }
  }

  /// All that was added.
  public func finish() -> SampledActivations {
    let columns = sources.isEmpty ? 0 : rows.count / sources.count
    return SampledActivations(
      activations: Matrix(rowCount: sources.count, columnCount: columns, elements: rows), sources: sources,
      mapHeight: map.height, mapWidth: map.width, silentCount: silentCount)
  }

  private func addBatch(_ images: [(number: Int, image: PixelImage)]) throws {
    guard !images.isEmpty else { return }
    let input = try network.input(network.tensor(of: network.visibleImages(images.map(\.image))))
    let leaf = try network.engine.withoutGradient {
      try value(of: layer.tensorName, from: [:], input: input).detached()
    }.requiringGradient()
    let view = LayerPositions(shape: leaf.shape, isChannelsLast: layer.layout == .tokens)
    map = (view.height, view.width)
    let values = try leaf.floats()
    let drawn = images.map { positions(of: $0.number, count: view.positionCount) }
    let favored = try favoredClasses(leaf, input: input, values: values, drawn: drawn, view)
    for (row, image) in images.enumerated() {
      for (place, position) in drawn[row].enumerated() {
        let activation = view.channels(of: values, row: row, position: position)
        guard activation.allSatisfy(\.isFinite) else {
          throw FeatureVisualizationError(
            .computation,
            "The layer \(layer.name) gives numbers that are none for image \(image.number). Check how images are preprocessed."
          )
        }
        guard activation.contains(where: { $0 != 0 }) else {
          silentCount += 1
          continue
        }
        rows += activation
        sources.append(.init(image.number, position: position, favoredClass: favored?[row][place]))
      }
    }
  }

  /// Different positions, ascending.
  private func positions(of image: Int, count: Int) -> [Int] {
    guard positionsPerImage < count else { return Array(0..<count) }
    var generator = SeededGenerator(seed: seed, stream: UInt64(image) &+ 0xA71A5 << 32)
    var all = Array(0..<count)
    for place in 0..<positionsPerImage {
      all.swapAt(place, place + Int(generator.nextUniform() * Double(count - place)))
    }
    return all.prefix(positionsPerImage).sorted()
  }

  private func value(of tensor: String, from given: [String: Tensor], input: Tensor) throws -> Tensor {
    var inputs = given
    inputs[network.network.inputs[0].name] = input
    guard let found = try network.executor.evaluate(inputs, outputs: [tensor])[tensor] else {
      preconditionFailure("an executor gives what it was asked for")
    }
    return found
  }

  /// For each image and each of its positions; nil where there are no scores behind the layer.
  private func favoredClasses(
    _ leaf: Tensor, input: Tensor, values: [Float], drawn: [[Int]], _ view: LayerPositions
  ) throws -> [[Int?]]? {
    guard let scores else { return nil }
    let found = try value(of: scores, from: [layer.tensorName: leaf], input: input)
    guard found.requiresGradient else { return nil }
    let classes = try mostProbable(found, imageCount: drawn.count)
    var best = drawn.map { $0.map { _ in (value: 0.0, class: Int?.none) } }
    let rounds = classes.first?.count ?? 0
    let classCount = found.shape.dropFirst().reduce(1, *)
    for round in 0..<rounds {
      var upstream = [Float](repeating: 0, count: drawn.count * classCount)
      for row in drawn.indices { upstream[row * classCount + classes[row][round]] = 1 }
      try found.backward(
        upstream: network.engine.tensor(upstream, shape: found.shape, device: network.device),
        keepingGraph: round + 1 < rounds)
      guard let slopes = try leaf.gradient()?.floats() else { return nil }
      try leaf.clearGradient()
      for row in drawn.indices {
        for (place, position) in drawn[row].enumerated() {
          let raised = view.product(values, slopes, row: row, position: position)
          if raised > best[row][place].value { best[row][place] = (raised, classes[row][round]) }
        }
      }
    }
    return best.map { $0.map(\.class) }
  }

  /// The classes with the highest scores of each image; of equal ones the first.
  private func mostProbable(_ scores: Tensor, imageCount: Int) throws -> [[Int]] {
    let values = try scores.floats()
    let count = values.count / imageCount
    return (0..<imageCount).map { row in
      (0..<count).sorted { (values[row * count + $1], $0) < (values[row * count + $0], $1) }
        .prefix(classesPerImage).map(\.self)
    }
  }
}

/// Where the channels of a position are in a layer's tensor for a batch.
private struct LayerPositions {
  let channelCount: Int
  let height: Int
  let width: Int
  private let isChannelsLast: Bool
  var positionCount: Int { height * width }

  init(shape: [Int], isChannelsLast: Bool) {
    self.isChannelsLast = isChannelsLast
    channelCount = isChannelsLast ? shape[shape.count - 1] : shape[1]
    let inner = isChannelsLast ? Array(shape.dropFirst().dropLast()) : Array(shape.dropFirst(2))
    height = inner.count > 1 ? inner[0] : 1
    width = inner.last ?? 1
  }

  private func start(row: Int, position: Int) -> Int {
    row * channelCount * positionCount + (isChannelsLast ? position * channelCount : position)
  }
  private var step: Int { isChannelsLast ? 1 : positionCount }

  func channels(of values: [Float], row: Int, position: Int) -> [Float] {
    let first = start(row: row, position: position)
    return (0..<channelCount).map { values[first + $0 * step] }
  }

  /// Σ a·b over channels, in Double.
  func product(_ left: [Float], _ right: [Float], row: Int, position: Int) -> Double {
    let first = start(row: row, position: position)
    return (0..<channelCount).reduce(0.0) { sum, channel in
      sum + Double(left[first + channel * step]) * Double(right[first + channel * step])
    }
  }
}
