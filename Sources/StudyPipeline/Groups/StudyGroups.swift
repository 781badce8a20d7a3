import NeighborSearch
import NumericKernels
import RepresentationAnalysis
public import StudyStore

/// Compares groups of a study's images: how often the network is right about them and how sure it is, and in each layer how
/// well their labels are separated, among whom they lie, and which units tell them apart.
///
/// Nothing is written, and neither the network nor the images are needed.
public struct StudyGroups: Sendable {
  private static let stage = "groups"

  private let study: Study
  private let request: GroupRequest
  private let observer: any AnalysisObserver
  private let cancellation: AnalysisCancellation
  private var parallel: ParallelRows { ParallelRows(threadCount: request.threadCount) }

  /// Prepares; nothing is read yet.
  public init(
    _ study: Study, request: GroupRequest, observer: any AnalysisObserver,
    cancellation: AnalysisCancellation = .init()
  ) {
    (self.study, self.request, self.observer, self.cancellation) = (study, request, observer, cancellation)
  }

  /// Compares the values of a column, `label` among them. One seed, one result, for any number of threads. O(layers ·
  /// (units · images · log images + sample² · features)).
  ///
  /// - Throws: `StudyPipelineError` of kind `badInput` for networks, layers and columns that the study does not have and
  ///   for columns with too many values; errors of the study's files; `CancellationError` when asked to stop.
  public func run(by column: String) throws -> GroupReport {
    let model = try study.model(named: request.model)
    let columns = try StudyColumns(study)
    let grouped = try columns.column(column, bins: request.bins)
    let layers = try LayerChoice(
      layers: study.database.layers(ofModel: model.folder), outputCount: model.outputClasses.count
    ).inOrder(request.layers)
    let sample = MeasuredRows(labels: columns.labels, seed: request.seed)
    let placed = try layers.enumerated().map { place, layer in
      try self.layer(
        layer, model, grouped, columns.labels, sample,
        progress: { try report(layer, (Double(place) + $0) / Double(layers.count)) })
    }
    observer.stageEnded(stage: Self.stage, detail: "\(grouped.values.count) groups in \(layers.count) layers")
    return GroupReport(
      study: try study.description().name, model: model.name, column: column,
      withoutValue: grouped.groups.count { $0 == nil },
      separabilityImageCount: sample.rows.count { grouped.groups[$0] != nil && columns.labels[$0] != nil },
      groups: try groups(grouped, model, columns.labels), layers: placed)
  }

  private func report(_ layer: StudyLayer, _ fraction: Double) throws {
    try cancellation.check()
    observer.stageProgressed(StageProgress(stage: Self.stage, layer: layer.name, fraction: fraction))
  }

  private func groups(
    _ column: GroupColumn, _ model: StudyModel, _ labels: [Int?]
  ) throws -> [GroupReport.Group] {
    let said = try ScoredPredictions(study, model: model, labels: labels)
    let found = try GroupPerformance(
      groups: column.groups, labels: said.labels, predictions: said.predictions, confidences: said.confidences,
      seed: request.seed)
    return column.values.enumerated().map { place, value in
      let performance = found.groups.first { $0.group == place }
      return GroupReport.Group(
        value: value, count: column.groups.count { $0 == place }, scored: performance?.count ?? 0,
        accuracy: performance.map { .init($0.accuracy, $0.accuracyInterval) },
        confidence: performance.flatMap { known in known.meanConfidence.map { .init($0, known.confidenceInterval) } })
    }
  }

  private func layer(
    _ layer: StudyLayer, _ model: StudyModel, _ column: GroupColumn, _ labels: [Int?], _ sample: MeasuredRows,
    progress: @escaping ProgressHandler
  ) throws -> GroupReport.Layer {
    try progress(0)
    let units = try GroupUnits(
      study.unitActivations(of: layer, model: model.folder), groups: column.groups, parallel: parallel,
      progress: { try progress($0 / 2) })
    let graph = try NeighborsStage.graph(study, layer: layer, model: model.folder)
    let surroundings = try GroupSurroundings(
      graph, column: column, labels: labels, neighborCount: request.neighborCount)
    let separability = try separability(layer, model, column, labels, sample, progress: { try progress(0.5 + $0 / 2) })
    return GroupReport.Layer(
      name: layer.name,
      groups: column.values.indices.map { group in
        .init(
          group: group, separability: separability[group], hit: surroundings.hits[group],
          neighbors: surroundings.shares[group])
      },
      unitCount: units.columnCount,
      tellingUnitCount: Set(units.units.filter { $0.correctedPValue <= 0.05 }.map(\.column)).count,
      units: Self.best(units, limit: request.unitCount))
  }

  /// The strongest units, each once, with the group that it tells best.
  private static func best(_ units: GroupUnits, limit: Int) -> [GroupReport.Unit] {
    var seen: Set<Int> = []
    return units.strongest(limit: .max).filter { seen.insert($0.column).inserted }.prefix(limit).map {
      GroupReport.Unit(
        group: $0.group, unit: $0.column, area: $0.area, pValue: $0.pValue, correctedPValue: $0.correctedPValue)
    }
  }

  private func separability(
    _ layer: StudyLayer, _ model: StudyModel, _ column: GroupColumn, _ labels: [Int?], _ sample: MeasuredRows,
    progress: @escaping ProgressHandler
  ) throws -> [Int: GroupReport.Estimate] {
    let found = try ClassSeparability(
      sample.activations(study, layer: layer, model: model.folder), labels: sample.labels(labels), parallel: parallel,
      progress: progress)
    let rates = try GroupRates(
      numerators: found.perPoint, groups: sample.rows.map { column.groups[$0] }, within: -1...1)
    return Dictionary(uniqueKeysWithValues: rates.groups.map { ($0.group, .init($0.value, $0.interval)) })
  }
}

extension GroupReport.Estimate {
  init(_ value: Double, _ interval: ConfidenceInterval?) {
    self.init(value: value, lower: interval?.lower, upper: interval?.upper)
  }
}
