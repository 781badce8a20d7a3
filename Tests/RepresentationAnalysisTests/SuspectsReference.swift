import Foundation
import Testing

/// What Tools/reference/suspects_fixtures.py computed.
struct SuspectsReference: Decodable {
  let flipped: [Int]
  let thresholds: [Double]
  let joint: [Int]
  let calibrated: [Double]
  let issues: [Int]
  let outlierFactors: [Double]
  let units: [Int]
  let areas, pValues, correctedPValues: [Double]
  let cramersV, normalizedInformation: Double

  static func load() throws -> SuspectsReference {
    let folder = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
    return try JSONDecoder().decode(
      SuspectsReference.self, from: Data(contentsOf: folder.appendingPathComponent("suspects.json")))
  }
}
