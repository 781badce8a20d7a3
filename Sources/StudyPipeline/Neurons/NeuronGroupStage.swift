import NeuronAnalysis
import NumericKernels
import StudyStore

/// Scores how well the neurons of a layer tell the values of a column apart. Each column has a run of its own, beside that of
/// the maps.
struct NeuronGroupStage {
  let request: NeuronRequest
  let model: StudyModel
  let labels: [Int?]
  let column: GroupColumn

  /// Runs the stage for one layer, or finds that its work is done. Returns whether there was anything to do.
  func run(_ context: StageContext, columns: NeuronColumns, from start: Double, to end: Double) throws -> Bool {
    let (study, layer) = (context.study, columns.layer)
    let sample = MeasuredRows(labels: column.groups, limit: request.itemLimit, seed: request.seed)
    let decision = try study.beginRun(
      stage: NeuronStage.name, scope: .layer(layer.folder, of: model.folder, variant: column.name),
      key: try key(study, layer), parameters: parameters(sample), seed: request.seed)
    guard case .start(let run) = decision else { return false }
    do {
      let progress = context.handler(stage: NeuronStage.name, layer: layer, from: start, to: end)
      let scoring = try scoring(context, columns, sample, progress: progress)
      let document = NeuronGroupDocument(
        column, bins: request.bins, itemCount: sample.labels(column.groups).count { $0 != nil }, scoring: scoring)
      let writer = NeuronWriter(study: study, layer: layer, model: model.folder)
      try study.finishRun(run, artifacts: try writer.write(document, scores: scoring.scores))
      return true
    } catch {
      try? study.abandonRun(run)
      throw error
    }
  }

  private func key(_ study: Study, _ layer: StudyLayer) throws -> String {
    var key = StageKey(stage: NeuronStage.name, version: 1)
    key.add("columns", try NeuronColumns.contentHash(study, layer: layer, model: model.folder))
    key.add("column", column.name)
    try key.add("values", encoding: column.values)
    try key.add("groups", encoding: column.groups)
    try key.add("labels", encoding: labels)
    key.add("treeCount", String(request.treeCount))
    key.add("itemLimit", String(request.itemLimit))
    key.add("seed", String(request.seed))
    return key.digest
  }

  private func parameters(_ sample: MeasuredRows) -> [String: ParameterPair] {
    [
      "column": .same(.string(column.name)),
      "bins": .same(request.bins.map { .integer($0) } ?? .null),
      "sampleSize": .init(requested: .integer(request.itemLimit), effective: .integer(sample.rows.count)),
      "sampling": .same(sample.isWhole ? "all" : "stratified"),
      "seed": .same(.integer(Int(clamping: request.seed))),
    ]
  }

  /// Scores are of images drawn equally from the column's values; which neurons go together follows the images of the maps.
  private func scoring(
    _ context: StageContext, _ columns: NeuronColumns, _ sample: MeasuredRows, progress: @escaping ProgressHandler
  ) throws -> NeuronScoring {
    let mapped = MeasuredRows(labels: labels, limit: request.itemLimit, seed: request.seed)
    let correlation = try NeuronCorrelation(
      try columns.rows(mapped.rows), parallel: context.parallel, progress: { try progress(0.2 * $0) })
    let scoring = try NeuronScoring(
      try columns.rows(sample.rows), labels: sample.labels(column.groups), correlation: correlation,
      treeCount: request.treeCount, seed: request.seed, parallel: context.parallel,
      progress: { try progress(0.2 + 0.8 * $0) })
    guard let scoring else {
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "The column \(column.name) has \(column.values.count) values, none of which can be told from another: at least "
          + "two are expected, one of them with \(NeuronScoring.smallestClassSize) images. Choose another column.")
    }
    return scoring
  }
}
