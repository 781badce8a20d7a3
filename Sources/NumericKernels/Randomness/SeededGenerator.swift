/// A counter-based random number generator: number i is a hash of (seed, stream, i).
///
/// Work that is cut into independent pieces gives each piece a stream of its own; results then depend neither on the
/// order nor on the number of threads (Salmon et al. 2011, doi:10.1145/2063384.2063405). The hash is the finalizer of
/// SplitMix64 (Steele et al. 2014, doi:10.1145/2660193.2660195) over a Weyl sequence. Not for cryptography.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private let key: UInt64
  private var counter: UInt64 = 0

  /// Creates the generator of one stream of one seed.
  public init(seed: UInt64, stream: UInt64 = 0) {
    key = Self.mix(Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15) ^ (stream &* 0xD1B5_4A32_D192_ED03 &+ 0x2545_F491_4F6C_DD1D))
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    counter &+= 1
    return Self.mix(key &+ counter &* 0x9E37_79B9_7F4A_7C15)
  }

  /// A number drawn uniformly from [0, 1), with 53 random bits.
  public mutating func nextUniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// Two independent draws from the standard normal distribution (Box and Muller 1958, doi:10.1214/aoms/1177706645).
  public mutating func nextGaussianPair() -> (Double, Double) {
    let radius = (-2 * logarithm(1 - nextUniform())).squareRoot()
    let angle = 2 * Double.pi * nextUniform()
    return (radius * cosine(angle), radius * sine(angle))
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var bits = value
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}
