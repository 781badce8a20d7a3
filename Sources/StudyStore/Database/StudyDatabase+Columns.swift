import GRDB

extension StudyDatabase {
  /// All items, column by column. O(items).
  public func itemColumns() throws -> ItemColumns {
    try read { db in
      let names = try StudyDatabase.attributeNames(db)
      var columns = ItemColumns(identifiers: [], labels: [], attributes: [:])
      var values = [[String]](repeating: [], count: names.count)
      let rows = try Row.fetchCursor(db, sql: "SELECT identifier, labelIndex, attributes FROM item ORDER BY position")
      while let row = try rows.next() {
        columns.identifiers.append(row[0])
        columns.labels.append(row[1] as Int? ?? -1)
        if names.isEmpty { continue }
        let attributes = StudyJSON.value([String: String].self, from: row[2]) ?? [:]
        for (index, name) in names.enumerated() { values[index].append(attributes[name] ?? "") }
      }
      for (name, column) in zip(names, values) { columns.attributes[name] = column }
      return columns
    }
  }

  /// The label of every item, an index of the study's classes; -1: none. O(items).
  ///
  /// The same as ``ItemColumns/labels``, without reading what the items are called.
  public func itemLabels() throws -> [Int32] {
    try read { db in
      try (Int32?).fetchAll(db, sql: "SELECT labelIndex FROM item ORDER BY position").map { $0 ?? -1 }
    }
  }

  /// What the model in the folder `model` says about every item, column by column; nil without predictions. O(items).
  public func predictionColumns(ofModel model: String) throws -> PredictionColumns? {
    try read { db in
      let id = try StudyDatabase.modelID(model, db)
      let labels = try (Int?).fetchAll(db, sql: "SELECT labelIndex FROM item ORDER BY position")
      let outputs = try StudyDatabase.outputClasses(modelID: id, db)
      guard let top = try StudyDatabase.topPredictions(modelID: id, itemCount: labels.count, db) else { return nil }
      return StudyDatabase.columns(top, labels: labels, outputs: outputs)
    }
  }

  static func attributeNames(_ db: Database) throws -> [String] {
    StudyJSON.value([String].self, from: try String.fetchOne(db, sql: "SELECT attributeNames FROM study")) ?? []
  }

  private static func topPredictions(modelID: Int64, itemCount: Int, _ db: Database) throws -> PredictionColumns.Top? {
    var top = PredictionColumns.Top(
      classIndex: Array(repeating: [], count: itemCount), probability: Array(repeating: [], count: itemCount))
    var isEmpty = true
    let rows = try Row.fetchCursor(
      db, sql: "SELECT item, classIndex, probability FROM prediction WHERE modelID = ? ORDER BY item, rank",
      arguments: [modelID])
    while let row = try rows.next() {
      let item: Int = row[0]
      top.classIndex[item].append(row[1])
      top.probability[item].append(Float(row[2] as Double))
      isEmpty = false
    }
    return isEmpty ? nil : top
  }

  private static func columns(_ top: PredictionColumns.Top, labels: [Int?], outputs: [OutputClass])
    -> PredictionColumns
  {
    let matched = Set(outputs.compactMap(\.labelIndex))
    var columns = PredictionColumns(classIndex: [], probability: [], labelIndex: [], correct: [], top5: top)
    for (item, label) in labels.enumerated() {
      let output = top.classIndex[item].first ?? -1
      let predicted = outputs.indices.contains(output) ? outputs[output].labelIndex : nil
      columns.classIndex.append(output)
      columns.probability.append(top.probability[item].first ?? 0)
      columns.labelIndex.append(predicted ?? -1)
      if let label, matched.contains(label) {
        columns.correct.append(predicted == label ? 1 : 0)
      } else {
        columns.correct.append(-1)
      }
    }
    return columns
  }
}
