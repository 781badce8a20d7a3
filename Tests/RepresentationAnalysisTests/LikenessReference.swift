import Foundation
import NeighborSearch
import Testing

/// What Tools/reference/likeness_fixtures.py found; likeness.json names its tools.
struct LikenessReference: Decodable {
  struct Chance: Decodable {
    let count, items: Int
    let overlap: Double
  }

  struct Pair: Decodable {
    let onlyFirst, onlySecond: Int
    let p: Double
  }

  let procrustes, procrustesOf16, overlap: Double
  let kept, overlapOfFirstItems: [Double]
  let expected: [Chance]
  let mcnemar: [Pair]

  static func read() throws -> LikenessReference {
    let folder = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
    return try JSONDecoder().decode(
      LikenessReference.self, from: Data(contentsOf: folder.appendingPathComponent("likeness.json")))
  }

  /// The 20 nearest neighbors of each item of the two layers.
  static func graphs() throws -> [NeighborGraph] {
    try RepresentationReference.layers.map {
      try NearestNeighbors(metric: .euclidean).neighbors(of: RepresentationReference.matrix($0), neighborCount: 20)
    }
  }
}
