import Foundation
import NeighborSearch
import NumericKernels
import Testing

/// The fixtures that Tools/reference/embedding_fixtures.py made; summary.json names tools, versions and seed.
enum Reference {
  static func url(_ name: String) throws -> URL {
    try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil)).appendingPathComponent(name)
  }

  static func matrix(_ name: String) throws -> Matrix { try NPYFile(contentsOf: url("\(name).npy")).matrix() }

  static func integers(_ name: String) throws -> [Int32] {
    try NPYFile(contentsOf: url("\(name).npy")).int32Elements()
  }

  struct Summary: Decodable {
    let perplexity: Double
    let pcaTallVariance, pcaTallRatio, pcaWideVariance, pcaWideRatio: [Double]
    let precisions: [Double]
    let fixedKL: Double
    let tsneKL, tsneTrustworthiness: [Double]
    let umapCurves: [[Double]]
    let umapTrustworthiness2, umapTrustworthiness15: [Double]
    let trustworthiness: [String: Double]
    let trustworthinessCosine: Double
    let procrustesDisparity: Double
    let procrustesRotation: [Double]

    private enum CodingKeys: String, CodingKey {
      case perplexity, trustworthiness
      case pcaTallVariance = "pca-tall-variance"
      case pcaTallRatio = "pca-tall-ratio"
      case pcaWideVariance = "pca-wide-variance"
      case pcaWideRatio = "pca-wide-ratio"
      case precisions = "tsne-precisions"
      case fixedKL = "tsne-fixed-kl"
      case tsneKL = "tsne-kl"
      case tsneTrustworthiness = "tsne-trustworthiness"
      case umapCurves = "umap-curves"
      case umapTrustworthiness2 = "umap-trustworthiness-2"
      case umapTrustworthiness15 = "umap-trustworthiness-15"
      case trustworthinessCosine = "trustworthiness-cosine"
      case procrustesDisparity = "procrustes-disparity"
      case procrustesRotation = "procrustes-rotation"
    }
  }

  static func summary() throws -> Summary {
    try JSONDecoder().decode(Summary.self, from: Data(contentsOf: url("summary.json")))
  }

  /// The largest |x − y| / (absolute + relative · |y|); at most 1 means equal within the tolerances.
  static func deviation(
    _ found: [Float], _ expected: [Float], absolute: Float = 1e-6, relative: Float = 1e-4
  ) -> Float {
    guard found.count == expected.count else { return .infinity }
    return zip(found, expected).reduce(0) { largest, pair in
      let ratio = abs(pair.0 - pair.1) / (absolute + relative * abs(pair.1))
      return ratio.isNaN ? .infinity : max(largest, ratio)
    }
  }
}

/// Data that tests make themselves.
enum Samples {
  static func normal(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    var generator = SeededGenerator(seed: seed)
    let elements = (0..<rows * columns).map { _ in Float(generator.nextGaussianPair().0) }
    return Matrix(rowCount: rows, columnCount: columns, elements: elements)
  }

  /// `clusters` clusters of spread 1 whose centers are `separation` apart along random directions.
  static func clustered(
    _ rows: Int, _ columns: Int, clusters: Int, separation: Float, seed: UInt64
  ) -> Matrix {
    let centers = normal(clusters, columns, seed: seed &+ 1)
    var data = normal(rows, columns, seed: seed)
    for row in 0..<rows {
      for column in 0..<columns { data[row, column] += centers[row % clusters, column] * separation }
    }
    return data
  }
}
