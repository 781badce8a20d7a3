import ArgumentParser
import NumericKernels
import TrailBundling

/// Where trails come from and where they go.
struct TrailArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Trails x points x 2; or edges x 4, as x, y, x, y; or points x 2 with --offsets.", valueName: "in.npy"),
    completion: .file())
  var input: String

  @Option(
    help: ArgumentHelp(
      "Where each trail begins among the points of the input, and the number of points at the end.",
      valueName: "offsets.npy"), completion: .file())
  var offsets: String?

  @Option(help: "Where the bundled trails go: trails x --points x 2.", completion: .file())
  var output: String

  @Option(help: "The number of points of each trail of the output, at equal distances. (default: 64)")
  var points: Int?

  @Option(
    help: ArgumentHelp(
      "Where offsets like those of --offsets go. The output is then points x 2, more of them for longer trails.",
      valueName: "offsets.npy"), completion: .file())
  var outputOffsets: String?

  func validate() throws {
    guard points == nil || outputOffsets == nil else {
      throw ValidationError("--points has no meaning with --output-offsets: each trail has its own number of points.")
    }
    guard points.map({ $0 >= 2 }) ?? true else { throw ValidationError("--points must be at least 2.") }
  }

  func read(_ job: ArrayJob) throws -> Trails {
    let (values, shape) = try job.elements(input, as: "input")
    let x = stride(from: 0, to: values.count, by: 2).map { values[$0] }
    let y = stride(from: 1, to: values.count, by: 2).map { values[$0] }
    switch (shape.count, shape.last, offsets) {
    case (2, 2, let offsets?):
      return try Trails(x: x, y: y, offsets: try job.integers(offsets, as: "offsets"))
    case (3, 2, nil) where shape[1] >= 2:
      return try Trails(x: x, y: y, pointsPerTrail: shape[1])
    case (2, 4, nil):
      return try Trails(x: x, y: y, pointsPerTrail: 2)
    default:
      throw ArrayJobError(
        kind: .badInput,
        description:
          "\(input) has shape \(shape)\(offsets == nil ? "" : ", with --offsets"); expected is trails x points "
          + "(at least 2) x 2, edges x 4, or points x 2 with --offsets. Reshape it first.")
    }
  }

  func write(_ trails: Trails, _ job: ArrayJob) throws {
    let pointsPerTrail = points ?? 64
    let written =
      try outputOffsets == nil ? trails.resampled(pointsPerTrail: pointsPerTrail, parallel: job.parallel) : trails
    var elements: [Float] = []
    elements.reserveCapacity(2 * written.pointCount)
    for point in 0..<written.pointCount {
      elements.append(written.x[point])
      elements.append(written.y[point])
    }
    if let outputOffsets {
      try job.write(elements, shape: [written.pointCount, 2], to: output, as: "output")
      let offsets = written.offsets.map { Int32($0) }
      try job.write(offsets, shape: [offsets.count], to: outputOffsets, as: "offsets")
    } else {
      try job.write(elements, shape: [written.count, pointsPerTrail, 2], to: output, as: "output")
    }
  }
}
