import Foundation
import GRDB

/// The catalogue of a study: everything about it but the arrays and pictures, in one SQLite file.
///
/// An instance is always migrated. Its methods are transactions: each leaves the catalogue whole, or as it was. They can
/// be called from any thread; reads go on while a write is under way.
public final class StudyDatabase: Sendable {
  private let connection: any DatabaseWriter
  /// Reads `PRAGMA data_version`, which tells one connection what others have committed. `nil` in memory.
  private let observer: DatabaseQueue?
  /// Where the catalogue is; nil in memory.
  private let url: URL?
  /// How messages name the catalogue.
  let place: String

  /// Opens the catalogue at `url`; a writer creates and migrates it.
  ///
  /// - Throws: ``StudyStoreError`` of kind `.newerVersion`, `.notAStudy`, `.corrupt` or `.inputOutput`.
  init(at url: URL, access: StudyAccess) throws {
    place = url.path
    self.url = url
    do {
      if access == .reading, StudyDatabase.mustReadImmutably(url) {
        connection = try DatabaseQueue(
          path:
            "file:\(url.path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? url.path)?immutable=1",
          configuration: StudyDatabase.configuration(access))
        observer = nil
      } else {
        if access == .writing { try StudyDatabase.checkUntouched(url) }
        connection = try DatabasePool(path: url.path, configuration: StudyDatabase.configuration(access))
        observer = try DatabaseQueue(path: url.path, configuration: StudyDatabase.configuration(.reading))
      }
      try StudyDatabase.check(connection, at: url.path)
      if access == .writing { try StudyDatabase.migrator.migrate(connection) }
    } catch let error as DatabaseError {
      throw StudyStoreError.database(error, at: url.path)
    }
  }

  /// A catalogue in memory, for tests.
  package init(settings: StudySettings = StudySettings(name: "memory")) throws {
    place = "the catalogue in memory"
    url = nil
    observer = nil
    connection = try DatabaseQueue(configuration: StudyDatabase.configuration(.writing))
    try StudyDatabase.migrator.migrate(connection)
    try recordSettings(settings)
  }

  /// Moves the `-wal` file into the catalogue, so that afterwards `study.sqlite` alone is the whole catalogue, also when
  /// some reader stays. SQLite then removes that file with the last connection, provided that this one may write.
  deinit {
    try? observer?.close()
    if let pool = connection as? DatabasePool, !pool.configuration.readonly {
      pool.invalidateReadOnlyConnections()
      _ = try? pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
    }
    try? connection.close()
  }

  /// Lets the catalogue grow no further than so many pages, as a full disk would. For tests.
  package func limitSize(pageCount: Int) throws {
    try connection.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = \(pageCount)") }
  }

  /// A number that changes whenever another connection, of this process or any other, commits a change.
  ///
  /// It is `PRAGMA data_version` of a connection that never writes; compare for equality only.
  public func changeCounter() throws -> Int {
    if let observer {
      return try translatingErrors { try observer.read { try Int.fetchOne($0, sql: "PRAGMA data_version") ?? 0 } }
    }
    return try read { $0.totalChangesCount }
  }

  func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try translatingErrors { try connection.read(body) }
  }

  func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try translatingErrors { try connection.write(body) }
  }

  /// A transaction on the annotations, which are not the business of the one process that may write the rest: SQLite's own
  /// lock, for the moment of the transaction, is enough.
  func annotate<Value>(_ body: (Database) throws -> Value) throws -> Value {
    guard connection.configuration.readonly, let url else { return try write(body) }
    return try translatingErrors {
      let queue = try DatabaseQueue(path: url.path, configuration: StudyDatabase.configuration(.writing))
      defer { try? queue.close() }
      return try queue.write(body)
    }
  }

  private func translatingErrors<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw StudyStoreError.database(error, at: place)
    }
  }
}

extension StudyDatabase {
  private static func configuration(_ access: StudyAccess) -> Configuration {
    var configuration = Configuration()
    configuration.label = "study"
    configuration.readonly = access == .reading
    configuration.busyMode = .timeout(5)
    configuration.foreignKeysEnabled = true
    return configuration
  }

  /// Reading a catalogue in WAL mode needs its `-shm` file, which cannot be made in a folder that is read-only. If there
  /// is nothing in `-wal` either, nobody is writing, and SQLite may take the file as it is.
  private static func mustReadImmutably(_ url: URL) -> Bool {
    let manager = FileManager.default
    let log = try? manager.attributesOfItem(atPath: url.path + "-wal")
    return !manager.isWritableFile(atPath: url.deletingLastPathComponent().path) && (log?[.size] as? Int ?? 0) == 0
  }

  /// Refuses before anything is written: opening a pool already writes, and what is refused shall stay as it is.
  private static func checkUntouched(_ url: URL) throws {
    guard FileManager.default.fileExists(atPath: url.path) else { return }
    do {
      let queue = try DatabaseQueue(path: url.path, configuration: configuration(.reading))
      defer { try? queue.close() }
      try check(queue, at: url.path)
    } catch is DatabaseError {
      // A catalogue whose last writer was killed may only be read after a repair, which the pool makes.
    }
  }

  /// Refuses databases that are no catalogue, or one of a newer format. An empty database passes: it is to be migrated.
  ///
  /// The table of migrations is made in a transaction of its own, before all others: a catalogue whose making was cut off
  /// there (a kill, a full disk) is empty as well.
  private static func check(_ connection: any DatabaseReader, at path: String) throws {
    try connection.read { db in
      let isEmpty =
        try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master WHERE tbl_name <> 'grdb_migrations'") == 0
      if isEmpty { return }
      guard try Int.fetchOne(db, sql: "PRAGMA application_id") == StudyFormat.applicationIdentifier else {
        throw StudyStoreError(
          kind: .notAStudy, "\(path) is an SQLite database, but no catalogue of a study. Give the folder of a study.")
      }
      let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
      guard version <= StudyFormat.version else {
        let strata = try? String.fetchOne(db, sql: "SELECT strataVersion FROM study")
        let maker = strata.map { ", made by Strata \($0)," } ?? ""
        throw StudyStoreError(
          kind: .newerVersion,
          "\(path)\(maker) has format version \(version); Strata \(StudyFormat.strataVersion) reads versions up to "
            + "\(StudyFormat.version). Install a newer Strata to open it.")
      }
    }
  }

  /// Whether every migration has been applied.
  var isMigrated: Bool {
    get throws { try read { try StudyDatabase.migrator.hasCompletedMigrations($0) } }
  }
}
