import Foundation
import GRDB

extension StudyDatabase {
  /// Adds an annotation, or changes the one of the same kind and name. Also a study that was opened for reading can be
  /// annotated, while another process writes it.
  public func saveAnnotation(kind: String, name: String, value: JSONValue) throws {
    let text = try StudyJSON.text(value)
    let now = Date()
    try annotate {
      try $0.execute(
        sql: """
          INSERT INTO annotation (kind, name, value, created, modified) VALUES (?, ?, ?, ?, ?)
          ON CONFLICT (kind, name) DO UPDATE SET value = excluded.value, modified = excluded.modified
          """,
        arguments: [kind, name, text, now, now])
    }
  }

  /// Removes an annotation; returns whether there was one.
  @discardableResult
  public func removeAnnotation(kind: String, name: String) throws -> Bool {
    try annotate {
      try $0.execute(sql: "DELETE FROM annotation WHERE kind = ? AND name = ?", arguments: [kind, name])
      return $0.changesCount > 0
    }
  }

  /// Annotations in the order of their making, all or of one kind.
  public func annotations(kind: String? = nil) throws -> [Annotation] {
    try read { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM annotation WHERE ?1 IS NULL OR kind = ?1 ORDER BY id", arguments: [kind]
      ).map {
        Annotation(
          kind: $0["kind"], name: $0["name"], value: StudyJSON.value(JSONValue.self, from: $0["value"]) ?? .null,
          created: $0["created"], modified: $0["modified"])
      }
    }
  }
}
