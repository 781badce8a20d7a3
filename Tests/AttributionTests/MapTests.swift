import Attribution
import Foundation
import NumericKernels
import Testing

/// What needs no network.
@Suite("Maps and numerics")
struct MapTests {
  private struct File: Decodable {
    let first: CaptumFixture.Values
    let second: CaptumFixture.Values
    let structuralSimilarity: Double
    let rankCorrelation: Double
    let blurred: CaptumFixture.Values
  }

  @Test("a blur agrees with SciPy's, plane by plane")
  func blur() throws {
    let file = try JSONDecoder().decode(File.self, from: fixture("maps"))
    let (height, width) = (file.first.shape[0], file.first.shape[1])
    let other = file.first.values.map { 3 - $0 }
    let found = GaussianBlur(deviation: 1.3).applied(
      to: file.first.values + other, channels: 2, height: height, width: width)
    let expected = file.blurred.values
    #expect(difference(found, expected + expected.map { 3 - $0 }) < 1e-6)
  }

  @Test("structural similarity and rank correlation agree with scikit-image and SciPy")
  func similarity() throws {
    let file = try JSONDecoder().decode(File.self, from: fixture("maps"))
    let (height, width) = (file.first.shape[0], file.first.shape[1])
    let maps = [file.first, file.second].map {
      HeatMap(height: height, width: width, values: $0.values, isSigned: false)
    }
    let found = MapSimilarity(maps[0], maps[1])
    #expect(abs(try #require(found.structuralSimilarity) - file.structuralSimilarity) < 1e-6)
    #expect(abs(try #require(found.rankCorrelation) - file.rankCorrelation) < 1e-12)
    let same = MapSimilarity(maps[0], maps[0])
    #expect(abs(try #require(same.structuralSimilarity) - 1) < 1e-12 && same.rankCorrelation == 1)
  }

  @Test("signs count where they shall, and maps that are the same everywhere are not compared")
  func signs() throws {
    let values: [Float] = [3, -1, 2, -4, 0, 1]
    let map = HeatMap(height: 2, width: 3, values: values, isSigned: true)
    let turned = HeatMap(height: 2, width: 3, values: values.map { -$0 }, isSigned: true)
    let found = MapSimilarity(map, turned)
    #expect(found.rankCorrelation == 1 && found.signedRankCorrelation == -1)
    let flat = HeatMap(height: 2, width: 3, values: Array(repeating: 2, count: 6), isSigned: true)
    #expect(MapSimilarity(map, flat) == MapSimilarity(flat, map))
    #expect(MapSimilarity(map, flat).structuralSimilarity == nil && MapSimilarity(map, flat).rankCorrelation == nil)
  }

  @Test("ranks of negative and equal numbers: the mean of their places")
  func ranks() {
    #expect(Correlation.ranks([2, -1, -0.0, 0, -3, 2]) == [5.5, 2, 3.5, 3.5, 1, 5.5])
  }

  @Test("enlarged maps keep the values at the middles of pixels and lie between them elsewhere")
  func enlargement() {
    let map = HeatMap(height: 1, width: 2, values: [0, 4], isSigned: false)
    #expect(BilinearEnlargement.enlarge(map, height: 1, width: 4).values == [0, 1, 3, 4])
    #expect(BilinearEnlargement.enlarge(map, height: 2, width: 2).values == [0, 4, 0, 4])
    #expect(BilinearEnlargement.enlarge(map, height: 1, width: 2) == map)
  }

  @Test(
    "points of a path integrate polynomials: Gauss and Legendre up to twice their number less one", arguments: 1...9)
  func pathPoints(_ count: Int) {
    let points = PathPoints(.gaussLegendre, count: count)
    #expect(points.positions == points.positions.sorted())
    for degree in 0..<2 * count {
      let integral = zip(points.positions, points.weights).reduce(0.0) { $0 + $1.1 * pow($1.0, Double(degree)) }
      #expect(abs(integral - 1 / Double(degree + 1)) < 1e-13)
    }
    let middles = PathPoints(.midpoint, count: count)
    #expect(abs(middles.weights.reduce(0, +) - 1) < 1e-15 && middles.positions[0] == 0.5 / Double(count))
  }

  @Test("many points stay between 0 and 1, with weights that sum to 1")
  func manyPoints() {
    let points = PathPoints(.gaussLegendre, count: 4096)
    #expect(zip(points.positions, points.positions.dropFirst()).allSatisfy { $0 < $1 })
    #expect(points.positions[0] > 0 && points.positions[4095] < 1)
    #expect(abs(points.weights.reduce(0, +) - 1) < 1e-10)
  }
}
