import NeuronAnalysis
import NumericKernels
import Testing

@Suite("Maps and clusters of neurons")
struct ProjectionTests {
  /// The mean distance within groups over the mean distance between them.
  private func closeness(_ map: NeuronProjection, perGroup: Int) -> Double {
    var (inside, outside) = ((0.0, 0.0), (0.0, 0.0))
    for first in 0..<3 * perGroup {
      for second in 0..<first {
        let (x, y) = (
          map.positions[first, 0] - map.positions[second, 0], map.positions[first, 1] - map.positions[second, 1]
        )
        let distance = Double(x * x + y * y).squareRoot()
        if first / perGroup == second / perGroup {
          inside = (inside.0 + distance, inside.1 + 1)
        } else {
          outside = (outside.0 + distance, outside.1 + 1)
        }
      }
    }
    return (inside.0 / inside.1) / (outside.0 / outside.1)
  }

  @Test(
    "neurons that follow one signal lie together, its opposite included", arguments: NeuronProjectionMethod.allCases)
  func groups(method: NeuronProjectionMethod) throws {
    let correlation = try NeuronCorrelation(groupedActivations())
    var options = NeuronProjectionOptions()
    (options.perplexity, options.neighborCount) = (6, 8)
    let map = try #require(
      try NeuronProjection.maps(of: correlation, methods: [method], options: options).first)
    #expect(map.positions.rowCount == 61)
    #expect(map.positions[60, 0].isNaN && map.positions[60, 1].isNaN)
    let isPlaced = map.positions.elements.dropLast(2).allSatisfy { $0.isFinite }
    #expect(isPlaced)
    #expect(closeness(map, perGroup: 20) < 0.35)
    let trust = try #require(map.measures["trustworthiness"])
    #expect((0.75...1).contains(trust))
    let continuity = try #require(map.measures["continuity"])
    #expect((0.75...1).contains(continuity))
    #expect((map.measures["normalizedStress"] != nil) == (method == .mds))
  }

  @Test("clusters are SciPy's, and as many as separate best")
  func clusters() throws {
    let reference = try Reference.read()
    let clusters = NeuronClusters(try NeuronCorrelation(reference.matrix))
    #expect(clusters.count == reference.clusterCount)
    #expect(abs(clusters.silhouette - reference.silhouette) < 1e-5)
    let own = reference.varying.map { clusters.ofNeuron[$0] }
    for first in own.indices {
      for second in own.indices {
        let isSame = reference.clusters[first] == reference.clusters[second]
        #expect((own[first] == own[second]) == isSame, "neurons \(first) and \(second)")
      }
    }
    #expect(clusters.ofNeuron[3] == nil)
  }

  @Test("three signals are three clusters")
  func three() throws {
    let clusters = NeuronClusters(try NeuronCorrelation(groupedActivations()))
    #expect(clusters.count == 3)
    #expect(clusters.ofNeuron == (0..<60).map { $0 / 20 } + [nil])
    #expect(clusters.silhouette > 0.6)
  }

  @Test("one seed, one map, for any number of threads", arguments: [2, 5])
  func threads(count: Int) throws {
    let activations = groupedActivations(perGroup: 60)
    func maps(_ threads: Int) throws -> [[Float]] {
      let parallel = ParallelRows(threadCount: threads)
      let correlation = try NeuronCorrelation(activations, parallel: parallel)
      return try NeuronProjection.maps(of: correlation, parallel: parallel).map {
        Array($0.positions.elements.dropLast(2))
      }
    }
    let expected = try maps(1)
    #expect(try maps(count) == expected)
  }

  @Test("layers with few neurons that vary still have a map", arguments: [0, 1, 2, 3])
  func few(varying: Int) throws {
    var activations = Matrix(rowCount: 6, columnCount: 4, repeating: 1)
    for neuron in 0..<varying {
      for item in 0..<6 { activations[item, neuron] = Float((item * (neuron + 2)) % 5) }
    }
    let correlation = try NeuronCorrelation(activations)
    let maps = try NeuronProjection.maps(of: correlation)
    #expect(maps.map(\.method) == NeuronProjectionMethod.allCases)
    for map in maps {
      for neuron in 0..<4 { #expect(map.positions[neuron, 0].isFinite == (neuron < varying)) }
    }
    #expect(NeuronClusters(correlation).ofNeuron.count == 4)
  }
}
