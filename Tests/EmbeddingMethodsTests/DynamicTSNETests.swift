import EmbeddingMethods
import Foundation
import NumericKernels
import Testing

@Suite("Dynamic t-SNE")
struct DynamicTSNETests {
  /// Three clusters of which two merge and part again; points keep their places within, but for some noise.
  private func mergingClusters(_ count: Int = 150, frames: Int = 5) -> [Matrix] {
    let places = Samples.normal(count, 6, seed: 99)
    return (0..<frames).map { t in
      var data = Samples.normal(count, 6, seed: UInt64(100 + t))
      for index in data.elements.indices { data.elements[index] = 0.3 * data.elements[index] + places.elements[index] }
      let gap = Float(abs(2 * t - frames + 1)) / Float(frames - 1) * 8
      for row in 0..<count {
        if row % 3 == 1 { data[row, 0] += gap }
        if row % 3 == 2 { data[row, 1] += 12 }
      }
      return data
    }
  }

  /// The activations of a random network with ever fewer units.
  private func randomNetwork(_ count: Int = 120) -> [Matrix] {
    var layers = [Samples.clustered(count, 24, clusters: 4, separation: 1, seed: 3)]
    for (place, width) in [20, 16, 12].enumerated() {
      let input = layers[place]
      let weights = Samples.normal(input.columnCount, width, seed: UInt64(40 + place))
      var output = Matrix(rowCount: count, columnCount: width)
      for row in 0..<count {
        for unit in 0..<width {
          let sum = (0..<input.columnCount).reduce(Float(0)) { $0 + input[row, $1] * weights[$1, unit] }
          output[row, unit] = max(0, sum / Float(input.columnCount).squareRoot())
        }
      }
      layers.append(output)
    }
    return layers
  }

  private func options(coupling: Double, _ change: (inout TSNEOptions) -> Void = { _ in }) -> DynamicTSNEOptions {
    var options = DynamicTSNEOptions()
    options.coupling = coupling
    options.frame.perplexity = 15
    change(&options.frame)
    return options
  }

  @Test("without coupling every frame is t-SNE from the same start, bit for bit", arguments: RepulsionMethod.allCases)
  func uncoupled(method: RepulsionMethod) throws {
    let frames = mergingClusters()
    var wanted = options(coupling: 0) {
      $0.repulsion = method
      $0.earlyIterationCount = 60
      $0.iterationCount = 60
      $0.initialization = .given(Samples.normal(150, 2, seed: 7))
    }
    let result = try DynamicTSNE(options: wanted).embed(frames)
    for (t, frame) in frames.enumerated() {
      #expect(try TSNE(options: wanted.frame).embed(frame) == result.frames[t])
    }
    wanted.frame.initialization = .pca
    let fromData = try DynamicTSNE(options: wanted).embed(frames)
    #expect(try TSNE(options: wanted.frame).embed(frames[0]) == fromData.frames[0])
    wanted.startFrame = .last
    let fromLast = try DynamicTSNE(options: wanted).embed(frames)
    #expect(try TSNE(options: wanted.frame).embed(frames[4]) == fromLast.frames[4])
    #expect(fromLast.frames[0] != fromData.frames[0])
  }

  @Test("uncoupled maps large enough to be stored along a curve are those of t-SNE too, and coupled ones stay ordered")
  func large() throws {
    let data = Samples.clustered(20_000, 3, clusters: 5, separation: 5, seed: 4)
    func wanted(_ coupling: Double) -> DynamicTSNEOptions {
      options(coupling: coupling) {
        $0.perplexity = 3
        $0.earlyIterationCount = 10
        $0.iterationCount = 10
      }
    }
    let free = try DynamicTSNE(options: wanted(0)).embed([data])
    #expect(try TSNE(options: wanted(0).frame).embed(data) == free.frames[0])
    // Two equal frames stay together only if each point is tied to itself.
    let tied = try DynamicTSNE(options: wanted(1)).embed([data, data])
    #expect(tied.movement[0] < 1e-3)
  }

  @Test("the gradient of the whole cost is that of central differences", arguments: [2, 3])
  func centralDifferences(dimensions: Int) throws {
    let affinities = try TSNEReference.smallAffinities()
    let maps = (0..<3).map { Samples.normal(150, dimensions, seed: UInt64(20 + $0)) }
    let coupling = TemporalCoupling(strength: 0.7, parallel: .init())
    var objective = KLDivergence(affinities, repulsion: .exact)
    let additions = maps.map { LayoutPoints(count: $0.rowCount, dimensions: dimensions) }
    coupling.pull(maps.map { LayoutPoints($0) }, into: additions)
    func cost(_ maps: [Matrix]) -> Double {
      maps.reduce(0) { $0 + objective.valueAndGradient(at: $1).value } + coupling.value(maps.map { LayoutPoints($0) })
    }
    for t in 0..<3 {
      let gradient = objective.valueAndGradient(at: maps[t]).gradient
      for index in stride(from: 5, to: gradient.elements.count, by: 71) {
        var (above, below) = (maps, maps)
        above[t].elements[index] += 0.02
        below[t].elements[index] -= 0.02
        let width = Double(above[t].elements[index] - below[t].elements[index])
        let expected = (cost(above) - cost(below)) / width
        let found = Double(gradient.elements[index]) + 4 * Double(additions[t].matrix.elements[index])
        #expect(abs(found - expected) < 1e-4)
        // The springs have a part in it that the tolerance would not hide.
        #expect(t != 1 || abs(additions[t].matrix.elements[index]) > 1e-9)
      }
    }
    let strongest = additions.flatMap(\.matrix.elements).map { abs(4 * $0) }.max() ?? 0
    #expect(strongest > 5e-3)
  }

  @Test("a stronger coupling moves points less, at little cost in divergence", arguments: ["clusters", "network"])
  func coupling(sequence: String) throws {
    let frames = sequence == "clusters" ? mergingClusters() : randomNetwork()
    let results = try [0, 0.01, 0.1, 1].map { try DynamicTSNE(options: options(coupling: $0)).embed(frames) }
    let movement = results.map { $0.movement.reduce(0, +) }
    let divergence = results.map { $0.frames.reduce(0) { $0 + $1.klDivergence } }
    for (weak, strong) in zip(movement, movement.dropFirst()) { #expect(strong < weak) }
    #expect(movement[2] < 0.5 * movement[0])
    #expect(divergence[1] < 1.2 * divergence[0] && divergence[2] < 1.5 * divergence[0])
    // At the default coupling, neighborhoods are nearly as good as in independent maps.
    for (t, frame) in frames.enumerated() {
      let free = try Trustworthiness(of: results[0].frames[t].embedding, data: frame).overall
      let tied = try Trustworthiness(of: results[2].frames[t].embedding, data: frame).overall
      #expect(tied > free - 0.05)
    }
    let last = results[2]
    let expected = divergence[2] + 0.05 * last.movement.reduce(0) { $0 + $1 * $1 }
    #expect(abs(last.cost - expected) < 1e-9)
  }

  @Test(
    "the bits do not depend on the number of threads", arguments: [RepulsionMethod.exact, .barnesHut, .interpolation])
  func threads(method: RepulsionMethod) throws {
    let wanted = options(coupling: 0.3) {
      $0.repulsion = method
      $0.earlyIterationCount = 30
      $0.iterationCount = 30
    }
    let frames = mergingClusters(300, frames: 3)
    let results = try [1, 2, 3, 4, 7].map {
      try DynamicTSNE(options: wanted, parallel: .init(threadCount: $0)).embed(frames)
    }
    for result in results { #expect(result == results[0]) }
  }

  @Test("few points, one frame, equal frames and a huge coupling have finite maps")
  func degenerate() throws {
    for count in 0...4 {
      let result = try DynamicTSNE().embed([Samples.normal(count, 3, seed: 1), Samples.normal(count, 5, seed: 2)])
      #expect(result.frames.count == 2 && result.movement.count == 1)
      for frame in result.frames { #expect(frame.embedding.rowCount == count && frame.embedding.firstNonFinite == nil) }
    }
    let frames = mergingClusters()
    let single = try DynamicTSNE(options: options(coupling: 1)).embed([frames[0]])
    #expect(single.movement.isEmpty)
    #expect(single.frames[0] == (try TSNE(options: options(coupling: 1).frame).embed(frames[0])))
    let same = Matrix(rowCount: 200, columnCount: 3, repeating: 1)
    let equal = try DynamicTSNE(options: options(coupling: 0.1)).embed([same, same])
    #expect(equal.frames.allSatisfy { $0.embedding.firstNonFinite == nil })
    let tight = try DynamicTSNE(options: options(coupling: 1000)).embed(frames)
    #expect(tight.frames.allSatisfy { $0.embedding.firstNonFinite == nil })
    #expect(tight.movement.allSatisfy { $0 < 1 })
    #expect(tight.frames[0].learningRate == 150.0 / 1000)
  }

  @Test("no frames, frames that do not match, bad values and bad options are named")
  func badInput() throws {
    let frames = mergingClusters(30, frames: 3)
    #expect(throws: EmbeddingMethodsError.self) { try DynamicTSNE().embed([]) }
    let shorter = #expect(throws: EmbeddingMethodsError.self) {
      try DynamicTSNE().embed([frames[0], Samples.normal(29, 6, seed: 1)])
    }
    #expect(shorter?.description.contains("frame 1") == true)
    var broken = frames
    broken[2][7, 3] = .nan
    let error = #expect(throws: EmbeddingMethodsError.self) { try DynamicTSNE().embed(broken) }
    #expect(error?.description.contains("Row 7, column 3 of the frame 2") == true)
    for coupling in [-1, Double.nan, .infinity] {
      let error = #expect(throws: EmbeddingMethodsError.self) {
        try DynamicTSNE(options: options(coupling: coupling)).embed(frames)
      }
      #expect(error?.kind == .badOption)
    }
    #expect(throws: CancellationError.self) {
      try DynamicTSNE().embed(frames) { if $0 > 0.5 { throw CancellationError() } }
    }
    let wanted = options(coupling: 0.25)
    let decoded = try JSONDecoder().decode(DynamicTSNEOptions.self, from: JSONEncoder().encode(wanted))
    #expect(decoded == wanted)
  }
}
