import Foundation
import NeuronAnalysis
import NumericKernels
import StudyStore

/// Maps the neurons of a layer.
struct NeuronStage {
  static let name = "neurons"

  let request: NeuronRequest
  let model: StudyModel
  let labels: [Int?]

  /// Runs the stage for one layer, or finds that its work is done. Returns whether there was anything to do.
  func run(_ context: StageContext, columns: NeuronColumns, from start: Double, to end: Double) throws -> Bool {
    let (study, layer) = (context.study, columns.layer)
    let sample = MeasuredRows(labels: labels, limit: request.itemLimit, seed: request.seed)
    let hash = try NeuronColumns.contentHash(study, layer: layer, model: model.folder)
    let decision = try study.beginRun(
      stage: Self.name, scope: .layer(layer.folder, of: model.folder), key: try key(study, layer, columns: hash),
      parameters: parameters(sample, columns: hash), seed: request.seed)
    guard case .start(let run) = decision else { return false }
    do {
      let progress = context.handler(stage: Self.name, layer: layer, from: start, to: end)
      try make(context, columns, sample, run: run, progress: progress)
      return true
    } catch {
      try? study.abandonRun(run)
      throw error
    }
  }

  /// Whether the layer has maps of the activations that it has now, made with whatever options.
  func isMapped(_ study: Study, _ layer: StudyLayer) throws -> Bool {
    let scope = RunScope.layer(layer.folder, of: model.folder)
    guard let run = try study.database.run(stage: Self.name, scope: scope),
      try study.finishedRun(stage: Self.name, scope: scope, key: run.key) != nil
    else { return false }
    let columns = try NeuronColumns.contentHash(study, layer: layer, model: model.folder)
    return run.parameters["activations"]?.effective.stringValue == columns
  }

  private func key(_ study: Study, _ layer: StudyLayer, columns: String) throws -> String {
    var key = StageKey(stage: Self.name, version: 2)
    key.add("columns", columns)
    try key.add("labels", encoding: labels)
    try key.add("projections", encoding: request.projections)
    key.add("iterationCount", String(request.options.iterationCount))
    key.add("perplexity", String(request.options.perplexity))
    key.add("neighborCount", String(request.options.neighborCount))
    key.add("treeCount", String(request.treeCount))
    key.add("itemLimit", String(request.itemLimit))
    key.add("seed", String(request.seed))
    return key.digest
  }

  private func parameters(_ sample: MeasuredRows, columns: String) -> [String: ParameterPair] {
    [
      "activations": .same(.string(columns)),
      "sampleSize": .init(requested: .integer(request.itemLimit), effective: .integer(sample.rows.count)),
      "sampling": .same(sample.isWhole ? "all" : "stratified"),
      "seed": .same(.integer(Int(clamping: request.seed))),
    ]
  }

  private func make(
    _ context: StageContext, _ columns: NeuronColumns, _ sample: MeasuredRows, run: StudyRun,
    progress: @escaping ProgressHandler
  ) throws {
    let activations = try columns.rows(sample.rows)
    let correlation = try NeuronCorrelation(
      activations, parallel: context.parallel, progress: { try progress($0 / 10) })
    var options = request.options
    options.seed = request.seed
    let maps = try NeuronProjection.maps(
      of: correlation, methods: request.projections, options: options, parallel: context.parallel,
      progress: { try progress(0.1 + 0.3 * $0) })
    let scoring =
      try request.treeCount == 0
      ? nil
      : NeuronScoring(
        activations, labels: sample.labels(labels), correlation: correlation, treeCount: request.treeCount,
        seed: request.seed, parallel: context.parallel, progress: { try progress(0.4 + 0.6 * $0) })
    let clusters = NeuronClusters(correlation, parallel: context.parallel)
    let document = NeuronDocument(
      neuronCount: correlation.neuronCount, itemCount: sample.rows.count, kind: columns.kind,
      constant: correlation.constant, projections: maps.map(NeuronDocument.Projection.init),
      clusters: .init(
        count: clusters.count, ofNeuron: clusters.ofNeuron.map { $0 ?? -1 }, silhouette: clusters.silhouette),
      meanActivation: ColumnSums.mean(activations, parallel: context.parallel),
      scoredClasses: scoring?.classes ?? [],
      scores: scoring?.described ?? [], forests: scoring?.forests ?? [], bestClass: scoring?.bestClass,
      bestScore: scoring?.bestScore,
      specialization: scoring?.specialization.map(NeuronDocument.Specialization.init))
    let writer = NeuronWriter(study: context.study, layer: columns.layer, model: model.folder)
    try context.study.finishRun(
      run, artifacts: try writer.write(document, maps: maps, scores: scoring?.scores ?? []))
  }
}

extension NeuronDocument.Projection {
  init(_ map: NeuronProjection) {
    self.init(
      name: map.method.rawValue, title: map.method.title,
      parameters: map.parameters.mapValues {
        ParameterPair(requested: .number($0.requested), effective: .number($0.effective))
      }, measures: map.measures)
  }
}

extension NeuronDocument.Specialization {
  init(_ found: Specialization) {
    self.init(
      value: found.value, expected: found.expected, pValue: found.pValue, permutationCount: found.permutationCount,
      neighborCount: found.neighborCount,
      classes: found.classes.map {
        .init(
          classIndex: $0.classIndex, neuronCount: $0.neuronCount, value: $0.value, expected: $0.expected,
          pValue: $0.pValue)
      })
  }
}
