import EmbeddingMethods
import Foundation
import NeighborSearch
import NumericKernels
import Testing

@Suite("Ranks and neighborhoods")
struct NeighborRanksTests {
  struct Measures: Decodable {
    let trustworthiness, continuity, preservationPerPoint, stressPerPoint: [Double]
    let preservation, stress, scale, spearman, pearson: Double
  }

  private func measures(_ metric: DistanceMetric) throws -> Measures {
    let content = try JSONSerialization.jsonObject(with: Data(contentsOf: try Reference.url("quality.json")))
    let part = try #require((content as? [String: Any])?[metric.rawValue])
    return try JSONDecoder().decode(Measures.self, from: JSONSerialization.data(withJSONObject: part))
  }

  /// Ranks by sorting every row by (distance, index), with the distances that the exact search reports.
  private func sortedRanks(_ graph: NeighborGraph, _ data: Matrix, _ metric: DistanceMetric) throws -> [Int32] {
    let all = try ExactSearch(metric: metric).neighbors(of: data, neighborCount: max(1, data.rowCount - 1))
    return (0..<graph.rowCount).flatMap { row -> [Int32] in
      var ranks = [Int32](repeating: 0, count: graph.rowCount)
      for (place, neighbor) in all.neighbors(of: row).enumerated() { ranks[Int(neighbor)] = Int32(place + 1) }
      return graph.neighbors(of: row).map { ranks[Int($0)] }
    }
  }

  @Test("ranks are those of a sort, for every metric and around the edges of tiles", arguments: DistanceMetric.allCases)
  func ranks(metric: DistanceMetric) throws {
    for (count, width) in [(2, 3), (255, 2), (256, 9), (257, 40), (530, 300)] {
      let data = Samples.clustered(count, width, clusters: 4, separation: 2, seed: UInt64(count))
      let shown = Samples.normal(count, 2, seed: 9)
      let graph = try ExactSearch().neighbors(of: shown, neighborCount: min(20, count - 1))
      let found = try NeighborRanks(of: graph, in: data, metric: metric)
      #expect(found.ranks == (try sortedRanks(graph, data, metric)))
    }
  }

  @Test(
    "equal distances rank by index: grids, duplicates by the hundred, far from the origin",
    arguments: DistanceMetric.allCases)
  func ties(metric: DistanceMetric) throws {
    var generator = SeededGenerator(seed: 3)
    for (width, offset) in [(2, Float(0)), (12, 0), (12, 4096)] {
      let elements = (0..<600 * width).map { _ in offset + Float(generator.next() % 3) }
      let data = Matrix(rowCount: 600, columnCount: width, elements: elements)
      let graph = try ExactSearch().neighbors(of: Samples.normal(600, 2, seed: 5), neighborCount: 17)
      let found = try NeighborRanks(of: graph, in: data, metric: metric)
      #expect(found.ranks == (try sortedRanks(graph, data, metric)))
    }
  }

  @Test("values of extreme size keep their order", arguments: [1e-30, 1e30] as [Float])
  func extremes(factor: Float) throws {
    var data = Samples.normal(300, 20, seed: 1)
    let graph = try ExactSearch().neighbors(of: Samples.normal(300, 2, seed: 5), neighborCount: 10)
    let expected = try NeighborRanks(of: graph, in: data).ranks
    data.elements = data.elements.map { $0 * factor }
    let found = try NeighborRanks(of: graph, in: data).ranks
    #expect(zip(found, expected).count { $0 != $1 } <= 3)
  }

  @Test("trustworthiness, continuity and preservation are the reference's", arguments: DistanceMetric.allCases)
  func reference(metric: DistanceMetric) throws {
    let (data, positions) = (try Reference.matrix("data"), try Reference.matrix("positions"))
    let expected = try measures(metric)
    for (index, k) in [1, 5, 15, 40].enumerated() {
      // By Minkowski's distance two pairs lie closer together than Float32 can tell; they may change one rank.
      let oneRank = 2.0 / Double(150 * k * (2 * 150 - 3 * k - 1))
      let tolerance = metric == .minkowski(exponent: 3) ? 1.001 * oneRank : 1e-12
      let quality = try EmbeddingQuality(of: positions, data: data, neighborCount: k, metric: metric)
      #expect(abs(quality.trustworthiness.overall - expected.trustworthiness[index]) < tolerance)
      #expect(abs(quality.continuity.overall - expected.continuity[index]) < tolerance)
      #expect(
        quality.trustworthiness
          == (try Trustworthiness(of: positions, data: data, neighborCount: k, metric: metric)))
      #expect(quality.continuity == (try Continuity(of: positions, data: data, neighborCount: k, metric: metric)))
    }
    let preservation = try EmbeddingQuality(of: positions, data: data, metric: metric).preservation
    #expect(abs(preservation.overall - expected.preservation) < 1e-12)
    #expect(zip(preservation.perPoint, expected.preservationPerPoint).allSatisfy { abs(Double($0) - $1) < 1e-6 })
  }

  @Test("stress and the Shepard diagram's correlations are scipy's", arguments: DistanceMetric.allCases)
  func distances(metric: DistanceMetric) throws {
    let (data, positions) = (try Reference.matrix("data"), try Reference.matrix("positions"))
    let expected = try measures(metric)
    let found = try DistancePreservation(of: positions, data: data, metric: metric)
    #expect(!found.isSampled && found.pairCount == 150 * 149 / 2)
    #expect(abs(found.normalizedStress - expected.stress) < 1e-6)
    #expect(abs(found.scale / expected.scale - 1) < 1e-6)
    #expect(abs(try #require(found.shepardCorrelation) - expected.spearman) < 1e-6)
    #expect(abs(try #require(found.pearsonCorrelation) - expected.pearson) < 1e-6)
    #expect(zip(found.perPointStress, expected.stressPerPoint).allSatisfy { abs(Double($0) - $1) < 1e-5 })
  }

  @Test("a sample of pairs comes close to all, follows the seed and not the threads")
  func sample() throws {
    let data = Samples.clustered(500, 8, clusters: 3, separation: 2, seed: 2)
    let shown = Matrix(rowCount: 500, columnCount: 2, elements: (0..<1000).map { data[$0 / 2, $0 % 2] })
    let all = try DistancePreservation(of: shown, data: data)
    let some = try DistancePreservation(of: shown, data: data, largestPairCount: 20_000)
    #expect(some.isSampled && some.pairCount == 20_000 && !all.isSampled)
    #expect(abs(some.normalizedStress - all.normalizedStress) < 0.02)
    #expect(abs((some.shepardCorrelation ?? 0) - (all.shepardCorrelation ?? 1)) < 0.03)
    for count in [1, 2, 3, 4, 7] {
      let again = try DistancePreservation(
        of: shown, data: data, largestPairCount: 20_000, parallel: .init(threadCount: count))
      #expect(again == some)
    }
    #expect(try DistancePreservation(of: shown, data: data, largestPairCount: 20_000, seed: 1) != some)
  }

  @Test("an embedding proportional to the data has no stress and full correlation; constants have none")
  func extremesOfStress() throws {
    let data = Samples.normal(60, 2, seed: 1)
    let doubled = Matrix(rowCount: 60, columnCount: 2, elements: data.elements.map { $0 * 2 })
    let found = try DistancePreservation(of: doubled, data: data)
    #expect(found.normalizedStress < 1e-6 && abs(found.scale - 0.5) < 1e-6 && found.shepardCorrelation == 1)
    let flat = try DistancePreservation(of: Matrix(rowCount: 60, columnCount: 2), data: data)
    #expect(flat.normalizedStress == 1 && flat.shepardCorrelation == nil && flat.pearsonCorrelation == nil)
    for count in 0...2 {
      let tiny = try DistancePreservation(
        of: Matrix(rowCount: count, columnCount: 2), data: Matrix(rowCount: count, columnCount: 3))
      #expect(tiny.normalizedStress == 0 && tiny.shepardCorrelation == nil && tiny.perPointStress.count == count)
    }
  }

  @Test("the same bits for any number of threads, with labels and stored graphs or without")
  func threads() throws {
    let data = Samples.clustered(700, 12, clusters: 6, separation: 2, seed: 3)
    let shown = Samples.clustered(700, 2, clusters: 6, separation: 2, seed: 4)
    let labels: [Int?] = (0..<700).map { $0 % 6 }
    let expected = try EmbeddingQuality(of: shown, data: data, labels: labels, parallel: .init(threadCount: 1))
    for count in [2, 3, 4, 7] {
      let again = try EmbeddingQuality(of: shown, data: data, labels: labels, parallel: .init(threadCount: count))
      #expect(again == expected)
    }
    let stored = try EmbeddingQuality(
      of: shown, data: data, labels: labels, dataNeighbors: try ExactSearch().neighbors(of: data, neighborCount: 30),
      embeddingNeighbors: try ExactSearch().neighbors(of: shown, neighborCount: 30))
    #expect(stored.trustworthiness == expected.trustworthiness && stored.continuity == expected.continuity)
    #expect(stored.errors == expected.errors && stored.preservation == expected.preservation)
    #expect(stored.neighborhoodHit?.overall == expected.neighborhoodHit?.overall)
    #expect(expected.dataNeighborhoodHit?.overall != nil && expected.dataNearestNeighborAccuracy?.overall != nil)
  }

  @Test("errors add up to what the measures charge, worst first")
  func errors() throws {
    let data = Samples.normal(300, 10, seed: 3)
    let shown = Samples.normal(300, 2, seed: 4)
    let quality = try EmbeddingQuality(of: shown, data: data, neighborCount: 10)
    for kind in NeighborhoodErrors.Kind.allCases {
      let perPoint = kind == .falseNeighbors ? quality.trustworthiness.perPoint : quality.continuity.perPoint
      let worst = try quality.errors.worstPoints(kind, limit: 300)
      #expect(worst.first.map { Double(perPoint[$0.point]) } == perPoint.min().map { Double($0) })
      #expect(zip(worst, worst.dropFirst()).allSatisfy { $0.severity >= $1.severity })
      for entry in worst {
        let listed = try quality.errors.errors(kind, of: entry.point)
        #expect(listed.count == entry.errorCount && listed.reduce(0) { $0 + $1.severity } == entry.severity)
        #expect(zip(listed, listed.dropFirst()).allSatisfy { $0.severity >= $1.severity })
        let charged = 1 - 2.0 / (10 * Double(600 - 30 - 1)) * Double(entry.severity)
        #expect(abs(Double(perPoint[entry.point]) - charged) < 1e-6)
        for error in listed {
          let (near, far) =
            kind == .falseNeighbors ? (error.embeddingRank, error.dataRank) : (error.dataRank, error.embeddingRank)
          #expect((1...10).contains(near) && far == 10 + error.severity && error.severity >= 1)
        }
      }
      #expect(try quality.errors.worstPoints(kind, limit: 3).count == 3)
      #expect(try quality.errors.errors(kind, of: worst[0].point, limit: 1).count == 1)
      #expect(throws: EmbeddingMethodsError.self) { try quality.errors.errors(kind, of: 300) }
      #expect(throws: EmbeddingMethodsError.self) { try quality.errors.worstPoints(kind, limit: -1) }
    }
    let perfect = try EmbeddingQuality(of: shown, data: shown)
    #expect(try perfect.errors.worstPoints(.falseNeighbors).isEmpty && perfect.preservation.overall == 1)
    #expect(perfect.trustworthiness.overall == 1 && perfect.continuity.overall == 1)
  }

  @Test("few points, duplicates and bad values have an answer or a clear error")
  func degenerate() throws {
    for count in 0...4 {
      let quality = try EmbeddingQuality(of: Samples.normal(count, 2, seed: 1), data: Samples.normal(count, 4, seed: 2))
      #expect(quality.continuity.perPoint.count == count && quality.preservation.perPoint.count == count)
      #expect(
        quality.continuity.neighborCount == max(0, (count - 1) / 2) && quality.continuity.requestedNeighborCount == 15)
    }
    let same = Matrix(rowCount: 1500, columnCount: 20, repeating: 2)
    let quality = try EmbeddingQuality(of: same, data: same)
    #expect(quality.trustworthiness.overall == 1 && quality.continuity.overall == 1)
    var broken = Samples.normal(50, 3, seed: 1)
    broken[7, 2] = .nan
    let fine = Samples.normal(50, 2, seed: 1)
    for (embedding, data) in [(fine, broken), (broken, fine)] {
      do {
        _ = try EmbeddingQuality(of: embedding, data: data)
        Issue.record("NaN was accepted")
      } catch { #expect("\(error)".contains("ow 7, column 2")) }
      #expect(throws: (any Error).self) { try DistancePreservation(of: embedding, data: data) }
      #expect(throws: (any Error).self) { try Continuity(of: embedding, data: data) }
    }
    #expect(throws: EmbeddingMethodsError.self) { try EmbeddingQuality(of: fine, data: fine, neighborCount: 0) }
    #expect(throws: EmbeddingMethodsError.self) { try EmbeddingQuality(of: fine, data: fine, labels: [1]) }
    let graph = try ExactSearch().neighbors(of: Samples.normal(49, 2, seed: 1), neighborCount: 5)
    #expect(throws: EmbeddingMethodsError.self) { try Trustworthiness(of: fine, data: fine, embeddingNeighbors: graph) }
    #expect(throws: EmbeddingMethodsError.self) { try NeighborRanks(of: graph, in: fine) }
  }

  @Test("an error thrown by the progress handler ends the work")
  func cancellation() {
    struct Stop: Error {}
    let data = Samples.normal(600, 5, seed: 1)
    #expect(throws: Stop.self) { try Trustworthiness(of: data, data: data) { if $0 > 0.3 { throw Stop() } } }
  }
}
