import Foundation
import NumericKernels
public import StudyStore

/// Keeps the images of a network that deserve a look in the study, so that its page can show them at once: what
/// `StudySuspects` finds with its defaults.
struct SuspectsStage {
  static let name = "suspects"
  static let file = "suspects.json"

  let seed: UInt64

  /// Runs the stage, or finds that its work is done.
  func run(_ context: StageContext, layers: [StudyLayer], model: String, labels: [Int?]) throws {
    let study = context.study
    guard !layers.isEmpty else { return }
    let decision = try study.beginRun(
      stage: Self.name, scope: .model(model), key: try key(study, layers: layers, model: model, labels: labels),
      parameters: ["neighborCount": .same(.integer(SuspectRequest().neighborCount))], seed: seed)
    guard case .start(let run) = decision else {
      return context.observer.stageEnded(stage: Self.name, detail: "up to date")
    }
    var request = SuspectRequest()
    (request.model, request.seed, request.threadCount) = (model, seed, context.parallel.threadCount)
    let found = try StudySuspects(study, request: request) { fraction in
      try context.report(StageProgress(stage: Self.name, fraction: fraction))
    } ended: {
      context.observer.stageEnded(stage: Self.name, detail: $0)
    }.run()
    let path = "models/\(model)/\(Self.file)"
    try StudyJSON.data(found.nameless).write(wholeTo: study.paths.url(ofRelativePath: path))
    try study.finishRun(run, artifacts: [FinishedArtifact(path: path, role: .suspects)])
  }

  private func key(_ study: Study, layers: [StudyLayer], model: String, labels: [Int?]) throws -> String {
    var key = StageKey(stage: Self.name, version: 1)
    for layer in layers {
      key.add(layer.folder, try study.contentHash(.activations, layer: layer, model: model))
      key.add("neighbors", try study.contentHash(.neighborDistances, layer: layer, model: model))
    }
    try key.add("labels", encoding: labels)
    try key.add("classes", encoding: study.database.classes())
    try key.add("predictions", encoding: study.database.predictionColumns(ofModel: model))
    try key.add("thumbnails", encoding: study.database.thumbnails()?.pages)
    key.add("seed", String(seed))
    return key.digest
  }
}

extension SuspectReport {
  /// What `strata analyze` or `strata measure` found in a network of a study, by folder name.
  ///
  /// - Returns: nil when nobody has looked yet.
  /// - Throws: errors of the study's files.
  public static func stored(_ study: Study, model: String) throws -> SuspectReport? {
    guard let run = try study.database.run(stage: SuspectsStage.name, scope: .model(model)), run.status == .finished,
      let artifact = try study.database.artifacts(ofRun: run.id).first(where: { $0.role == .suspects })
    else { return nil }
    let url = study.paths.url(ofRelativePath: artifact.path)
    guard let report = try? JSONDecoder().decode(SuspectReport.self, from: Data(contentsOf: url)) else {
      throw StudyPipelineError(
        kind: .badInput,
        description: "\(url.path) cannot be read as a list of suspects. Remove it and run `strata measure` again.")
    }
    return report
  }
}
