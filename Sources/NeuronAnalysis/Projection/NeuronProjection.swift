import EmbeddingMethods
import Foundation
import NeighborSearch
public import NumericKernels

/// A map of the neurons of a layer, in which those lie side by side that go together.
///
/// Distances are 1 − |r| (Rauber, Fadel, Falcão & Telea 2017, doi:10.1109/TVCG.2016.2598838). Metric scaling starts from
/// classical scaling; t-SNE and UMAP start from it too. One seed, one result, bit for bit, for any number of threads.
/// O(neurons²) memory.
public struct NeuronProjection: Sendable {
  /// How it was made.
  public let method: NeuronProjectionMethod
  /// Neurons × 2; NaN for neurons that never vary.
  public let positions: Matrix
  /// What was asked for and what was used, by name.
  public let parameters: [String: (requested: Double, effective: Double)]
  /// `trustworthiness` and `continuity` with 15 neighbors, and for `mds` `normalizedStress` (Kruskal's stress-1).
  public let measures: [String: Double]

  /// At most so many neurons that vary: the matrices of all pairs are kept in memory.
  public static let largestNeuronCount = 16_384

  /// Places the neurons that vary by every method that is asked for, in this order.
  ///
  /// Throws `badInput` for more than `largestNeuronCount` neurons, `EmbeddingMethodsError` for a perplexity or a
  /// neighborhood out of range, and what `progress` throws.
  public static func maps(
    of correlation: NeuronCorrelation, methods: [NeuronProjectionMethod] = NeuronProjectionMethod.allCases,
    options: NeuronProjectionOptions = .init(), parallel: ParallelRows = .init(), progress: ProgressHandler? = nil
  ) throws -> [NeuronProjection] {
    let size = correlation.varying.count
    guard size <= largestNeuronCount else {
      throw NeuronAnalysisError(
        kind: .badInput,
        description: "\(size) neurons are too many for a map of all pairs; up to \(largestNeuronCount) are possible.")
    }
    let dissimilarities = correlation.dissimilarities
    let graph = try DissimilarityGraph.nearest(
      dissimilarities, neighborCount: options.storedNeighborCount, parallel: parallel)
    let maker = NeuronMapMaker(dissimilarities: dissimilarities, graph: graph, options: options, parallel: parallel)
    return try methods.enumerated().map { place, method in
      let step = 1 / Double(methods.count)
      let map = try maker.map(method) { try progress?((Double(place) + $0) * step) }
      let quality = try NeuronMapQuality(
        map.positions, dissimilarities: dissimilarities, graph: graph, parallel: parallel)
      return NeuronProjection(
        method: method, positions: spread(map.positions, correlation), parameters: map.parameters,
        measures: map.measures.merging(quality.measures) { $1 })
    }
  }

  /// One row per neuron, constant ones included.
  private static func spread(_ positions: Matrix, _ correlation: NeuronCorrelation) -> Matrix {
    var all = Matrix(rowCount: correlation.neuronCount, columnCount: 2, repeating: .nan)
    for (place, neuron) in correlation.varying.enumerated() {
      (all[neuron, 0], all[neuron, 1]) = (positions[place, 0], positions[place, 1])
    }
    return all
  }
}

/// What `NeuronProjection` can be told.
public struct NeuronProjectionOptions: Sendable, Equatable {
  /// The largest number of iterations of metric scaling. Default 300.
  public var iterationCount = 300
  /// The effective number of neighbors of a neuron in t-SNE; clamped to a third of the others. Default 30.
  public var perplexity: Double = 30
  /// The size of the neighborhood in UMAP, counting the neuron itself. Default 15.
  public var neighborCount = 15
  /// Everything random follows from it. Default 0.
  public var seed: UInt64 = 0

  /// The default options.
  public init() {}

  var storedNeighborCount: Int {
    max(Int((3 * min(max(perplexity, 1), 1e6)).rounded(.up)), neighborCount, NeuronMapQuality.neighborCount)
  }
}

/// Makes maps of the neurons that vary.
private struct NeuronMapMaker {
  struct Map {
    let positions: Matrix
    let parameters: [String: (requested: Double, effective: Double)]
    var measures: [String: Double] = [:]
  }

  let dissimilarities: Matrix
  let graph: NeighborGraph
  let options: NeuronProjectionOptions
  let parallel: ParallelRows

  func map(_ method: NeuronProjectionMethod, progress: @escaping ProgressHandler) throws -> Map {
    guard dissimilarities.rowCount > 1 else {
      return Map(positions: Matrix(rowCount: dissimilarities.rowCount, columnCount: 2), parameters: [:])
    }
    return switch method {
    case .mds: try scaled(progress)
    case .tsne: try neighborEmbedded(progress)
    case .umap: try manifold(progress)
    }
  }

  private func scaled(_ progress: @escaping ProgressHandler) throws -> Map {
    var smacof = SMACOFOptions()
    (smacof.iterationCount, smacof.seed) = (options.iterationCount, options.seed)
    let result = try SMACOF(options: smacof, parallel: parallel).embed(
      dissimilarities: dissimilarities, progress: progress)
    return Map(
      positions: result.embedding,
      parameters: ["iterationCount": (Double(options.iterationCount), Double(result.iterationCount))],
      measures: ["normalizedStress": result.normalizedStress])
  }

  private func neighborEmbedded(_ progress: @escaping ProgressHandler) throws -> Map {
    var tsne = TSNEOptions()
    (tsne.perplexity, tsne.seed) = (options.perplexity, options.seed)
    tsne.initialization = .given(try start(deviation: 1e-4))
    let result = try TSNE(options: tsne, parallel: parallel).embed(graph, progress: progress)
    return Map(
      positions: result.embedding,
      parameters: [
        "perplexity": (options.perplexity, result.effectivePerplexity),
        "iterationCount": (Double(result.iterationCount), Double(result.iterationCount)),
      ])
  }

  private func manifold(_ progress: @escaping ProgressHandler) throws -> Map {
    var umap = UMAPOptions()
    (umap.neighborCount, umap.seed) = (options.neighborCount, options.seed)
    umap.initialization = .given(try start(deviation: 1))
    let result = try UMAP(options: umap, parallel: parallel).embed(graph, progress: progress)
    return Map(
      positions: result.embedding,
      parameters: [
        "neighborCount": (Double(options.neighborCount), Double(result.effectiveNeighborCount)),
        "epochCount": (Double(result.epochCount), Double(result.epochCount)),
      ])
  }

  /// Classical scaling, with this standard deviation along its first axis. Neurons at the same place are moved apart by a
  /// hundredth of it, or no gradient could ever part them.
  private func start(deviation: Double) throws -> Matrix {
    var positions = try ClassicalMDS(seed: options.seed, parallel: parallel).embed(dissimilarities: dissimilarities)
      .embedding
    let squares = (0..<positions.rowCount).reduce(0.0) { $0 + Double(positions[$1, 0]) * Double(positions[$1, 0]) }
    let spread = (squares / Double(positions.rowCount)).squareRoot()
    let factor = spread > 0 ? deviation / spread : 1
    for row in 0..<positions.rowCount {
      var generator = SeededGenerator(seed: options.seed, stream: UInt64(row) &+ 0x4E45_5552_0000_0000)
      for column in 0..<2 {
        let noise = (generator.nextUniform() - 0.5) * deviation / 50
        positions[row, column] = Float(Double(positions[row, column]) * factor + noise)
      }
    }
    return positions
  }
}
