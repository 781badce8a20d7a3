import GraphExecution
import ONNXModel
import TensorEngine

/// Grad-CAM on a batch of images.
struct GradCAMRun {
  private let runner: NetworkRunner
  private let options: GradCAM
  private let layer: FeatureLayer

  init(_ runner: NetworkRunner, _ options: GradCAM) throws {
    layer = try FeatureLayer(named: options.layer, in: runner.executor.network, before: runner.target)
    (self.runner, self.options) = (runner, options)
  }

  func attributions(progress: NetworkRunner.Progress?) throws -> [Attribution] {
    let (_, height, width) = try runner.images.planes(for: "Grad-CAM")
    let scores = try runner.scores()
    var found: [Attribution] = []
    try runner.layerGradients(layer.tap.tensorName, progress: progress) { batch, activations, gradient in
      let shape = activations.shape
      let grid = try layer.grid(of: shape)
      try activations.withValues { values in
        try gradient.withValues { slopes in
          for (row, image) in batch.enumerated() {
            let length = shape.dropFirst().reduce(1, *)
            let part = row * length..<(row + 1) * length
            let map = try map(
              UnsafeBufferPointer(rebasing: values[part]), UnsafeBufferPointer(rebasing: slopes[part]), shape, grid,
              image)
            let large = BilinearEnlargement.enlarge(map, height: height, width: width)
            found.append(
              Attribution(
                shape: [height, width], values: large.values, isSigned: !options.isRectified, score: scores[image],
                layer: layer.tap.name))
          }
        }
      }
    }
    return found
  }

  /// The weighted sum of one image's maps. Sums in Double, in the order of the channels.
  private func map(
    _ values: UnsafeBufferPointer<Float>, _ slopes: UnsafeBufferPointer<Float>, _ shape: [Int],
    _ grid: (height: Int, width: Int, first: Int), _ image: Int
  ) throws -> HeatMap {
    let isTokens = layer.tap.layout == .tokens
    let channels = isTokens ? shape[shape.count - 1] : shape[1]
    let positions = grid.height * grid.width
    let (channelStep, positionStep) = isTokens ? (1, channels) : (positions, 1)
    var sums = [Double](repeating: 0, count: positions)
    for channel in 0..<channels {
      let start = channel * channelStep + grid.first * positionStep
      var weight = 0.0
      for position in 0..<positions { weight += Double(slopes[start + position * positionStep]) }
      weight /= Double(positions)
      for position in 0..<positions { sums[position] += weight * Double(values[start + position * positionStep]) }
    }
    guard sums.allSatisfy(\.isFinite) else {
      throw AttributionError(
        .computation,
        "The Grad-CAM of image \(image) at the layer \(layer.tap.name) is not finite. Check how the image is preprocessed."
      )
    }
    return HeatMap(
      height: grid.height, width: grid.width, values: sums.map { Float(options.isRectified ? max(0, $0) : $0) },
      isSigned: !options.isRectified)
  }
}
