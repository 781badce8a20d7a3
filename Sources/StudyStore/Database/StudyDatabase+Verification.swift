import GRDB

extension StudyDatabase {
  /// The version of SQLite, such as 3.40.1.
  public static var engineVersion: String {
    (try? DatabaseQueue().read { try String.fetchOne($0, sql: "SELECT sqlite_version()") }) ?? "unknown"
  }

  /// Every file that the catalogue names, by path.
  public func artifacts() throws -> [StudyArtifact] {
    try read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM artifact ORDER BY path").map(StudyDatabase.artifact)
    }
  }

  /// What SQLite finds wrong with the catalogue's own file: indices, pages, and references to rows that are gone. Empty when it is whole.
  func faults() throws -> [String] {
    try read { db in
      let found = try String.fetchAll(db, sql: "PRAGMA integrity_check(20)").filter { $0 != "ok" }
      let references = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").count
      return found + (references == 0 ? [] : ["\(references) rows refer to rows that are not there"])
    }
  }
}
