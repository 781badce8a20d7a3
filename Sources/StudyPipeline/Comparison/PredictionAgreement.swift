import RepresentationAnalysis
import StudyStore

/// How often two networks are right about the same images.
///
/// Counted are images with a label that an output of both networks is matched to.
public struct PredictionAgreement: Sendable, Equatable, Codable {
  /// Images that both get right.
  public let both: Int
  /// Images that only the first gets right.
  public let onlyA: Int
  /// Images that only the second gets right.
  public let onlyB: Int
  /// Images that neither gets right.
  public let neither: Int
  /// McNemar's exact test, two-sided: how probable such unequal numbers are if both are equally good; 0…1.
  public let pValue: Double

  /// Counts; nil where one of the two has no predictions, or no image can be scored by both.
  init?(_ study: Study, a: String, b: String) throws {
    guard let first = try study.database.predictionColumns(ofModel: a)?.correct,
      let second = try study.database.predictionColumns(ofModel: b)?.correct
    else { return nil }
    let scored = zip(first, second).filter { $0 >= 0 && $1 >= 0 }
    guard !scored.isEmpty else { return nil }
    both = scored.count { $0 == 1 && $1 == 1 }
    onlyA = scored.count { $0 == 1 && $1 == 0 }
    onlyB = scored.count { $0 == 0 && $1 == 1 }
    neither = scored.count { $0 == 0 && $1 == 0 }
    pValue = try McNemarTest(onlyFirst: onlyA, onlySecond: onlyB).pValue
  }
}
