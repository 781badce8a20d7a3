import Foundation
import GRDB

extension StudyDatabase {
  /// The run of `stage` on `scope`, finished or not; there is at most one.
  public func run(stage: String, scope: RunScope) throws -> StudyRun? {
    try read { db in
      let ids = try StudyDatabase.ids(of: scope, db)
      return try Row.fetchOne(
        db,
        sql: """
          SELECT * FROM run WHERE stage = ? AND ifnull(modelID, 0) = ? AND ifnull(layerID, 0) = ?
          AND ifnull(variant, '') = ?
          """, arguments: [stage, ids.model ?? 0, ids.layer ?? 0, scope.variant ?? ""]
      ).map { StudyDatabase.run($0, scope: scope) }
    }
  }

  /// All finished runs, in the order of their beginning.
  public func finishedRuns() throws -> [StudyRun] {
    try read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT run.*, model.folder AS modelFolder, layer.folder AS layerFolder FROM run
          LEFT JOIN model ON model.id = run.modelID LEFT JOIN layer ON layer.id = run.layerID
          WHERE status = 'finished' ORDER BY run.id
          """
      ).map { row in
        var scope = RunScope.study
        scope.model = row["modelFolder"]
        scope.layer = row["layerFolder"]
        scope.variant = row["variant"]
        return StudyDatabase.run(row, scope: scope)
      }
    }
  }

  /// The files of a run, by path.
  public func artifacts(ofRun id: Int64) throws -> [StudyArtifact] {
    try read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM artifact WHERE runID = ? ORDER BY path", arguments: [id])
        .map(StudyDatabase.artifact)
    }
  }

  /// The file of this role in a layer, from a finished run; nil without one. `name` is that of the embedding, for roles
  /// that have one per embedding.
  public func artifact(_ role: ArtifactRole, name: String? = nil, layer: String, of model: String) throws
    -> StudyArtifact?
  {
    try read { db in
      try Row.fetchOne(
        db,
        sql: """
          SELECT artifact.* FROM artifact
          JOIN run ON run.id = artifact.runID AND run.status = 'finished'
          JOIN model ON model.id = run.modelID AND model.folder = :model
          JOIN layer ON layer.modelID = model.id AND layer.folder = :layer
          WHERE artifact.role = :role AND artifact.name IS :name AND \(StudyDatabase.artifactIsOfLayer)
          ORDER BY run.id DESC
          """,
        arguments: ["role": role.rawValue, "name": name, "layer": layer, "model": model]
      ).map(StudyDatabase.artifact)
    }
  }

  /// The names under which a layer has files of this role from finished runs, ascending.
  public func artifactNames(_ role: ArtifactRole, layer: String, of model: String) throws -> [String] {
    try read { db in
      try String.fetchAll(
        db,
        sql: """
          SELECT DISTINCT artifact.name FROM artifact
          JOIN run ON run.id = artifact.runID AND run.status = 'finished'
          JOIN model ON model.id = run.modelID AND model.folder = :model
          JOIN layer ON layer.modelID = model.id AND layer.folder = :layer
          WHERE artifact.role = :role AND artifact.name IS NOT NULL AND \(StudyDatabase.artifactIsOfLayer)
          ORDER BY artifact.name
          """, arguments: ["role": role.rawValue, "layer": layer, "model": model])
    }
  }

  /// Numbers about a layer, by name.
  public func metrics(layer: String, of model: String) throws -> [StudyMetric] {
    try read { db in
      let modelID = try StudyDatabase.modelID(model, db)
      let layerID = try StudyDatabase.layerID(layer, modelID: modelID, db)
      return try Row.fetchAll(db, sql: "SELECT * FROM metric WHERE layerID = ? ORDER BY name", arguments: [layerID])
        .map(StudyDatabase.metric)
    }
  }
}

extension StudyDatabase {
  /// Removes whatever is recorded of the run's stage and scope, and records that it has begun.
  func replaceRun(with run: StudyRun) throws -> StudyRun {
    try write { try StudyDatabase.replaceRun(with: run, $0) }
  }

  func finishRun(_ run: StudyRun, artifacts: [StudyArtifact], metrics: [StudyMetric]) throws {
    try write { try finishRun(run, artifacts: artifacts, metrics: metrics, $0) }
  }

  /// Both in one transaction.
  func recordRun(_ run: StudyRun, artifacts: [StudyArtifact]) throws -> StudyRun {
    try write { db in
      let begun = try StudyDatabase.replaceRun(with: run, db)
      let own = artifacts.map { artifact in
        var artifact = artifact
        artifact.runID = begun.id
        return artifact
      }
      try finishRun(begun, artifacts: own, metrics: [], db)
      return begun
    }
  }

  private static func replaceRun(with run: StudyRun, _ db: Database) throws -> StudyRun {
    let requested = try StudyJSON.text(run.parameters.mapValues(\.requested))
    let effective = try StudyJSON.text(run.parameters.mapValues(\.effective))
    let ids = try StudyDatabase.ids(of: run.scope, db)
    try db.execute(
      sql: """
        DELETE FROM run WHERE stage = ? AND ifnull(modelID, 0) = ? AND ifnull(layerID, 0) = ?
        AND ifnull(variant, '') = ?
        """, arguments: [run.stage, ids.model ?? 0, ids.layer ?? 0, run.scope.variant ?? ""])
    try db.execute(
      sql: """
        INSERT INTO run (stage, modelID, layerID, variant, key, requestedParameters, effectiveParameters, seed,
          codeVersion, started, status)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'running')
        """,
      arguments: [
        run.stage, ids.model, ids.layer, run.scope.variant, run.key, requested, effective,
        run.seed.map { Int64(bitPattern: $0) }, run.codeVersion, run.started,
      ])
    var begun = run
    begun.id = db.lastInsertedRowID
    return begun
  }

  private func finishRun(
    _ run: StudyRun, artifacts: [StudyArtifact], metrics: [StudyMetric], _ db: Database
  ) throws {
    let effective = try StudyJSON.text(run.parameters.mapValues(\.effective))
    try db.execute(
      sql: "UPDATE run SET effectiveParameters = ?, finished = ?, status = 'finished' WHERE id = ? AND key = ?",
      arguments: [effective, run.finished, run.id, run.key])
    guard db.changesCount == 1 else {
      throw StudyStoreError(
        kind: .badInput,
        "The run \(run.id) of \(run.stage) is not recorded in \(place); it was replaced or its layer was removed. "
          + "Begin the run again.")
    }
    try db.execute(sql: "DELETE FROM artifact WHERE runID = ?", arguments: [run.id])
    for artifact in artifacts { try StudyDatabase.insert(artifact, db) }
    try StudyDatabase.replaceMetrics(metrics, of: run, db)
  }

  func removeRun(_ id: Int64) throws {
    try write { try $0.execute(sql: "DELETE FROM run WHERE id = ?", arguments: [id]) }
  }

  private static func insert(_ artifact: StudyArtifact, _ db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO artifact (path, runID, role, name, shape, attributes, byteCount, sha256)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        artifact.path, artifact.runID, artifact.role.rawValue, artifact.name, StudyJSON.text(artifact.shape),
        StudyJSON.text(artifact.attributes), artifact.byteCount, artifact.sha256,
      ])
  }

  private static func replaceMetrics(_ metrics: [StudyMetric], of run: StudyRun, _ db: Database) throws {
    let ids = try ids(of: run.scope, db)
    try db.execute(sql: "DELETE FROM metric WHERE runID = ?", arguments: [run.id])
    for metric in metrics {
      try db.execute(
        sql: "INSERT INTO metric (runID, modelID, layerID, name, value, perClass) VALUES (?, ?, ?, ?, ?, ?)",
        arguments: [
          run.id, ids.model, ids.layer, metric.name, metric.value,
          metric.perClass.map { values in try StudyJSON.text(values) },
        ])
    }
  }

  static func ids(of scope: RunScope, _ db: Database) throws -> (model: Int64?, layer: Int64?) {
    guard let model = scope.model else { return (nil, nil) }
    let modelID = try modelID(model, db)
    return (modelID, try scope.layer.map { try layerID($0, modelID: modelID, db) })
  }

  static func run(_ row: Row, scope: RunScope) -> StudyRun {
    let requested = StudyJSON.value([String: JSONValue].self, from: row["requestedParameters"]) ?? [:]
    let effective = StudyJSON.value([String: JSONValue].self, from: row["effectiveParameters"]) ?? [:]
    let names = Set(requested.keys).union(effective.keys)
    let pairs = names.map {
      ($0, ParameterPair(requested: requested[$0] ?? .null, effective: effective[$0] ?? .null))
    }
    return StudyRun(
      id: row["id"], stage: row["stage"], scope: scope, key: row["key"],
      parameters: Dictionary(uniqueKeysWithValues: pairs),
      seed: (row["seed"] as Int64?).map { UInt64(bitPattern: $0) }, codeVersion: row["codeVersion"],
      started: row["started"], finished: row["finished"],
      status: StudyRun.Status(rawValue: row["status"]) ?? .running)
  }

  /// A run of one layer owns all that it made; a run of the whole model (extraction, alignment) made files of many layers,
  /// each in its layer's folder.
  static let artifactIsOfLayer = """
    (run.layerID = layer.id OR (run.layerID IS NULL
      AND instr(artifact.path, 'models/' || model.folder || '/' || layer.folder || '/') = 1))
    """

  static func artifact(_ row: Row) -> StudyArtifact {
    StudyArtifact(
      runID: row["runID"], path: row["path"], role: ArtifactRole(rawValue: row["role"]) ?? .other, name: row["name"],
      shape: StudyJSON.value([Int].self, from: row["shape"]) ?? [],
      attributes: StudyJSON.value([String: JSONValue].self, from: row["attributes"]) ?? [:],
      byteCount: row["byteCount"], sha256: row["sha256"])
  }

  static func metric(_ row: Row) -> StudyMetric {
    StudyMetric(
      name: row["name"], value: row["value"], perClass: StudyJSON.value([Double?].self, from: row["perClass"]))
  }
}
