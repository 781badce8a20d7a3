import Foundation
import NeighborSearch
import NumericKernels
import Testing

@Suite("Metrics by name, and their keys")
struct DistanceMetricTests {
  @Test("a metric is read back from its name, alone and coded")
  func names() throws {
    let metrics = DistanceMetric.allCases + [.minkowski(exponent: 1.5)]
    #expect(
      metrics.map(\.rawValue) == [
        "euclidean", "cosine", "correlation", "manhattan", "chebyshev", "minkowski:3", "minkowski:1.5",
      ])
    for metric in metrics {
      #expect(DistanceMetric(rawValue: metric.rawValue) == metric)
      let coded = try JSONEncoder().encode([metric])
      #expect(String(decoding: coded, as: UTF8.self) == "[\"\(metric.rawValue)\"]")
      #expect(try JSONDecoder().decode([DistanceMetric].self, from: coded) == [metric])
    }
    for name in ["", "Euclidean", "minkowski", "minkowski:", "minkowski:0.5", "minkowski:inf", "minkowski:nan"] {
      #expect(DistanceMetric(rawValue: name) == nil, "\(name)")
    }
  }

  @Test("keys order rows as distances do, but for their slack", arguments: DistanceMetric.allCases)
  func keys(metric: DistanceMetric) throws {
    let data = BruteForce.random(1100, 21, seed: 4, offset: 1)
    let space = try DistanceSpace(data, metric: metric)
    var keys = [Float](repeating: .nan, count: 5 * 1100)
    space.keys(13..<18, into: &keys)
    for row in 13..<18 {
      let own = Array(keys[(row - 13) * 1100..<(row - 12) * 1100])
      let distances = (0..<1100).map { space.distance(row, $0, key: own[$0]) }
      for (first, second) in zip(0..<1099, 1..<1100) where distances[first] < distances[second] {
        let slack = 2 * space.slack(row: row, key: max(own[first], own[second]))
        #expect(own[first] <= own[second] + slack)
      }
      for other in 0..<1100 {
        let expected = BruteForce.distance(data, row, data, other, metric)
        #expect(abs(Double(distances[other]) - expected) <= 3e-7 * (1 + expected))
      }
    }
  }
}
