import GRDB

extension Study {
  /// The study as the page, the report and the export tell it, all from one state of the catalogue.
  ///
  /// Progress counts only while some process holds the study's lock: that of a killed writer is not repeated.
  public func description() throws -> StudyDescription {
    try database.description(includingProgress: isBeingWritten)
  }
}

extension StudyDatabase {
  /// The study as the page, the report and the export tell it, all from one state of the catalogue. Layers are told to
  /// be `running` only if `includingProgress`.
  public func description(includingProgress: Bool) throws -> StudyDescription {
    let settings = try settings()
    return try read { db in
      let progress = includingProgress ? try StudyDatabase.progress(db) : nil
      return StudyDescription(
        formatVersion: StudyFormat.version, strataVersion: settings.strataVersion, name: settings.name,
        itemCount: try Int.fetchOne(db, sql: "SELECT count(*) FROM item") ?? 0, seed: settings.seed,
        classes: try StudyDatabase.classNames(db), attributes: try StudyDatabase.attributeNames(db),
        hierarchies: try StudyDatabase.hierarchies(db),
        thumbnails: StudyJSON.value(
          ThumbnailSheets.self, from: try String.fetchOne(db, sql: "SELECT thumbnails FROM study")),
        text: StudyDatabase.shownText(settings.dataset),
        models: try Row.fetchAll(db, sql: "SELECT * FROM model ORDER BY position").map {
          try StudyDatabase.modelDescription($0, progress: progress, db)
        })
    }
  }

  private static func shownText(_ dataset: JSONValue) -> String? {
    guard case .object(let origin) = dataset else { return nil }
    return origin["text"]?.stringValue
  }

  private static func modelDescription(_ row: Row, progress: StudyProgress?, _ db: Database) throws -> ModelDescription
  {
    let id: Int64 = row["id"]
    let folder: String = row["folder"]
    let current = progress?.model == folder ? progress : nil
    let layers = try Row.fetchAll(db, sql: "SELECT * FROM layer WHERE modelID = ? ORDER BY position", arguments: [id])
    return ModelDescription(
      name: row["name"], folder: folder, series: row["series"], epoch: row["epoch"],
      corruption: StudyJSON.value(ModelCorruption.self, from: row["corruption"]),
      input: StudyJSON.value([Int].self, from: row["inputShape"]) ?? [],
      outputClasses: try outputClasses(modelID: id, db).map(\.name),
      hasPredictions: try Bool.fetchOne(
        db, sql: "SELECT EXISTS (SELECT 1 FROM prediction WHERE modelID = ?)", arguments: [id]) ?? false,
      accuracy: StudyJSON.value(ModelAccuracy.self, from: row["accuracy"]),
      layers: try layers.enumerated().map { try layerDescription($1, index: $0, progress: current, db) })
  }

  private static func layerDescription(_ row: Row, index: Int, progress: StudyProgress?, _ db: Database) throws
    -> LayerDescription
  {
    let id: Int64 = row["id"]
    let layer = layer(row)
    let current = progress?.layer == layer.folder ? progress : nil
    let metrics = try Row.fetchAll(db, sql: "SELECT * FROM metric WHERE layerID = ?", arguments: [id]).map(metric)
    let embeddings = try embeddingDescriptions(layerID: id, db)
    return LayerDescription(
      index: index, name: layer.name, folder: layer.folder, operator: layer.operatorName, shape: layer.shape,
      featureCount: layer.featureCount, pooling: layer.pooling, depth: layer.depth,
      status: current != nil ? .running : embeddings.isEmpty ? .pending : .ready, stage: current?.text,
      metrics: Dictionary(metrics.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }),
      classMetrics: Dictionary(
        metrics.compactMap { metric in metric.perClass.map { (metric.name, $0) } }, uniquingKeysWith: { $1 }),
      embeddings: embeddings,
      hasNeurons: try artifactCount(.neurons, layerID: id, db) > 0,
      features: try artifactCount(.featureImage, layerID: id, db),
      hasAtlas: try artifactCount(.atlas, layerID: id, db) > 0)
  }

  private static func artifactCount(_ role: ArtifactRole, layerID: Int64, _ db: Database) throws -> Int {
    try Int.fetchOne(
      db,
      sql: """
        SELECT count(*) FROM artifact JOIN run ON run.id = artifact.runID
        WHERE run.layerID = ? AND run.status = 'finished' AND artifact.role = ?
        """, arguments: [layerID, role.rawValue]) ?? 0
  }

  private static func embeddingDescriptions(layerID: Int64, _ db: Database) throws -> [EmbeddingDescription] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT artifact.*, run.requestedParameters, run.effectiveParameters, run.id AS id, run.stage, run.key,
          run.seed, run.codeVersion, run.started, run.finished, run.status
        FROM artifact JOIN run ON run.id = artifact.runID
        JOIN layer ON layer.id = ? JOIN model ON model.id = layer.modelID AND model.id = run.modelID
        WHERE run.status = 'finished' AND role IN ('embedding', 'alignedEmbedding') AND \(artifactIsOfLayer)
        ORDER BY run.id, artifact.name
        """, arguments: [layerID])
    let files = rows.map { (artifact: artifact($0), run: run($0, scope: .study)) }
    let aligned = Dictionary(
      files.filter { $0.artifact.role == .alignedEmbedding }.map { ($0.artifact.name, $0.artifact.attributes) },
      uniquingKeysWith: { $1 })
    return files.filter { $0.artifact.role == .embedding }.map { file in
      EmbeddingDescription(
        name: file.artifact.name ?? "", dimensions: file.artifact.shape.last ?? 0,
        method: file.artifact.attributes["method"]?.stringValue ?? "", rows: file.artifact.shape.first ?? 0,
        parameters: file.run.parameters, alignment: alignment(aligned[file.artifact.name]))
    }
  }

  private static func alignment(_ attributes: [String: JSONValue]?) -> EmbeddingDescription.Alignment? {
    guard let reference = attributes?["reference"]?.stringValue, let disparity = attributes?["disparity"]?.doubleValue
    else { return nil }
    return EmbeddingDescription.Alignment(reference: reference, disparity: disparity)
  }
}
