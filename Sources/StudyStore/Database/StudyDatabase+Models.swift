import Foundation
import GRDB

extension StudyDatabase {
  /// Records a network and the layers that are studied, replacing what was recorded under its name.
  ///
  /// Results that are still valid stay: a layer keeps its runs as long as its folder, tensor, pooling and shape are the
  /// same and the network's content hash is. Everything else of the network is removed from the catalogue (the files of
  /// removed layers stay on disk).
  ///
  /// - Throws: ``StudyStoreError`` of kind `.badInput` for folder names that are not safe in URLs or occur twice.
  public func recordModel(_ model: StudyModel, layers: [StudyLayer]) throws {
    try StudyDatabase.validate(model, layers: layers)
    try write { db in
      let old = try Row.fetchOne(
        db, sql: "SELECT id, contentHash, folder FROM model WHERE name = ?", arguments: [model.name])
      if let old, old["contentHash"] != model.contentHash || old["folder"] != model.folder {
        try db.execute(sql: "DELETE FROM model WHERE id = ?", arguments: [old["id"] as Int64])
      }
      let id = try StudyDatabase.saveModel(model, db)
      try StudyDatabase.saveOutputClasses(model.outputClasses, modelID: id, db)
      try StudyDatabase.saveLayers(layers, modelID: id, db)
      try StudyDatabase.updateAccuracy(modelID: id, db)
    }
  }

  /// All models, in the order of their recording.
  public func models() throws -> [StudyModel] {
    try read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM model ORDER BY position").map { try StudyDatabase.model($0, db) }
    }
  }

  /// The layers of the model in the folder `model`, input first.
  public func layers(ofModel model: String) throws -> [StudyLayer] {
    try read { db in
      let id = try StudyDatabase.modelID(model, db)
      return try Row.fetchAll(db, sql: "SELECT * FROM layer WHERE modelID = ? ORDER BY position", arguments: [id])
        .map(StudyDatabase.layer)
    }
  }
}

extension StudyDatabase {
  static func modelID(_ folder: String, _ db: Database) throws -> Int64 {
    guard let id = try Int64.fetchOne(db, sql: "SELECT id FROM model WHERE folder = ?", arguments: [folder]) else {
      let known = try String.fetchAll(db, sql: "SELECT folder FROM model ORDER BY position")
      throw StudyStoreError(
        kind: .badInput,
        "The study has no model \(folder). Recorded are: \(known.isEmpty ? "none" : known.joined(separator: ", ")).")
    }
    return id
  }

  static func layerID(_ folder: String, modelID: Int64, _ db: Database) throws -> Int64 {
    guard
      let id = try Int64.fetchOne(
        db, sql: "SELECT id FROM layer WHERE modelID = ? AND folder = ?", arguments: [modelID, folder])
    else {
      let known = try String.fetchAll(
        db, sql: "SELECT folder FROM layer WHERE modelID = ? ORDER BY position", arguments: [modelID])
      throw StudyStoreError(
        kind: .badInput,
        "The model has no layer \(folder). Recorded are: \(known.isEmpty ? "none" : known.joined(separator: ", ")).")
    }
    return id
  }

  static func layer(_ row: Row) -> StudyLayer {
    StudyLayer(
      name: row["name"], tensorName: row["tensorName"], folder: row["folder"], operatorName: row["operator"],
      shape: StudyJSON.value([Int].self, from: row["shape"]) ?? [], featureCount: row["featureCount"],
      pooling: row["pooling"], depth: row["depth"],
      receptiveField: StudyJSON.value(JSONValue.self, from: row["receptiveField"]))
  }

  static func model(_ row: Row, _ db: Database) throws -> StudyModel {
    StudyModel(
      name: row["name"], folder: row["folder"], contentHash: row["contentHash"],
      inputShape: StudyJSON.value([Int].self, from: row["inputShape"]) ?? [],
      outputClasses: try outputClasses(modelID: row["id"], db),
      preprocessing: StudyJSON.value(JSONValue.self, from: row["preprocessing"]) ?? .null, series: row["series"],
      epoch: row["epoch"], corruption: StudyJSON.value(ModelCorruption.self, from: row["corruption"]))
  }

  static func outputClasses(modelID: Int64, _ db: Database) throws -> [OutputClass] {
    try Row.fetchAll(
      db, sql: "SELECT name, labelIndex FROM outputClass WHERE modelID = ? ORDER BY position", arguments: [modelID]
    ).map { OutputClass(name: $0["name"], labelIndex: $0["labelIndex"]) }
  }

  private static func validate(_ model: StudyModel, layers: [StudyLayer]) throws {
    for folder in [model.folder] + layers.map(\.folder) where StudyPaths.folderName(for: folder) != folder {
      throw StudyStoreError(
        kind: .badInput,
        "The folder name \(folder) is not safe in URLs. Use \(StudyPaths.folderName(for: folder)) instead.")
    }
    guard Set(layers.map(\.folder)).count == layers.count else {
      throw StudyStoreError(
        kind: .badInput, "Two layers of \(model.name) have the same folder. Give every layer a folder of its own.")
    }
  }

  private static func saveModel(_ model: StudyModel, _ db: Database) throws -> Int64 {
    try db.execute(
      sql: """
        INSERT INTO model (position, name, folder, contentHash, inputShape, preprocessing, series, epoch, corruption)
        VALUES ((SELECT ifnull(max(position) + 1, 0) FROM model), ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (name) DO UPDATE SET inputShape = excluded.inputShape, preprocessing = excluded.preprocessing,
          series = excluded.series, epoch = excluded.epoch, corruption = excluded.corruption
        """,
      arguments: [
        model.name, model.folder, model.contentHash, StudyJSON.text(model.inputShape),
        StudyJSON.text(model.preprocessing), model.series, model.epoch,
        model.corruption.map { corruption in try StudyJSON.text(corruption) },
      ])
    return try modelID(model.folder, db)
  }

  private static func saveOutputClasses(_ classes: [OutputClass], modelID: Int64, _ db: Database) throws {
    let classCount = try Int.fetchOne(db, sql: "SELECT count(*) FROM class") ?? 0
    try db.execute(sql: "DELETE FROM outputClass WHERE modelID = ?", arguments: [modelID])
    for (position, output) in classes.enumerated() {
      if let label = output.labelIndex, !(0..<classCount).contains(label) {
        throw StudyStoreError(
          kind: .badInput,
          "Output \(position), \(output.name), is matched to label \(label), but the study has \(classCount) classes. "
            + "Record the items first, or correct the label map.")
      }
      try db.execute(
        sql: "INSERT INTO outputClass (modelID, position, name, labelIndex) VALUES (?, ?, ?, ?)",
        arguments: [modelID, position, output.name, output.labelIndex])
    }
  }

  private static func saveLayers(_ layers: [StudyLayer], modelID: Int64, _ db: Database) throws {
    let rows = try Row.fetchAll(db, sql: "SELECT * FROM layer WHERE modelID = ?", arguments: [modelID])
    let wanted = Dictionary(layers.map { ($0.folder, $0) }, uniquingKeysWith: { first, _ in first })
    for row in rows {
      let old = layer(row)
      if let new = wanted[old.folder], new.hasSameContents(as: old) { continue }
      try db.execute(sql: "DELETE FROM layer WHERE id = ?", arguments: [row["id"] as Int64])
    }
    for (position, layer) in layers.enumerated() {
      try db.execute(
        sql: """
          INSERT INTO layer (modelID, position, name, tensorName, folder, operator, shape, featureCount, pooling, depth,
            receptiveField)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT (modelID, folder) DO UPDATE
          SET position = excluded.position, name = excluded.name, operator = excluded.operator, depth = excluded.depth,
            receptiveField = excluded.receptiveField
          """,
        arguments: [
          modelID, position, layer.name, layer.tensorName, layer.folder, layer.operatorName,
          StudyJSON.text(layer.shape), layer.featureCount, layer.pooling, layer.depth,
          layer.receptiveField.map { field in try StudyJSON.text(field) },
        ])
    }
  }
}

extension StudyLayer {
  /// Whether arrays made for `other` are also arrays of this layer.
  fileprivate func hasSameContents(as other: StudyLayer) -> Bool {
    tensorName == other.tensorName && shape == other.shape && featureCount == other.featureCount
      && pooling == other.pooling
  }
}
