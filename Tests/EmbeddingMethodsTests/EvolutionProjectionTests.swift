import EmbeddingMethods
import Foundation
import NeighborSearch
import NumericKernels
import Testing

@Suite("Evolution: projections")
struct EvolutionProjectionTests {
  private static let count = 120

  /// A network that learns: clusters that part a little more in every frame; a frame may have columns of its own.
  private static func learning(frames: Int = 4, sameColumns: Bool = true) -> [Matrix] {
    let noise = Samples.normal(count, 8, seed: 5)
    return (0..<frames).map { t in
      let columns = sameColumns ? 8 : 8 + 2 * t
      let more = Samples.normal(count, columns, seed: UInt64(60 + t))
      var data = Matrix(rowCount: count, columnCount: columns)
      for row in 0..<count {
        for column in 0..<columns {
          data[row, column] = 0.2 * more[row, column] + (column < 8 ? noise[row, column] : 0)
        }
        data[row, row % 3] += Float(t) * 3
      }
      return data
    }
  }

  private static func options(
    _ method: EvolutionMethod, _ change: (inout EvolutionOptions) -> Void = { _ in }
  ) -> EvolutionOptions {
    var options = EvolutionOptions()
    options.method = method
    options.frame.perplexity = 12
    options.frame.earlyIterationCount = 120
    options.frame.iterationCount = 180
    change(&options)
    return options
  }

  private static func movement(_ maps: [Matrix]) throws -> Double {
    try zip(maps, maps.dropFirst()).reduce(0) { $0 + (try FrameMovement(from: $1.0, to: $1.1).mean) }
  }

  private static func trust(_ maps: [Matrix], _ data: [Matrix]) throws -> Double {
    try zip(maps, data).reduce(0) { $0 + (try Trustworthiness(of: $1.0, data: $1.1).overall) } / Double(maps.count)
  }

  @Test("cost and gradient at a fixed layout are those of the authors' formula in numpy")
  func reference() throws {
    struct Summary: Decodable {
      let frames: Int
      let movementPenalty, divergence, movement: Double
    }
    let summary = try JSONDecoder().decode(
      Summary.self, from: Data(contentsOf: Reference.url("evolution.json")))
    let (layout, expected) = (try Reference.matrix("evolution-layout"), try Reference.matrix("evolution-gradient"))
    let maps = (0..<summary.frames).map { t in
      Matrix(rowCount: 150, columnCount: 2, elements: Array(layout.elements[t * 300..<(t + 1) * 300]))
    }
    let coupling = TemporalCoupling(strength: summary.movementPenalty, parallel: .init())
    #expect(abs(coupling.value(maps.map { LayoutPoints($0) }) - summary.movement) < 1e-5 * summary.movement)
    let pulls = maps.map { _ in LayoutPoints(count: 150, dimensions: 2) }
    coupling.pull(maps.map { LayoutPoints($0) }, into: pulls)
    var objective = KLDivergence(try TSNEReference.smallAffinities(), repulsion: .exact)
    var (divergence, gradient, own) = (0.0, [Float](), [Float]())
    for (map, pull) in zip(maps, pulls) {
      let found = objective.valueAndGradient(at: map)
      divergence += found.value
      own += found.gradient.elements
      gradient += zip(found.gradient.elements, pull.matrix.elements).map { $0 + 4 * $1 }
    }
    #expect(abs(divergence - summary.divergence) < 1e-3 * summary.divergence)
    #expect(TSNEReference.relativeError(gradient, expected.elements) < 1e-3)
    // Springs and divergences are of one size, so that neither hides the other.
    #expect(TSNEReference.relativeError(own, expected.elements) > 0.05)
  }

  @Test("without a penalty every frame is plain t-SNE; with it, frames move less the higher it is, and stay as good")
  func penalty() throws {
    let frames = Self.learning(sameColumns: false)
    let free = try EvolutionProjection(options: Self.options(.dynamicTSNE) { $0.movementPenalty = 0 }).project(frames)
    let plain = try TSNE(options: Self.options(.dynamicTSNE).frame).embed(frames[0])
    #expect(free.positions[0] == plain.embedding)
    #expect(free.effectivePerplexity == 12)
    var last = try Self.movement(free.positions)
    let trust = try Self.trust(free.positions, frames)
    for penalty in [0.01, 0.1, 1] {
      let maps = try EvolutionProjection(
        options: Self.options(.dynamicTSNE) { $0.movementPenalty = penalty }
      ).project(frames).positions
      let movement = try Self.movement(maps)
      #expect(movement < last)
      if penalty == 0.1 { #expect(try Self.trust(maps, frames) > trust - 0.03) }
      last = movement
    }
  }

  @Test("every method makes a good map of every frame; those that are held together move less than those that are not")
  func held() throws {
    let frames = Self.learning()
    let free = try frames.map { try TSNE(options: Self.options(.aligned).frame).embed($0).embedding }
    let loose = try Self.movement(free)
    for method in EvolutionMethod.allCases {
      let maps = try EvolutionProjection(options: Self.options(method)).project(frames).positions
      #expect(maps.count == frames.count)
      #expect(maps.allSatisfy { $0.rowCount == Self.count && $0.columnCount == 2 && $0.firstNonFinite == nil })
      if [.dynamicTSNE, .aligned].contains(method) { #expect(try Self.movement(maps) < loose, "\(method)") }
      #expect(try Self.trust(maps, frames) > 0.8, "\(method)")
    }
  }

  @Test("equal frames have equal maps, or nearly so where they are not made alike", arguments: EvolutionMethod.allCases)
  func equalFrames(method: EvolutionMethod) throws {
    let frame = Self.learning(frames: 3)[2]
    let maps = try EvolutionProjection(options: Self.options(method)).project([frame, frame, frame]).positions
    if method == .dynamicTSNE {
      #expect(maps[0] == maps[1] && maps[1] == maps[2])
    } else {
      // Copies in the union lie beside each other; a map that starts from its own result hardly changes.
      #expect(try Self.movement(maps) < (method == .aligned ? 1e-5 : 0.8), "\(method)")
    }
  }

  @Test("the bits do not depend on the number of threads", arguments: EvolutionMethod.allCases)
  func threads(method: EvolutionMethod) throws {
    let frames = Self.learning(frames: 3)
    let options = Self.options(method) {
      $0.frame.earlyIterationCount = 20
      $0.frame.iterationCount = 20
    }
    let results = try [1, 2, 4, 7].map {
      try EvolutionProjection(options: options, parallel: .init(threadCount: $0)).project(frames)
    }
    for result in results { #expect(result == results[0]) }
  }

  @Test("frames that do not match, a union of different layers, bad options and a raised flag are named")
  func badInput() throws {
    let frames = Self.learning(frames: 2, sameColumns: false)
    for method in EvolutionMethod.allCases {
      let projection = EvolutionProjection(options: Self.options(method))
      #expect(throws: EmbeddingMethodsError.self) { try projection.project([]) }
      let shorter = #expect(throws: EmbeddingMethodsError.self) {
        try projection.project([frames[0], Samples.normal(7, 8, seed: 1)])
      }
      #expect(shorter?.description.contains("frame 1") == true)
      #expect(throws: CancellationError.self) {
        try projection.project([frames[0], frames[0]]) { if $0 > 0.3 { throw CancellationError() } }
      }
    }
    let union = #expect(throws: EmbeddingMethodsError.self) {
      try EvolutionProjection(options: Self.options(.union)).project(frames)
    }
    #expect(union?.description.contains("Frame 1 has 10 columns and frame 0 8") == true)
    for penalty in [-1, Double.nan] {
      let error = #expect(throws: EmbeddingMethodsError.self) {
        try EvolutionProjection(options: Self.options(.aligned) { $0.movementPenalty = penalty }).project(frames)
      }
      #expect(error?.description.contains("movementPenalty") == true)
    }
  }
}
