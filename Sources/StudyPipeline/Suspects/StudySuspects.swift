import NeighborSearch
import NumericKernels
import RepresentationAnalysis
public import StudyStore

/// Looks through a study for images that deserve a look: labels that are likely to be wrong, neighbors of another class,
/// errors of the network, near-duplicates and outliers.
///
/// Labels are judged by those who have not seen them: a linear probe in five parts and the neighbors, both in the last of
/// the layers. Near-duplicates come from that layer, from the pixels where they were analyzed, and from the thumbnails,
/// plain and mirrored. Nothing is written, and neither the network nor the images are needed.
public struct StudySuspects: Sendable {
  private let study: Study
  private let request: SuspectRequest
  /// Told how far the search is; throws to stop it.
  private let report: @Sendable (Double) throws -> Void
  private let ended: @Sendable (String) -> Void
  private var parallel: ParallelRows { ParallelRows(threadCount: request.threadCount) }

  /// Prepares; nothing is read yet.
  public init(
    _ study: Study, request: SuspectRequest, observer: any AnalysisObserver,
    cancellation: AnalysisCancellation = .init()
  ) {
    self.init(study, request: request) { fraction in
      try cancellation.check()
      observer.stageProgressed(StageProgress(stage: SuspectsStage.name, fraction: fraction))
    } ended: {
      observer.stageEnded(stage: SuspectsStage.name, detail: $0)
    }
  }

  init(
    _ study: Study, request: SuspectRequest, report: @escaping @Sendable (Double) throws -> Void,
    ended: @escaping @Sendable (String) -> Void
  ) {
    (self.study, self.request, self.report, self.ended) = (study, request, report, ended)
  }

  /// Searches. The same result for any number of threads. The probe takes longest: O(folds · iterations · images ·
  /// features · classes).
  ///
  /// - Throws: `StudyPipelineError` of kind `badInput` for networks and layers that the study does not have, errors of the
  ///   study's files, and `CancellationError` when asked to stop.
  public func run() throws -> SuspectReport {
    let model = try study.model(named: request.model)
    let all = try study.database.layers(ofModel: model.folder)
    let layers = try LayerChoice(layers: all, outputCount: model.outputClasses.count).inOrder(request.layers)
    guard let last = layers.last else {
      throw StudyPipelineError(
        kind: .badInput,
        description: "The study has no analyzed layer yet. Run `strata analyze` again to go on with it.")
    }
    let items = try study.database.items()
    let classes = try study.database.classes()
    var sources = SuspectSources(
      layers: try layers.map { .init(name: $0.name, graph: try graph($0, model)) }, labels: items.map(\.labelIndex))
    let names = try addPredictions(to: &sources, model, classes)
    let judged = try judgedLabels(sources, last, model)
    sources.labelIssues = judged?.issues ?? []
    sources.duplicates = try duplicates(all, last, model)
    try report(0.98)
    var options = SuspectOptions()
    options.neighborCount = request.neighborCount
    let ranking = try SuspectRanking(sources, options: options) { names[$0] }
    ended("\(ranking.suspects.count) of \(items.count) images")
    return SuspectReport(
      study: try study.description().name, model: model.name, layers: layers.map(\.name),
      labelSources: judged == nil ? [] : ["neighbours in \(last.name)", "linear probe on \(last.name)"],
      estimatedNoise: judged?.joint.noiseRate,
      labelScores: judged?.scores ?? [Double?](repeating: nil, count: items.count),
      suspects: ranking.suspects.map { Self.entry($0, items, classes) })
  }

  private func graph(_ layer: StudyLayer, _ model: StudyModel) throws -> NeighborGraph {
    try report(0)
    return try NeighborsStage.graph(study, layer: layer, model: model.folder)
  }

  /// Adds what the network says. Returns the names of labels, and behind them those of outputs that are no label.
  private func addPredictions(
    to sources: inout SuspectSources, _ model: StudyModel, _ classes: [String]
  ) throws -> [String] {
    if let said = try study.database.predictionColumns(ofModel: model.folder) {
      sources.predictions = said.correct.indices.map { item in
        guard said.correct[item] >= 0 else { return nil }
        return said.labelIndex[item] >= 0 ? said.labelIndex[item] : classes.count + max(0, said.classIndex[item])
      }
      sources.confidences = said.probability.map(Double.init)
    }
    return classes + model.outputClasses.map(\.name)
  }

  /// Which labels are likely to be wrong; nil with fewer than two classes of two images each.
  private func judgedLabels(
    _ sources: SuspectSources, _ layer: StudyLayer, _ model: StudyModel
  ) throws -> LabelIssues? {
    var counts: [Int: Int] = [:]
    for case let label? in sources.labels { counts[label, default: 0] += 1 }
    // A class of a single image cannot be learned without it.
    let labels = sources.labels.map { label in label.flatMap { counts[$0, default: 0] > 1 ? $0 : nil } }
    guard counts.values.count(where: { $0 > 1 }) > 1, let graph = sources.layers.last?.graph else { return nil }
    let activations = try study.array("activations.npy", layer: layer, model: model.folder).matrix()
    let columns = ProbeColumns(activations, seed: request.seed)
    let probe = try LinearProbe(
      columns.data, labels: labels, folds: StratifiedFolds(labels: labels, seed: request.seed),
      inverseRegularization: columns.inverseRegularization, parallel: parallel,
      progress: { try report(0.05 + 0.75 * $0) })
    let neighbors = try NearestNeighborProbabilities(graph, labels: labels)
    return try LabelIssues([probe.classProbabilities, neighbors.classProbabilities], labels: labels)
  }

  private func duplicates(_ all: [StudyLayer], _ last: StudyLayer, _ model: StudyModel) throws -> [DuplicatePair] {
    var searches: [[DuplicatePair]] = []
    let input = all.first { $0.operatorName == "Input" && $0.folder != last.folder }
    for (place, layer) in [input, last].compactMap(\.self).enumerated() {
      let graph = try graph(layer, model)
      guard graph.neighborCount >= 2 else { continue }
      searches.append(try LayerDuplicates(graph, place: place).pairs)
    }
    if let pictures = try SmallPictures.read(study, check: { try report(0.82) }) {
      let hash = try PictureHash(pictures, side: SmallPictures.side, parallel: parallel)
      searches.append(
        try PictureDuplicates(hash, parallel: parallel, progress: { try report(0.85 + 0.1 * $0) }).pairs)
    }
    return DuplicatePair.united(searches)
  }

  private static func entry(_ suspect: Suspect, _ items: [StudyItem], _ classes: [String]) -> SuspectReport.Entry {
    SuspectReport.Entry(
      item: suspect.item, identifier: items[suspect.item].identifier,
      label: items[suspect.item].labelIndex.map { classes[$0] },
      suggestedLabel: suspect.suggestedLabel.map { classes[$0] }, score: suspect.score, reason: suspect.reason,
      findings: suspect.findings.map {
        .init(kind: $0.kind.rawValue, score: $0.score, reason: $0.reason, evidence: $0.evidence)
      })
  }
}
