/// Integrates gradients along paths with as many steps as each image needs.
struct IntegratedPaths {
  typealias Integrate =
    (_ images: [Int], _ path: GradientPath, _ progress: @escaping NetworkRunner.Progress) throws -> [[Float]]

  struct Result {
    let values: [Float]
    let completeness: Completeness
  }

  private let options: IntegratedGradients
  private let baselines: [Int: [Float]]
  private let scores: [Double]
  private let baselineScores: [Double]

  init(_ runner: NetworkRunner, _ options: IntegratedGradients, scores: [Double]) throws {
    let images = runner.images
    var baselines: [Int: [Float]] = [:]
    for image in 0..<images.count {
      baselines[image] = try options.baseline.values(for: images.values[images.places(of: image)], in: images)
    }
    var found = [Double](repeating: 0, count: images.count)
    try runner.scores(
      rows: images.count, image: { $0 },
      fill: { image, values in
        guard let baseline = baselines[image] else { return }
        for (place, value) in baseline.enumerated() { values[place] = value }
      }
    ) { found[$0] = $1 }
    (self.options, self.baselines, self.scores, baselineScores) = (options, baselines, scores, found)
  }

  func path(stepCount: Int) -> GradientPath {
    GradientPath(points: PathPoints(options.rule, count: stepCount), baselines: baselines)
  }

  /// One result for each image. Those that do not add up well enough go again with twice as many steps.
  func integrate(progress: NetworkRunner.Progress?, _ integrate: Integrate) throws -> [Result] {
    let rounds = stepCounts
    let work = rounds.reduce(0, +)
    var results = [Result?](repeating: nil, count: scores.count)
    var open = Array(scores.indices)
    var done = 0
    for (round, count) in rounds.enumerated() where !open.isEmpty {
      let values = try integrate(open, path(stepCount: count)) {
        try progress?((Double(done) + Double(count) * $0) / Double(work))
      }
      done += count
      let isLast = round == rounds.count - 1
      for (image, values) in zip(open, values) {
        let completeness = completeness(of: values, image: image, stepCount: count)
        if completeness.isReached || isLast { results[image] = Result(values: values, completeness: completeness) }
      }
      open = open.filter { results[$0] == nil }
    }
    try progress?(1)
    return results.compactMap { $0 }
  }

  private var stepCounts: [Int] {
    switch options.steps {
    case .fixed(let count): return [count]
    case .automatic(_, let maximum):
      var counts = [min(maximum, IntegratedGradients.firstStepCount)]
      while let last = counts.last, last < maximum { counts.append(min(maximum, 2 * last)) }
      return counts
    }
  }

  private func completeness(of values: [Float], image: Int, stepCount: Int) -> Completeness {
    let difference = scores[image] - baselineScores[image]
    let error = values.reduce(0.0) { $0 + Double($1) } - difference
    let isReached =
      switch options.steps {
      case .fixed: true
      case .automatic(let tolerance, _): abs(error) <= tolerance * abs(difference)
      }
    return Completeness(
      stepCount: stepCount, baselineScore: baselineScores[image], error: error,
      relativeError: difference == 0 ? nil : abs(error / difference), isReached: isReached)
  }
}
