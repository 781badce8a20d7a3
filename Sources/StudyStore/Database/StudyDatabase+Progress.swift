import Foundation
import GRDB

extension StudyDatabase {
  /// What the writer said last that it is doing. It may have been killed since: see ``Study/isBeingWritten``.
  public func progress() throws -> StudyProgress? {
    try read(StudyDatabase.progress)
  }

  static func progress(_ db: Database) throws -> StudyProgress? {
    try Row.fetchOne(db, sql: "SELECT * FROM progress").map {
      StudyProgress(stage: $0["stage"], model: $0["model"], layer: $0["layer"], fraction: $0["fraction"])
    }
  }

  func recordProgress(_ progress: StudyProgress?) throws {
    try write { db in
      guard let progress else { return try db.execute(sql: "DELETE FROM progress") }
      try db.execute(
        sql: """
          INSERT OR REPLACE INTO progress (id, stage, model, layer, fraction, updated) VALUES (1, ?, ?, ?, ?, ?)
          """,
        arguments: [
          progress.stage, progress.model, progress.layer, min(max(progress.fraction, 0), 1), Date(),
        ])
    }
  }

  /// Removes what a killed writer left: runs that never finished, and its progress.
  func forgetUnfinishedWork() throws {
    try write { try $0.execute(sql: "DELETE FROM run WHERE status = 'running'; DELETE FROM progress") }
  }
}
