import Foundation
import NumericKernels
import Testing

/// What a Python user gets, by Tools/reference/library_example_fixtures.py; expected.json names tools, versions and seed.
struct ExampleFixtures {
  /// Results of scikit-learn and scipy.
  struct Expected: Decodable {
    let explainedVarianceRatio: [Double]
    let trustworthiness: Double
    let neighbors: [Int]
    let neighborDistances: [Double]
    let disparity: Double
    let silhouette: Double
    let linearCKA: Double
    let correlation: Double
    let localOutlierFactor: Double
  }

  let folder: URL
  let expected: Expected

  init() throws {
    folder = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
    expected = try JSONDecoder().decode(
      Expected.self, from: Data(contentsOf: folder.appendingPathComponent("expected.json")))
  }

  func url(_ name: String) -> URL { folder.appendingPathComponent(name) }

  func matrix(_ name: String) throws -> Matrix { try NPYFile(contentsOf: url(name)).matrix() }

  func labels() throws -> [Int?] { try NPYFile(contentsOf: url("labels.npy")).int32Elements().map { Int($0) } }
}
