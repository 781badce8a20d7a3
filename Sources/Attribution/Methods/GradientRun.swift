/// Gradient methods, with noise or without.
struct GradientRun {
  private let runner: NetworkRunner
  private let method: GradientMethod
  private let noise: SmoothGrad?

  init(_ runner: NetworkRunner, _ method: GradientMethod, noise: SmoothGrad?) {
    (self.runner, self.method, self.noise) = (runner, method, noise)
  }

  private var images: AttributionImages { runner.images }

  func attributions(progress: NetworkRunner.Progress?) throws -> [Attribution] {
    let scores = try runner.scores()
    let all = Array(0..<images.count)
    guard case .integratedGradients(let options) = method else {
      let path = GradientPath(points: nil, baselines: [:])
      let values = try means(of: all, path, noise: noise, progress: progress)
      return all.map { attribution(values[$0], score: scores[$0]) }
    }
    let paths = try IntegratedPaths(runner, options, scores: scores)
    // The number of steps is found without noise, so that the noisy copies of an image all have the same.
    let share = noise == nil ? 1 : 0.1
    let plain = try paths.integrate(progress: progress.map { progress in { try progress(share * $0) } }) {
      try means(of: $0, $1, noise: nil, progress: $2)
    }
    guard let noise else {
      return all.map { attribution(plain[$0].values, score: scores[$0], completeness: plain[$0].completeness) }
    }
    return try all.map { image in
      let path = paths.path(stepCount: plain[image].completeness.stepCount)
      let values = try means(of: [image], path, noise: noise) {
        try progress?(share + (1 - share) * (Double(image) + $0) / Double(all.count))
      }
      return attribution(values[0], score: scores[image])
    }
  }

  private func attribution(_ values: [Float], score: Double, completeness: Completeness? = nil) -> Attribution {
    Attribution(
      shape: images.shape, values: values, isSigned: noise?.isSquared != true, score: score, completeness: completeness)
  }

  /// The method's values for some images, the mean over noisy copies: one row for each image, copy, and point of the path.
  private func means(
    of chosen: [Int], _ path: GradientPath, noise: SmoothGrad?, progress: NetworkRunner.Progress?
  ) throws -> [[Float]] {
    let (samples, points) = (noise?.sampleCount ?? 1, path.pointCount)
    let copies = NoisyCopies(images: images, noise: noise)
    var results: [[Float]] = []
    var (total, integral) = ([Double](repeating: 0, count: images.size), [Double](repeating: 0, count: images.size))
    func parts(_ row: Int) -> (image: Int, sample: Int, point: Int) {
      (chosen[row / (samples * points)], row / points % samples, row % points)
    }
    try runner.gradients(
      rows: chosen.count * samples * points, image: { parts($0).image },
      fill: { row, values in
        let (image, sample, point) = parts(row)
        copies.write(image, sample, into: values)
        path.move(values, of: image, to: point)
      }, progress: progress
    ) { row, values, gradient in
      let (image, sample, point) = parts(row)
      path.add(gradient, at: point, to: &integral)
      guard point == points - 1 else { return }
      finish(&integral, image: image, sample: sample, values, path, copies)
      for place in total.indices {
        total[place] += noise?.isSquared == true ? integral[place] * integral[place] : integral[place]
        integral[place] = 0
      }
      guard sample == samples - 1 else { return }
      let mean = total.map { Float($0 / Double(samples)) }
      try requireFinite(mean, image: image)
      results.append(mean)
      for place in total.indices { total[place] = 0 }
    }
    return results
  }

  /// Makes attributions of gradients.
  private func finish(
    _ integral: inout [Double], image: Int, sample: Int, _ values: UnsafeBufferPointer<Float>, _ path: GradientPath,
    _ copies: NoisyCopies
  ) {
    switch method {
    case .saliency: break
    case .gradientTimesInput: for place in integral.indices { integral[place] *= Double(values[place]) }
    case .integratedGradients:
      var copy = [Float](repeating: 0, count: images.size)
      copy.withUnsafeMutableBufferPointer { copies.write(image, sample, into: $0) }
      guard let baseline = path.baselines[image] else { preconditionFailure("a path begins somewhere") }
      for place in integral.indices { integral[place] *= Double(copy[place]) - Double(baseline[place]) }
    }
  }

  private func requireFinite(_ values: [Float], image: Int) throws {
    guard let value = values.first(where: { !$0.isFinite }) else { return }
    throw AttributionError(
      .computation,
      "The attribution for image \(image) has the value \(value). Expected finite numbers: the network's gradient is not "
        + "finite there (a root or a logarithm of zero), or the image's values are far from those it was trained with.")
  }
}

/// Where gradients are taken: at the image, or at points of a path from a baseline to it.
struct GradientPath {
  /// Nil at the image only.
  let points: PathPoints?
  /// The baseline of each image, where there is a path.
  let baselines: [Int: [Float]]

  var pointCount: Int { points?.positions.count ?? 1 }

  /// Moves an image to a point of its path.
  func move(_ values: UnsafeMutableBufferPointer<Float>, of image: Int, to point: Int) {
    guard let points, let baseline = baselines[image] else { return }
    let position = points.positions[point]
    for place in values.indices {
      let start = Double(baseline[place])
      values[place] = Float(start + position * (Double(values[place]) - start))
    }
  }

  /// Adds the gradient at a point with its weight.
  func add(_ gradient: UnsafeBufferPointer<Float>, at point: Int, to integral: inout [Double]) {
    let weight = points?.weights[point] ?? 1
    for place in integral.indices { integral[place] += weight * Double(gradient[place]) }
  }
}
