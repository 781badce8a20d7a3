import Foundation

/// Whether two classifiers that judged the same images differ in how often they are right: McNemar's exact test
/// (McNemar 1947, doi:10.1007/BF02295996).
///
/// Only images that one of the two gets right count. If both are equally good, each of these falls to either with
/// probability ½, so that their numbers are binomial; no approximation is made.
public struct McNemarTest: Sendable, Equatable {
  /// The probability, 0…1, of numbers at least as unequal as these if both are equally good: two-sided; 1 without any
  /// such image.
  public let pValue: Double

  /// Tests from how many images only the one and only the other gets right. O(smaller of both).
  ///
  /// Throws `badOption` for numbers below 0.
  public init(onlyFirst: Int, onlySecond: Int) throws {
    try Validation.requireOption(onlyFirst >= 0, "onlyFirst", onlyFirst, expected: "0 or more")
    try Validation.requireOption(onlySecond >= 0, "onlySecond", onlySecond, expected: "0 or more")
    let (count, fewer) = (onlyFirst + onlySecond, min(onlyFirst, onlySecond))
    // The largest term of the tail, from which each before follows by a ratio.
    let logarithm =
      lgamma(Double(count + 1)) - lgamma(Double(fewer + 1)) - lgamma(Double(count - fewer + 1)) - Double(count) * log(2)
    var (term, sum, successes) = (1.0, 1.0, fewer)
    while successes > 0, term > sum * 1e-17 {
      term *= Double(successes) / Double(count - successes + 1)
      sum += term
      successes -= 1
    }
    pValue = min(1, 2 * sum * exp(logarithm))
  }
}
