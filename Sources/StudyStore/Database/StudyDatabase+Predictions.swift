import GRDB

extension StudyDatabase {
  /// Records what a network says about every item, and from it the network's accuracy.
  ///
  /// - Parameters:
  ///   - predictions: one per item, in the order of the rows; of each the first five outputs are kept.
  ///   - model: folder name of the model.
  /// - Throws: ``StudyStoreError`` of kind `.badInput` when there is not one prediction per item, or a probability is not
  ///   finite.
  /// - Complexity: O(items), one transaction.
  public func recordPredictions(_ predictions: [StudyPrediction], ofModel model: String) throws {
    try write { db in
      let id = try StudyDatabase.modelID(model, db)
      let itemCount = try Int.fetchOne(db, sql: "SELECT count(*) FROM item") ?? 0
      guard predictions.count == itemCount else {
        throw StudyStoreError(
          kind: .badInput,
          "\(model) has \(predictions.count) predictions for \(itemCount) items. Record one prediction per item.")
      }
      try db.execute(sql: "DELETE FROM prediction WHERE modelID = ?", arguments: [id])
      let insert = try db.makeStatement(
        sql: "INSERT INTO prediction (modelID, item, rank, classIndex, probability) VALUES (?, ?, ?, ?, ?)")
      for (item, prediction) in predictions.enumerated() {
        for (rank, pair) in zip(prediction.classIndices, prediction.probabilities).prefix(5).enumerated() {
          guard pair.1.isFinite else { throw StudyDatabase.notFinite("The probability of item \(item)") }
          try insert.execute(arguments: [id, item, rank, pair.0, Double(pair.1)])
        }
      }
      try StudyDatabase.updateAccuracy(modelID: id, db)
    }
  }

  /// Forgets what a network says about the items.
  public func removePredictions(ofModel model: String) throws {
    try write { db in
      let id = try StudyDatabase.modelID(model, db)
      try db.execute(sql: "DELETE FROM prediction WHERE modelID = ?", arguments: [id])
      try StudyDatabase.updateAccuracy(modelID: id, db)
    }
  }

  /// How often the model in the folder `model` is right; nil without predictions or names of its outputs.
  public func accuracy(ofModel model: String) throws -> ModelAccuracy? {
    try read { db in
      let id = try StudyDatabase.modelID(model, db)
      let text = try String.fetchOne(db, sql: "SELECT accuracy FROM model WHERE id = ?", arguments: [id])
      return StudyJSON.value(ModelAccuracy.self, from: text)
    }
  }
}

extension StudyDatabase {
  static func notFinite(_ what: String) -> StudyStoreError {
    StudyStoreError(
      kind: .badInput, "\(what) is not a finite number. Check the network's output and the images that go in.")
  }

  /// Counts from the recorded predictions. An item counts when it has a label and some output is matched to that label.
  static func updateAccuracy(modelID: Int64, _ db: Database) throws {
    let sql = """
      WITH matched AS (SELECT DISTINCT labelIndex FROM outputClass WHERE modelID = :id AND labelIndex IS NOT NULL),
      hit AS (
        SELECT item.position, min(prediction.rank) AS rank
        FROM item
        JOIN prediction ON prediction.item = item.position AND prediction.modelID = :id
        JOIN outputClass ON outputClass.modelID = :id AND outputClass.position = prediction.classIndex
          AND outputClass.labelIndex = item.labelIndex
        GROUP BY item.position)
      SELECT
        (SELECT count(*) FROM item WHERE labelIndex IN matched) AS counted,
        (SELECT count(*) FROM item WHERE labelIndex IS NOT NULL AND labelIndex NOT IN matched) AS unmatched,
        (SELECT count(*) FROM hit WHERE rank = 0) AS top1,
        (SELECT count(*) FROM hit) AS top5,
        EXISTS (SELECT 1 FROM prediction WHERE modelID = :id)
          AND EXISTS (SELECT 1 FROM outputClass WHERE modelID = :id) AS isKnown
      """
    guard let row = try Row.fetchOne(db, sql: sql, arguments: ["id": modelID]) else { return }
    var text: String?
    if row["isKnown"] as Bool {
      let counted: Int = row["counted"]
      let accuracy = ModelAccuracy(
        top1: counted > 0 ? Double(row["top1"] as Int) / Double(counted) : nil,
        top5: counted > 0 ? Double(row["top5"] as Int) / Double(counted) : nil, counted: counted,
        unmatched: row["unmatched"])
      text = try StudyJSON.text(accuracy)
    }
    try db.execute(sql: "UPDATE model SET accuracy = ? WHERE id = ?", arguments: [text, modelID])
  }
}
