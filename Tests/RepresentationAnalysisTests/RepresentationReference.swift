import Foundation
import NumericKernels
import Testing

/// The fixtures that Tools/reference/representation_fixtures.py made; summary.json names tools and versions.
enum RepresentationReference {
  struct Layer: Decodable {
    let effectiveRank, participationRatio, twoNN, twoNNWithoutDiscarding, silhouette, probeAccuracy: Double
    let componentsFor90Percent: Int
  }

  struct Summary: Decodable {
    let first, second: Layer
    let cka: Double

    subscript(name: String) -> Layer { name == "first" ? first : second }
  }

  static let layers = ["first", "second"]

  private static func url(_ name: String) throws -> URL {
    try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil)).appendingPathComponent(name)
  }

  static func summary() throws -> Summary {
    try JSONDecoder().decode(Summary.self, from: Data(contentsOf: url("summary.json")))
  }

  static func matrix(_ name: String) throws -> Matrix { try NPYFile(contentsOf: url("\(name).npy")).matrix() }

  static func integers(_ name: String) throws -> [Int] {
    try NPYFile(contentsOf: url("\(name).npy")).int32Elements().map(Int.init)
  }

  /// Normal deviates from a seed.
  static func normal(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    var generator = SeededGenerator(seed: seed)
    let elements = (0..<rows * columns).map { _ -> Float in
      let radius = Double.random(in: 1e-12..<1, using: &generator)
      let angle = Double.random(in: 0..<1, using: &generator)
      return Float((-2 * log(radius)).squareRoot() * cos(2 * .pi * angle))
    }
    return Matrix(rowCount: rows, columnCount: columns, elements: elements)
  }
}
