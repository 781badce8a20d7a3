import NeighborSearch
import NumericKernels
import RepresentationAnalysis
public import StudyStore

/// Finds which classes a network takes for one another, and where two of them mix in a picture of a layer.
///
/// Only images whose label an output is matched to are counted. Nothing is written, and neither the network nor the images
/// are needed.
public struct StudyConfusion: Sendable {
  private static let stage = "confusion"

  private let study: Study
  private let request: ConfusionRequest
  private let observer: any AnalysisObserver
  private let cancellation: AnalysisCancellation

  /// Prepares; nothing is read yet.
  public init(
    _ study: Study, request: ConfusionRequest, observer: any AnalysisObserver,
    cancellation: AnalysisCancellation = .init()
  ) {
    (self.study, self.request, self.observer, self.cancellation) = (study, request, observer, cancellation)
  }

  /// Counts and searches. The same result for any number of threads. O(images · log images + classes³).
  ///
  /// - Throws: `StudyPipelineError` of kind `badInput` for networks, layers and embeddings that the study does not have
  ///   and when there is neither a scored prediction nor an embedding; errors of the study's files; `CancellationError`
  ///   when asked to stop.
  public func run() throws -> ConfusionReport {
    let model = try study.model(named: request.model)
    let labels = try study.database.itemLabels().map { $0 >= 0 ? Int?(Int($0)) : nil }
    let said = try ScoredPredictions(study, model: model, labels: labels)
    let matrix = try ConfusionMatrix(labels: said.labels, predictions: said.predictions)
    let order = try SimilarityOrder.spectral(matrix.similarity, count: matrix.classes.count)
    try cancellation.check()
    let zones = request.findsZones ? try zones(model, labels) : nil
    guard !matrix.classes.isEmpty || zones != nil || !request.findsZones else { throw nothingToCompare(model) }
    observer.stageEnded(
      stage: Self.stage,
      detail: "\(said.labels.count { $0 != nil }) predictions" + (zones.map { ", \($0.zones.count) zones" } ?? ""))
    return ConfusionReport(
      study: try study.description().name, model: model.name, counted: said.labels.count { $0 != nil },
      classes: order.map { Self.entry($0, matrix, said) }, cells: Self.cells(said),
      pairs: matrix.mostConfusedPairs(limit: .max).map {
        .init(
          first: $0.first, second: $0.second, firstAsSecond: $0.firstAsSecond, secondAsFirst: $0.secondAsFirst,
          rate: $0.rate)
      }, place: zones?.place, zones: zones?.zones ?? [])
  }

  private static func entry(
    _ place: Int, _ matrix: ConfusionMatrix, _ said: ScoredPredictions
  ) -> ConfusionReport.Class {
    let size = matrix.classes.count
    return ConfusionReport.Class(
      index: matrix.classes[place], name: said.names[matrix.classes[place]],
      isLabel: matrix.classes[place] < said.labelCount,
      labeled: matrix.counts[place * size..<(place + 1) * size].reduce(0, +),
      right: matrix.counts[place * size + place])
  }

  private static func cells(_ said: ScoredPredictions) -> [ConfusionReport.Cell] {
    let counted = said.labels.indices.filter { said.labels[$0] != nil && said.predictions[$0] != nil }
    let cells = Dictionary(grouping: counted) { [said.labels[$0] ?? 0, said.predictions[$0] ?? 0] }
    return cells.map { ConfusionReport.Cell(label: $0[0], prediction: $0[1], images: $1) }
      .sorted { ($0.label, $0.prediction) < ($1.label, $1.prediction) }
  }

  /// The zones of the chosen embedding; nil when none was chosen and there is none.
  private func zones(
    _ model: StudyModel, _ labels: [Int?]
  ) throws -> (place: ConfusionReport.Place, zones: [ConfusionReport.Zone])? {
    let choice = LayerChoice(
      layers: try study.database.layers(ofModel: model.folder), outputCount: model.outputClasses.count)
    guard let layer = try choice.inOrder(request.layer.map { [$0] } ?? []).last,
      let embedding = try embedding(of: layer, model)
    else { return nil }
    let positions = try study.array("\(embedding).npy", layer: layer, model: model.folder).matrix()
    guard positions.rowCount == labels.count else { throw damaged(embedding, layer, positions.rowCount, labels.count) }
    let options = ConfusionZoneOptions()
    let search = NearestNeighbors(metric: .euclidean, parallel: ParallelRows(threadCount: request.threadCount))
    let graph = try search.neighbors(
      of: positions, neighborCount: options.neighborCount,
      progress: {
        try cancellation.check()
        observer.stageProgressed(StageProgress(stage: Self.stage, layer: layer.name, fraction: $0))
      })
    let names = try study.database.classes()
    let found = try ConfusionZones(graph, labels: labels, options: options)
    return (
      .init(layer: layer.name, embedding: embedding),
      found.zones.map { zone in
        .init(labels: zone.classes, names: zone.classes.map { names[$0] }, images: zone.members, entropy: zone.entropy)
      }
    )
  }

  private func embedding(of layer: StudyLayer, _ model: StudyModel) throws -> String? {
    let known =
      try study.description().models.first { $0.folder == model.folder }?
      .layers.first { $0.folder == layer.folder }?.embeddings ?? []
    guard let wanted = request.embedding else {
      if known.isEmpty, request.layer != nil { throw noEmbedding(nil, layer, []) }
      return (known.first { $0.dimensions == 2 } ?? known.first)?.name
    }
    guard known.contains(where: { $0.name == wanted }) else { throw noEmbedding(wanted, layer, known.map(\.name)) }
    return wanted
  }

  private func noEmbedding(_ wanted: String?, _ layer: StudyLayer, _ known: [String]) -> StudyPipelineError {
    StudyPipelineError(
      kind: .badInput,
      description: known.isEmpty
        ? "The layer \(layer.name) has no embedding, so it cannot be searched for zones. Run `strata analyze` again with "
          + "--embed \(wanted ?? "umap-2d")."
        : "The layer \(layer.name) has no embedding \(wanted ?? ""). It has: \(known.joined(separator: ", ")).")
  }

  private func damaged(_ name: String, _ layer: StudyLayer, _ rows: Int, _ images: Int) -> StudyPipelineError {
    StudyPipelineError(
      kind: .badInput,
      description:
        "The embedding \(name) of \(layer.name) has \(rows) rows; the study has \(images) images. Remove its "
        + "file and run `strata analyze` again.")
  }

  private func nothingToCompare(_ model: StudyModel) -> StudyPipelineError {
    StudyPipelineError(
      kind: .badInput,
      description:
        "No prediction of \(model.name) can be compared with a label, and there is no embedding to search for "
        + "zones. Run `strata analyze` again with labeled images, and --classes to name the network's outputs.")
  }
}
