/// What `KDEBundling` can be told. Lengths are shares of the longer side of the rectangle around all trails.
public struct KDEBundlingOptions: Sendable, Equatable {
  /// The radius of the kernel in the first iteration, above 0 and up to 0.5. Default 0.05.
  public var bandwidth = 0.05
  /// What the bandwidth is multiplied by after each iteration, above 0 and up to 1. Default 0.9.
  public var bandwidthDecay = 0.9
  /// The number of times that the density is estimated anew, 0 to 1,000. Default 15.
  public var iterationCount = 15
  /// The number of steps along the gradient of one density, 1 to 100. Default 5.
  public var advectionStepCount = 5
  /// How often a trail is smoothed in each iteration, 0 to 1,000. Default 2.
  public var smoothingCount = 2
  /// The longest distance of the points of a trail at the start, above 0 and up to 1. Default 0.01.
  public var sampleStep = 0.01
  /// The cells of the density's grid along the longer side, 32 to 4,096. Default 512.
  public var gridSize = 512

  /// The default options.
  public init() {}

  func validate() throws {
    func require(_ condition: Bool, _ name: String, _ value: some Any, _ expected: String) throws {
      try TrailBundlingError.require(condition, name, value, expected: expected)
    }
    try require((0...0.5).contains(bandwidth) && bandwidth > 0, "bandwidth", bandwidth, "a number above 0, up to 0.5,")
    try require(
      (0...1).contains(bandwidthDecay) && bandwidthDecay > 0, "bandwidthDecay", bandwidthDecay,
      "a number above 0, up to 1,")
    try require((0...1000).contains(iterationCount), "iterationCount", iterationCount, "0 to 1,000")
    try require((1...100).contains(advectionStepCount), "advectionStepCount", advectionStepCount, "1 to 100")
    try require((0...1000).contains(smoothingCount), "smoothingCount", smoothingCount, "0 to 1,000")
    try require((0...1).contains(sampleStep) && sampleStep > 0, "sampleStep", sampleStep, "a number above 0, up to 1,")
    try require((32...4096).contains(gridSize), "gridSize", gridSize, "32 to 4,096")
  }
}
