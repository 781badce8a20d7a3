import ONNXModel
import TensorEngine

/// A target found in a network: the tensor that holds it, and where in an image's part of it.
struct ResolvedTarget {
  private enum Kind {
    /// The class of every image.
    case classes([Int])
    case unit(UnitTarget, axis: Int)
  }

  /// The places of a tensor's row whose mean is the target's value.
  private struct Places {
    let start: Int
    let step: Int
    let count: Int

    var indices: StrideTo<Int> { stride(from: start, to: start + step * count, by: step) }
  }

  /// The tensor that holds the target.
  let tensor: String
  /// The nodes on the way from the image to it, in order.
  let nodes: [NodeDescription]
  private let kind: Kind
  private let classCount: Int
  private let file: String

  init(_ target: AttributionTarget, in network: ONNXNetwork, imageCount: Int) throws {
    file = network.fileName
    switch target {
    case .classScore(let index):
      (tensor, classCount) = try Self.classes([index], of: network)
      kind = .classes(Array(repeating: index, count: imageCount))
    case .classScores(let indices):
      guard indices.count == imageCount else {
        throw AttributionError(
          .badTarget, "\(indices.count) classes were given for \(imageCount) images. Give one for each.")
      }
      (tensor, classCount) = try Self.classes(indices, of: network)
      kind = .classes(indices)
    case .unit(let unit):
      let layer = try Self.layer(unit, of: network)
      (tensor, classCount) = (layer.tap.tensorName, 0)
      kind = .unit(unit, axis: layer.axis)
    }
    let made = network.nodes.making([tensor])
    let imaged = made.tensors(madeFrom: Set(network.inputs.map(\.name)))
    nodes = made.filter { $0.outputs.contains(where: imaged.contains) }
    guard imaged.contains(tensor) else {
      throw AttributionError(
        .badTarget,
        "`\(tensor)` of \(file) does not depend on the image. Choose a layer that does (see `strata layers`).")
    }
  }

  /// The target's value for each row of the tensor.
  func scores(_ output: Tensor, images: [Int]) throws -> [Double] {
    let length = try rowLength(output.shape, rows: images.count)
    return try output.withValues { values in
      try images.enumerated().map { row, image in
        let places = try self.places(image: image, in: output.shape)
        let sum = places.indices.reduce(0.0) { $0 + Double(values[row * length + $1]) }
        let score = sum / Double(places.count)
        guard score.isFinite else {
          throw AttributionError(
            .computation,
            "The target's value for image \(image) is \(score). Expected a finite number; check how the image is "
              + "preprocessed.")
        }
        return score
      }
    }
  }

  /// The gradient of the sum of the rows' targets with respect to the tensor.
  func slope(for shape: [Int], images: [Int]) throws -> [Float] {
    let length = try rowLength(shape, rows: images.count)
    var slope = [Float](repeating: 0, count: images.count * length)
    for (row, image) in images.enumerated() {
      let places = try self.places(image: image, in: shape)
      for place in places.indices { slope[row * length + place] = 1 / Float(places.count) }
    }
    return slope
  }

  private func rowLength(_ shape: [Int], rows: Int) throws -> Int {
    let length = shape.dropFirst().reduce(1, *)
    guard shape.first == rows, length > 0, classCount == 0 || length == classCount else {
      let expected = classCount == 0 ? "" : " of \(classCount) values"
      throw AttributionError(
        .computation,
        "`\(tensor)` of \(file) has the shape \(shape) for \(rows) images. Expected a row\(expected) for each; export the "
          + "network with a free number of images.")
    }
    return length
  }

  private func places(image: Int, in shape: [Int]) throws -> Places {
    switch kind {
    case .classes(let classes): return Places(start: classes[image], step: 1, count: 1)
    case .unit(let unit, let axis):
      let channels = shape[axis]
      let sizes = axis == 1 ? Array(shape[2...]) : Array(shape[1..<axis])
      guard (0..<channels).contains(unit.channel) else {
        throw Self.stray("channel \(unit.channel)", unit, "0 to \(channels - 1)", file)
      }
      let place = try unit.position.map { try Self.place($0, in: sizes, of: unit, file: file) }
      let (own, step) = axis == 1 ? (unit.channel * sizes.reduce(1, *), 1) : (unit.channel, channels)
      return Places(start: own + (place ?? 0) * step, step: step, count: place == nil ? sizes.reduce(1, *) : 1)
    }
  }
}

extension ResolvedTarget {
  private static func classes(_ indices: [Int], of network: ONNXNetwork) throws -> (String, Int) {
    guard let head = network.classifierHead else {
      throw AttributionError(
        .badTarget,
        "\(network.fileName) does not end in classes. Expected an output [N, classes] of real numbers; attribute a unit "
          + "of a layer instead.")
    }
    if let stray = indices.first(where: { !(0..<head.classCount).contains($0) }) {
      throw AttributionError(
        .badTarget,
        "\(network.fileName) has no class \(stray). Expected 0 to \(head.classCount - 1), the places of its outputs.")
    }
    return (head.scores, head.classCount)
  }

  private static func layer(_ unit: UnitTarget, of network: ONNXNetwork) throws -> (tap: TapPoint, axis: Int) {
    guard let tap = network.tapPoint(named: unit.layer) else {
      throw AttributionError(
        .badTarget,
        "\(network.fileName) has no layer `\(unit.layer)`. Expected the name or the tensor of one of its "
          + "\(network.tapPoints.count) activations (see `strata layers`).")
    }
    guard let channels = tap.channels else {
      throw AttributionError(
        .badTarget,
        "The layer \(tap.name) of \(network.fileName) has the shape \(tap.shapeText), in which units cannot be told. "
          + "Expected [N, channels, …] or [N, …, features] with a known number of them.")
    }
    guard !tap.isInput else {
      throw AttributionError(
        .badTarget, "`\(tap.name)` is the input of \(network.fileName) itself. Choose a layer after it.")
    }
    guard (0..<channels.count).contains(unit.channel) else {
      throw stray("channel \(unit.channel)", unit, "0 to \(channels.count - 1)", network.fileName)
    }
    let sizes = channels.axis == 1 ? Array(tap.shape[2...]) : Array(tap.shape[1..<channels.axis])
    if let position = unit.position { _ = try place(position, in: sizes, of: unit, file: network.fileName) }
    return (tap, channels.axis)
  }

  /// The place of a position among all; sizes that are not known before the network runs are not checked.
  private static func place(_ position: [Int], in sizes: [Int?], of unit: UnitTarget, file: String) throws -> Int {
    let fits = zip(position, sizes).allSatisfy { position, size in position >= 0 && size.map { position < $0 } ?? true }
    guard position.count == sizes.count, fits else {
      let wish =
        sizes.isEmpty
        ? "none, since it is one vector"
        : "one in \(sizes.map { $0.map(String.init) ?? "any" }.joined(separator: " × "))"
      throw stray("position \(position)", unit, wish, file)
    }
    return zip(position, sizes).reduce(0) { $0 * ($1.1 ?? 1) + $1.0 }
  }

  private static func stray(_ what: String, _ unit: UnitTarget, _ expected: String, _ file: String) -> AttributionError
  {
    AttributionError(.badTarget, "The layer \(unit.layer) of \(file) has no \(what). Expected \(expected).")
  }
}
