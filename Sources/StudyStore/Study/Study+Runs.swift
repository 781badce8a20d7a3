public import Foundation

extension Study {
  /// Decides whether a stage has to run, and if so records that it has begun.
  ///
  /// A finished run of the same stage, scope and key is good as long as each of its files is on disk with the recorded
  /// size. Otherwise that run, or one with another key, is taken out of the catalogue with its artifacts and metrics
  /// before the new one begins: from here on its files may be overwritten.
  ///
  /// - Parameters:
  ///   - stage: e.g. `extract`, `neighbors`, `embed`.
  ///   - scope: what it works on; two runs of one stage on the same layer need a variant each.
  ///   - key: content hash of everything that decides the result.
  ///   - parameters: by name, as requested and as they will be used.
  ///   - seed: of its random numbers, if it draws any.
  /// - Returns: that there is nothing to do, or the run that has begun.
  /// - Throws: ``StudyStoreError``; `.badInput` when the model or layer is not recorded.
  public func beginRun(
    stage: String, scope: RunScope, key: String, parameters: [String: ParameterPair] = [:], seed: UInt64? = nil
  ) throws -> RunDecision {
    try requireWriting()
    if let run = try finishedRun(stage: stage, scope: scope, key: key) { return .upToDate(run) }
    let run = StudyRun(
      id: 0, stage: stage, scope: scope, key: key, parameters: parameters, seed: seed,
      codeVersion: StudyFormat.strataVersion, started: Date(), finished: nil, status: .running)
    return .start(try database.replaceRun(with: run))
  }

  /// The finished run of this key if all its files are in place; nothing is changed.
  public func finishedRun(stage: String, scope: RunScope, key: String) throws -> StudyRun? {
    guard let run = try database.run(stage: stage, scope: scope), run.status == .finished, run.key == key else {
      return nil
    }
    let areInPlace = try database.artifacts(ofRun: run.id).allSatisfy {
      ArtifactMeasure.byteCount(of: paths.url(ofRelativePath: $0.path)) == $0.byteCount
    }
    return areInPlace ? run : nil
  }

  /// Records, in one transaction, that a run is finished, what files it made and what it measured.
  ///
  /// Call it after the files are in place under their final names: they are measured and hashed here.
  ///
  /// - Parameters:
  ///   - run: as ``beginRun(stage:scope:key:parameters:seed:)`` gave it.
  ///   - artifacts: the files of the run; a later ``beginRun(stage:scope:key:parameters:seed:)`` checks them.
  ///   - metrics: numbers about the run's scope.
  ///   - effective: parameters whose used value was known only after the work, e.g. the number of iterations.
  /// - Returns: the run as it is recorded now.
  /// - Throws: ``StudyStoreError``; `.badInput` when a file is missing or outside the study, a metric is not finite, or
  ///   the run was not begun by this study. Nothing is recorded then.
  /// - Complexity: O(bytes of the artifacts), for the SHA-256.
  @discardableResult
  public func finishRun(
    _ run: StudyRun, artifacts: [FinishedArtifact] = [], metrics: [StudyMetric] = [],
    effective: [String: JSONValue] = [:]
  ) throws -> StudyRun {
    try requireWriting()
    let measured = try artifacts.map { try ArtifactMeasure.artifact($0, runID: run.id, paths: paths) }
    for metric in metrics where !metric.value.isFinite {
      throw StudyDatabase.notFinite("The metric \(metric.name) of \(run.stage)")
    }
    var finished = run
    for (name, value) in effective {
      finished.parameters[name, default: ParameterPair(requested: .null, effective: value)].effective = value
    }
    finished.finished = Date()
    finished.status = .finished
    try database.finishRun(finished, artifacts: measured, metrics: metrics)
    return finished
  }

  /// Records in one transaction a run whose files are in place already, for stages that add to their files bit by bit: readers
  /// see what was recorded of the stage and the scope before, or this, and never neither.
  ///
  /// - Parameters: as of ``beginRun(stage:scope:key:parameters:seed:)`` and
  ///   ``finishRun(_:artifacts:metrics:effective:)``.
  /// - Returns: whether it was not recorded yet.
  /// - Throws: ``StudyStoreError``; `.badInput` when the model or layer is not recorded, or a file is missing or outside the
  ///   study. What was recorded before stays then.
  /// - Complexity: O(bytes of the artifacts), for the SHA-256.
  @discardableResult
  public func recordRun(
    stage: String, scope: RunScope, key: String, parameters: [String: ParameterPair] = [:], seed: UInt64? = nil,
    artifacts: [FinishedArtifact]
  ) throws -> Bool {
    try requireWriting()
    guard try finishedRun(stage: stage, scope: scope, key: key) == nil else { return false }
    let measured = try artifacts.map { try ArtifactMeasure.artifact($0, runID: 0, paths: paths) }
    let now = Date()
    let run = StudyRun(
      id: 0, stage: stage, scope: scope, key: key, parameters: parameters, seed: seed,
      codeVersion: StudyFormat.strataVersion, started: now, finished: now, status: .finished)
    _ = try database.recordRun(run, artifacts: measured)
    return true
  }

  /// Takes back ``beginRun(stage:scope:key:parameters:seed:)`` after an error or cancellation.
  public func abandonRun(_ run: StudyRun) throws {
    try requireWriting()
    try database.removeRun(run.id)
  }

  /// Where a recorded file is, or nil when the catalogue does not know it.
  public func file(_ role: ArtifactRole, name: String? = nil, layer: String, of model: String) throws -> URL? {
    try database.artifact(role, name: name, layer: layer, of: model).map { paths.url(ofRelativePath: $0.path) }
  }

  func requireWriting() throws {
    guard access == .writing else {
      throw StudyStoreError(
        kind: .badInput, "\(url.path) was opened for reading and cannot be changed. Open it for writing.")
    }
  }
}
