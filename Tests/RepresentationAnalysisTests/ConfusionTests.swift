import NeighborSearch
import NumericKernels
import RepresentationAnalysis
import Testing

@Suite("Confusion")
struct ConfusionTests {
  @Test("labels against predictions are counted; pairs come by the mean share of both")
  func matrix() throws {
    let labels: [Int?] = [1, 1, 1, 1, 4, 4, 9, nil, 9]
    let predictions: [Int?] = [1, 4, 4, 1, 1, 4, 7, 1, nil]
    let found = try ConfusionMatrix(labels: labels, predictions: predictions)
    #expect(found.classes == [1, 4, 7, 9])
    #expect(found.counts == [2, 2, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0])
    let pairs = found.mostConfusedPairs()
    #expect(pairs.map(\.first) == [1, 9] && pairs.map(\.second) == [4, 7])
    #expect(pairs.map(\.rate) == [0.5, 0.5] && pairs[0].firstAsSecond == 2 && pairs[0].secondAsFirst == 1)
    #expect(found.mostConfusedPairs(limit: 1).count == 1 && found.similarity[1] == 0.5 && found.similarity[5] == 1)
    #expect(throws: RepresentationAnalysisError.self) { try ConfusionMatrix(labels: labels, predictions: [1]) }
    #expect(try ConfusionMatrix(labels: [nil], predictions: [3]).counts == [0])
  }

  @Test("things that were shuffled come back into their order, part by part", arguments: [UInt64(1), 2, 3])
  func seriation(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let shuffled = Array(0..<30).shuffled(using: &generator)
    // Similarity falls with the distance of places; places from 20 on know nothing of the others.
    func similarity(_ i: Int, _ j: Int) -> Double { (i < 20) == (j < 20) ? max(0, 6 - abs(Double(i - j))) : 0 }
    let values = shuffled.flatMap { i in shuffled.map { similarity(i, $0) } }
    let order = try SimilarityOrder.spectral(values, count: 30)
    let places = order.map { shuffled[$0] }
    let isFirstPart = places[0] < 20
    let parts = isFirstPart ? [places[..<20], places[20...]] : [places[10...], places[..<10]]
    #expect(Array(parts[0]) == Array(0..<20) || Array(parts[0]) == Array((0..<20).reversed()))
    #expect(Array(parts[1]) == Array(20..<30) || Array(parts[1]) == Array((20..<30).reversed()))
    #expect(order.contains(0) && (isFirstPart ? order[..<20] : order[..<10]).contains(0))
  }

  @Test("few things and things without similarity keep their order; what is no similarity is refused")
  func degenerateOrders() throws {
    #expect(try SimilarityOrder.spectral([], count: 0).isEmpty)
    #expect(try SimilarityOrder.spectral([1, 0.5, 0.5, 1], count: 2) == [0, 1])
    #expect(try SimilarityOrder.spectral([1, 0, 0, 0, 1, 0, 0, 0, 1], count: 3) == [0, 1, 2])
    #expect(throws: RepresentationAnalysisError.self) { try SimilarityOrder.spectral([1, 2, 3, 1], count: 2) }
    #expect(throws: RepresentationAnalysisError.self) { try SimilarityOrder.spectral([1, -1, -1, 1], count: 2) }
    #expect(throws: RepresentationAnalysisError.self) { try SimilarityOrder.spectral([1], count: 2) }
  }

  @Test("a zone lies where two clouds overlap, and holds both classes; clouds apart have none")
  func zones() throws {
    var data = RepresentationReference.normal(600, 2, seed: 4)
    let labels = (0..<600).map { $0 == 3 ? nil : Int?($0 / 200) }
    for row in 0..<600 { data[row, 0] += [0, 3, 60][row / 200] }
    let graph = try ExactSearch().neighbors(of: data, neighborCount: 15)
    let found = try ConfusionZones(graph, labels: labels)
    let zone = try #require(found.zones.first)
    #expect(Set(zone.classes) == [0, 1] && found.zones.allSatisfy { Set($0.classes) == [0, 1] })
    #expect(zone.members.allSatisfy { $0 < 400 && data[$0, 0] > 0 && data[$0, 0] < 3 } && zone.entropy >= 0.8)
    #expect(Set(zone.members.map { $0 / 200 }) == [0, 1] && found.entropies[3] == nil)
    // Brute force: the entropy around an image of the zone.
    let around = ([zone.members[0]] + graph.neighbors(of: zone.members[0]).map(Int.init)).compactMap { labels[$0] }
    let share = Double(around.count { $0 == 0 }) / Double(around.count)
    #expect(share > 0.24 && share < 0.76)
    var options = ConfusionZoneOptions()
    options.smallestSize = 600
    #expect(try ConfusionZones(graph, labels: labels, options: options).zones.isEmpty)
    options.smallestSize = 0
    #expect(throws: RepresentationAnalysisError.self) {
      try ConfusionZones(graph, labels: labels, options: options)
    }
    options = .init()
    options.smallestEntropy = 0
    let single = try ConfusionZones(graph, labels: labels.map { $0.map { _ in 1 } }, options: options)
    #expect(single.zones.isEmpty && single.entropies[0] == 0)
  }

  @Test("classes and images find their place at the layer from which they keep it")
  func emergence() throws {
    // Labels 0 0 1 1; per layer, each item's nearest neighbor.
    func graph(_ neighbors: [Int32]) throws -> NeighborGraph {
      try NeighborGraph(rowCount: 5, neighborCount: 1, indices: neighbors, distances: [1, 1, 1, 1, 1])
    }
    let labels: [Int?] = [0, 0, 1, 1, nil]
    let graphs = [
      try graph([1, 2, 3, 0, 0]), try graph([2, 0, 3, 2, 0]), try graph([1, 0, 3, 2, 0]), try graph([1, 0, 3, 0, 0]),
    ]
    let found = try ClassEmergence(graphs, labels: labels)
    #expect(found.itemLayers == [2, 1, 0, -1, nil])
    #expect(found.hits == [[0.5, 0.5], [0.5, 1], [1, 1], [1, 0.5]])
    #expect(found.classLayers == [2, 0])
    var options = ClassEmergenceOptions()
    options.share = 0.5
    #expect(try ClassEmergence(graphs, labels: labels, options: options).classLayers == [0, 0])
    #expect(try ClassEmergence(Array(graphs.prefix(1)), labels: [0, 1, 2, 3, nil]).classLayers == [-1, -1, -1, -1])
    #expect(try ClassEmergence([], labels: labels).itemLayers == [-1, -1, -1, -1, nil])
    options.share = 0
    #expect(throws: RepresentationAnalysisError.self) { try ClassEmergence(graphs, labels: labels, options: options) }
    #expect(throws: RepresentationAnalysisError.self) { try ClassEmergence(graphs, labels: [0, 1]) }
  }
}
