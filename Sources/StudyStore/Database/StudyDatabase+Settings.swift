import Foundation
import GRDB

extension StudyDatabase {
  /// What the study was made with.
  public func settings() throws -> StudySettings {
    guard let settings = try settingsIfRecorded() else {
      throw StudyStoreError(
        kind: .notAStudy, "\(place) was never completed: it says nothing about a study. Make the study again.")
    }
    return settings
  }

  func settingsIfRecorded() throws -> StudySettings? {
    try read { db in
      try Row.fetchOne(db, sql: "SELECT name, seed, dataset, strataVersion FROM study").map { row in
        StudySettings(
          name: row["name"], seed: UInt64(row["seed"] as Int64),
          dataset: StudyJSON.value(JSONValue.self, from: row["dataset"]) ?? .null, strataVersion: row["strataVersion"])
      }
    }
  }

  package func recordSettings(_ settings: StudySettings) throws {
    guard let seed = Int64(exactly: settings.seed) else {
      throw StudyStoreError(
        kind: .badInput, "The seed \(settings.seed) is too large. Choose one below 9,223,372,036,854,775,808.")
    }
    let dataset = try StudyJSON.text(settings.dataset)
    try write { db in
      try db.execute(
        sql: """
          INSERT INTO study (id, name, formatVersion, strataVersion, seed, dataset, attributeNames, created)
          VALUES (1, ?, ?, ?, ?, ?, '[]', ?)
          """,
        arguments: [settings.name, StudyFormat.version, settings.strataVersion, seed, dataset, Date()])
    }
  }

  /// Replaces the description of where the images come from.
  public func recordDataset(_ dataset: JSONValue) throws {
    let text = try StudyJSON.text(dataset)
    try write { try $0.execute(sql: "UPDATE study SET dataset = ?", arguments: [text]) }
  }

  /// Says which sprite pages hold the thumbnails. Their files must be in the folder `images`.
  public func recordThumbnails(_ sheets: ThumbnailSheets) throws {
    let text = try StudyJSON.text(sheets)
    try write { try $0.execute(sql: "UPDATE study SET thumbnails = ?", arguments: [text]) }
  }

  /// The sprite pages, once they are made.
  public func thumbnails() throws -> ThumbnailSheets? {
    try read { db in
      StudyJSON.value(ThumbnailSheets.self, from: try String.fetchOne(db, sql: "SELECT thumbnails FROM study"))
    }
  }
}
