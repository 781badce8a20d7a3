import NumericKernels
import RepresentationAnalysis
public import StudyStore

/// Examines every column of a study for spurious cues: does it predict the label, and does the network see it?
///
/// A column goes together with the label when Cramér's V is at least 0.2 and beyond 1,999 shufflings, corrected for the
/// number of columns. The network sees it when units tell images with its most telling value from images of the same label
/// without it (an area at least 0.15 from ½, corrected for all units of all layers), or when the network is right more or
/// less often with it for the same label. Nothing is written, and neither the network nor the images are needed.
public struct StudyAudit: Sendable {
  /// Into how many groups columns with many numbers are divided where nothing else is asked for.
  public static let standardBins = 4
  static let stage = "audit"
  static let significance = 0.05
  /// How far from ½ the area of a unit is at least that responds.
  static let smallestResponse = 0.15

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

  /// Examines. One seed, one result, for any number of threads. O(columns · shufflings · images), and for each column
  /// that predicts the label O(units · images · log images).
  ///
  /// - Throws: `StudyPipelineError` of kind `badInput` for networks and layers that the study does not have, and when it
  ///   has no labels or no columns; errors of the study's files; `CancellationError` when asked to stop.
  public func run() throws -> AuditReport {
    let model = try study.model(named: request.model)
    let layers = try LayerChoice(
      layers: study.database.layers(ofModel: model.folder), outputCount: model.outputClasses.count
    ).inOrder(request.layers)
    let columns = try StudyColumns(study)
    guard Set(columns.labels.compactMap(\.self)).count > 1 else {
      throw StudyPipelineError(
        kind: .badInput,
        description: "The images have fewer than two labels, so nothing can predict them. Analyze labeled images.")
    }
    let (candidates, leftOut) = try candidates(columns)
    let said = try ScoredPredictions(study, model: model, labels: columns.labels)
    let examined = try examinations(candidates, columns, said, layers, model)
    let flagged = examined.count { $0.outcome == .flagged }
    observer.stageEnded(stage: Self.stage, detail: "\(examined.count) columns, \(flagged) flagged")
    return AuditReport(
      study: try study.description().name, model: model.name, hasScores: !said.isEmpty, layers: layers.map(\.name),
      columns: examined.sorted { Self.rank($0) < Self.rank($1) }, leftOut: leftOut)
  }

  /// All columns are audited first, since p-values are corrected for their number.
  private func examinations(
    _ candidates: [GroupColumn], _ columns: StudyColumns, _ said: ScoredPredictions, _ layers: [StudyLayer],
    _ model: StudyModel
  ) throws -> [AuditReport.Column] {
    let share = 1 / Double(max(1, candidates.count))
    let audits = try candidates.enumerated().map { place, column in
      try report(0.4 * Double(place) * share)
      return try audit(column.groups, columns.labels, said)
    }
    let corrected = GroupUnits.corrected(audits.map(\.associationPValue))
    return try candidates.enumerated().map { place, column in
      let examination = AuditExamination(
        column: column, labels: columns.labels, classes: columns.classes, audit: audits[place],
        pValue: corrected[place], hasScores: !said.isEmpty, unitCount: request.unitCount)
      return try examination.result { inside in
        try responses(inside, columns.labels, layers, model) { try report(0.4 + 0.6 * (Double(place) + $0) * share) }
      }
    }
  }

  private static func rank(_ column: AuditReport.Column) -> (Int, Double, String) {
    let places: [AuditReport.Outcome: Int] = [.flagged: 0, .undecided: 1, .clear: 2]
    return (places[column.outcome] ?? 2, -(column.association ?? -1), column.name)
  }

  private func report(_ fraction: Double) throws {
    try cancellation.check()
    observer.stageProgressed(StageProgress(stage: Self.stage, fraction: fraction))
  }

  private func candidates(_ columns: StudyColumns) throws -> ([GroupColumn], [AuditReport.LeftOut]) {
    let bins = request.bins ?? Self.standardBins
    var (found, leftOut): ([GroupColumn], [AuditReport.LeftOut]) = ([], [])
    for name in columns.attributes {
      switch columns.audited(name, bins: bins) {
      case .success(let column): found.append(column)
      case .failure(let error): leftOut.append(.init(name: name, reason: error.reason))
      }
    }
    if request.includesPictures { found += try PictureColumns.read(study, bins: bins, check: cancellation.check) }
    leftOut += found.filter { $0.values.count < 2 }.map { .init(name: $0.name, reason: "has a single value") }
    guard !found.isEmpty || !leftOut.isEmpty else {
      throw StudyPipelineError(
        kind: .badInput,
        description: "The study has no column besides the label. Give a CSV manifest with further columns to "
          + "`strata analyze`, or examine what the pictures show with --pictures.")
    }
    return (found.filter { $0.values.count > 1 }, leftOut)
  }

  /// Without predictions that can be scored only the association counts: every prediction is then taken to be right.
  private func audit(_ groups: [Int?], _ labels: [Int?], _ said: ScoredPredictions) throws -> AttributeAudit {
    var options = AttributeAuditOptions()
    (options.permutationCount, options.seed, options.significance) = (1999, request.seed, Self.significance)
    return try said.isEmpty
      ? AttributeAudit(attribute: groups, labels: labels, predictions: labels, options: options)
      : AttributeAudit(attribute: groups, labels: said.labels, predictions: said.predictions, options: options)
  }

  /// All units of all layers that were tested: whether they tell images that are `inside` from others of the same label.
  private func responses(
    _ inside: [Bool?], _ labels: [Int?], _ layers: [StudyLayer], _ model: StudyModel,
    progress: @escaping ProgressHandler
  ) throws -> [AuditReport.Unit] {
    let groups = inside.map { $0.map { $0 ? 1 : 0 } }
    var tested: [(layer: String, unit: GroupUnits.Unit)] = []
    for (place, layer) in layers.enumerated() {
      let found = try GroupUnits(
        study.unitActivations(of: layer, model: model.folder), groups: groups, within: labels, parallel: parallel,
        progress: { try progress((Double(place) + $0) / Double(layers.count)) })
      tested += found.units.filter { $0.group == 1 }.map { (layer.name, $0) }
    }
    let corrected = GroupUnits.corrected(tested.map(\.unit.pValue))
    return zip(tested, corrected).map { test, value in
      AuditReport.Unit(
        layer: test.layer, unit: test.unit.column, area: test.unit.area, pValue: test.unit.pValue,
        correctedPValue: value)
    }
  }
}
