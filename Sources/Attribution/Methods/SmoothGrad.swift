/// Attributions averaged over noisy copies of the image (Smilkov et al. 2017, arXiv:1706.03825).
public struct SmoothGrad: Sendable, Equatable, Codable {
  /// The number of noisy copies.
  public var sampleCount: Int
  /// The deviation of the Gaussian noise, as a share of the range (largest less smallest value) of the image.
  public var noise: Double
  /// Whether squares are averaged instead of values (Hooker et al. 2019, arXiv:1806.10758).
  public var isSquared: Bool
  /// The noise follows from it. Every image gets the same pattern, so that it does not matter which others go with it.
  public var seed: UInt64

  /// Creates options; the defaults are those of the paper.
  public init(sampleCount: Int = 50, noise: Double = 0.15, isSquared: Bool = false, seed: UInt64 = 42) {
    (self.sampleCount, self.noise, self.isSquared, self.seed) = (sampleCount, noise, isSquared, seed)
  }

  func validate() throws {
    try AttributionError.option(
      (1...10_000).contains(sampleCount), "\(sampleCount) noisy copies were asked for. Expected 1 to 10000.")
    try AttributionError.option(
      noise >= 0 && noise <= 10, "Noise of \(noise) times the image's range was asked for. Expected 0 to 10.")
  }
}
