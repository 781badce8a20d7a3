import GraphExecution
import ONNXModel
import TensorEngine

/// Runs a network on rows, which are images or changed copies of images, in batches.
struct NetworkRunner {
  typealias Fill = (_ row: Int, _ values: UnsafeMutableBufferPointer<Float>) throws -> Void
  typealias Progress = (_ fraction: Double) throws -> Void

  let executor: GraphExecutor
  let images: AttributionImages
  let target: ResolvedTarget
  let sizes: BatchSizes

  private var input: String { executor.network.inputs[0].name }
  var engine: TensorEngine { executor.engine }

  /// The target's value for rows; `image` tells of which image a row is.
  func scores(
    rows: Int, image: (Int) -> Int, fill: Fill, progress: Progress? = nil,
    body: (_ row: Int, _ score: Double) throws -> Void
  ) throws {
    try forEachBatch(rows, size: sizes.withoutGradients, fill: fill, progress: progress) { batch, values in
      let inputs = [input: try tensor(values)]
      let output = try engine.withoutGradient { try evaluate(inputs, target.tensor) }
      let found = try target.scores(output, images: paddedImages(batch, values, image))
      for (place, row) in batch.enumerated() { try body(row, found[place]) }
    }
  }

  /// The target's value for every image.
  func scores() throws -> [Double] {
    var found = [Double](repeating: 0, count: images.count)
    try scores(rows: images.count, image: { $0 }, fill: copy) { found[$0] = $1 }
    return found
  }

  /// All values of the target's tensor for some images, as many as fit into one batch.
  func outputs(_ batch: Range<Int>) throws -> [[Float]] {
    var rows: [[Float]] = []
    try forEachBatch(
      batch.count, size: sizes.withoutGradients, fill: { copy(batch.lowerBound + $0, into: $1) }, progress: nil
    ) { own, values in
      let inputs = [input: try tensor(values)]
      let output = try engine.withoutGradient { try evaluate(inputs, target.tensor) }
      _ = try target.scores(output, images: paddedImages(own, values) { batch.lowerBound + $0 })
      let found = try output.floats()
      let length = found.count / output.shape[0]
      rows += own.indices.map { Array(found[$0 * length..<($0 + 1) * length]) }
    }
    return rows
  }

  /// The gradients of the target with respect to rows; the body also gets the row that was run.
  func gradients(
    rows: Int, image: (Int) -> Int, fill: Fill, progress: Progress? = nil,
    body: (_ row: Int, _ values: UnsafeBufferPointer<Float>, _ gradient: UnsafeBufferPointer<Float>) throws -> Void
  ) throws {
    try forEachBatch(rows, size: sizes.withGradients, fill: fill, progress: progress) { batch, values in
      let leaf = try tensor(values).requiringGradient()
      let gradient = try gradient(
        of: evaluate([input: leaf], target.tensor), to: leaf, images: paddedImages(batch, values, image))
      try gradient.withValues { slopes in
        for (place, row) in batch.enumerated() {
          let part = place * images.size..<(place + 1) * images.size
          try body(row, UnsafeBufferPointer(rebasing: values[part]), UnsafeBufferPointer(rebasing: slopes[part]))
        }
      }
    }
  }

  /// The activations of a layer for every image, with the gradients of the target with respect to them.
  func layerGradients(
    _ layer: String, progress: Progress?,
    body: (_ batch: Range<Int>, _ activations: Tensor, _ gradient: Tensor) throws -> Void
  ) throws {
    try forEachBatch(images.count, size: sizes.withGradients, fill: copy, progress: progress) { batch, values in
      let image = try tensor(values)
      let leaf = try engine.withoutGradient { try evaluate([input: image], layer).detached() }.requiringGradient()
      let output = try evaluate([input: image, layer: leaf], target.tensor)
      try body(batch, leaf, gradient(of: output, to: leaf, images: paddedImages(batch, values) { $0 }))
    }
  }

  func copy(_ image: Int, into values: UnsafeMutableBufferPointer<Float>) {
    for (offset, place) in images.places(of: image).enumerated() { values[offset] = images.values[place] }
  }

  private func gradient(of output: Tensor, to leaf: Tensor, images: [Int]) throws -> Tensor {
    _ = try target.scores(output, images: images)
    guard output.requiresGradient else { throw independent() }
    let shape = output.shape
    try output.backward(
      upstream: engine.tensor(target.slope(for: shape, images: images), shape: shape, device: executor.device))
    guard let gradient = try leaf.gradient() else { throw independent() }
    return gradient
  }

  private func independent() -> AttributionError {
    AttributionError(
      .badTarget,
      "`\(target.tensor)` of \(executor.network.fileName) has no gradient with respect to the image: it does not depend on "
        + "it, or only through rounding or comparisons. Choose another target, or use occlusion.")
  }

  private func evaluate(_ inputs: [String: Tensor], _ name: String) throws -> Tensor {
    guard let output = try executor.evaluate(inputs, outputs: [name])[name] else {
      preconditionFailure("an executor gives what it was asked for")
    }
    return output
  }

  private func tensor(_ values: UnsafeMutableBufferPointer<Float>) throws -> Tensor {
    try engine.tensor(
      UnsafeBufferPointer(values), shape: [values.count / images.size] + images.shape, device: executor.device)
  }

  /// The image of each row of a batch; a batch of fixed size is filled up with its first row.
  private func paddedImages(
    _ batch: Range<Int>, _ values: UnsafeMutableBufferPointer<Float>, _ image: (Int) -> Int
  ) -> [Int] {
    let own = batch.map(image)
    return own + Array(repeating: own[0], count: values.count / images.size - own.count)
  }

  private func forEachBatch(
    _ rows: Int, size: Int, fill: Fill, progress: Progress?,
    _ body: (_ batch: Range<Int>, _ values: UnsafeMutableBufferPointer<Float>) throws -> Void
  ) throws {
    let (length, isFixed) = (images.size, sizes.isFixed)
    var buffer = [Float](repeating: 0, count: (isFixed ? size : min(size, rows)) * length)
    try buffer.withUnsafeMutableBufferPointer { buffer in
      for start in stride(from: 0, to: rows, by: size) {
        let batch = start..<min(rows, start + size)
        for row in 0..<(isFixed ? size : batch.count) {
          let part = UnsafeMutableBufferPointer(rebasing: buffer[row * length..<(row + 1) * length])
          try fill(row < batch.count ? start + row : start, part)
        }
        let filled = isFixed ? size : batch.count
        try body(batch, UnsafeMutableBufferPointer(rebasing: buffer[..<(filled * length)]))
        try progress?(Double(batch.upperBound) / Double(rows))
      }
    }
  }
}
