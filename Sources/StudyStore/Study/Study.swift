public import Foundation

/// How a study is opened.
public enum StudyAccess: Sendable, Equatable {
  /// Any number of processes may read, also while one writes.
  case reading
  /// One process at a time; it holds `study.lock` until its ``Study`` is released.
  case writing
}

/// A study on disk: a folder with a catalogue, arrays and thumbnails.
///
/// ```swift
/// let study = try Study.openOrCreate(at: url, settings: StudySettings(name: "food"))
/// switch try study.beginRun(stage: "neighbors", scope: .layer(layer, of: model), key: key, parameters: parameters) {
/// case .upToDate: break
/// case .start(let run):
///   ...                                            // write the arrays under their final names
///   try study.finishRun(run, artifacts: artifacts, metrics: metrics)
/// }
/// ```
public final class Study: Sendable {
  /// Where everything is.
  public let paths: StudyPaths
  /// How it was opened.
  public let access: StudyAccess
  /// The catalogue.
  public let database: StudyDatabase
  private let lock: StudyLock?
  let progressThrottle = ProgressThrottle()

  /// The study's folder.
  public var url: URL { paths.root }

  private init(paths: StudyPaths, access: StudyAccess, database: StudyDatabase, lock: StudyLock?) {
    self.paths = paths
    self.access = access
    self.database = database
    self.lock = lock
  }

  /// Whether some process is writing the study at this moment.
  public var isBeingWritten: Bool { lock != nil || StudyLock.isHeld(at: paths.lock) }

  /// Opens the study in the folder `url`.
  ///
  /// - Throws: ``StudyStoreError``: `.notAStudy` (no such folder, or something else is in it), `.locked` (another process
  ///   writes), `.newerVersion`, `.corrupt` or `.inputOutput`.
  public static func open(at url: URL, for access: StudyAccess) throws -> Study {
    let paths = StudyPaths(root: url)
    guard FileManager.default.fileExists(atPath: paths.catalogue.path) else {
      throw StudyStoreError(kind: .notAStudy, missingCatalogueMessage(url))
    }
    if access == .writing { return try openForWriting(paths) }
    let database = try StudyDatabase(at: paths.catalogue, access: .reading)
    guard try database.isMigrated else {
      // Made by an older version, or its creator was killed before its tables were complete.
      _ = try openForWriting(paths)
      return try open(paths, database: StudyDatabase(at: paths.catalogue, access: .reading))
    }
    return try open(paths, database: database)
  }

  /// Makes a study in the folder `url`, which must not exist or hold nothing but trainings, and opens it for writing.
  public static func create(at url: URL, settings: StudySettings) throws -> Study {
    let paths = StudyPaths(root: url)
    guard try !containsAnything(url) else {
      throw StudyStoreError(
        kind: .notAStudy,
        "\(url.path) already exists and is not empty. Choose another folder for the new study, or empty this one.")
    }
    try makeFolder(paths.root)
    let study = try openForWriting(paths)
    try study.database.recordSettings(settings)
    return study
  }

  /// Opens the study at `url` for writing, or makes one there with `settings` if the folder is missing, empty or holds only trainings. The
  /// settings of an existing study stay as they are; compare them with ``StudyDatabase/settings()``.
  public static func openOrCreate(at url: URL, settings: StudySettings) throws -> Study {
    let paths = StudyPaths(root: url)
    guard FileManager.default.fileExists(atPath: paths.catalogue.path) else {
      return try create(at: url, settings: settings)
    }
    let study = try openForWriting(paths)
    if try study.database.settingsIfRecorded() == nil { try study.database.recordSettings(settings) }
    return study
  }

  private static func open(_ paths: StudyPaths, database: StudyDatabase) throws -> Study {
    guard try database.settingsIfRecorded() != nil else {
      throw StudyStoreError(
        kind: .notAStudy,
        "\(paths.root.path) was never completed: its catalogue is empty. Run the command that made it again.")
    }
    return Study(paths: paths, access: .reading, database: database, lock: nil)
  }

  private static func openForWriting(_ paths: StudyPaths) throws -> Study {
    let lock = try StudyLock(at: paths.lock)
    let database = try StudyDatabase(at: paths.catalogue, access: .writing)
    for folder in [paths.images, paths.models] { try makeFolder(folder) }
    try database.forgetUnfinishedWork()
    return Study(paths: paths, access: .writing, database: database, lock: lock)
  }

  private static func makeFolder(_ url: URL) throws {
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    } catch {
      throw StudyStoreError(
        kind: .inputOutput,
        "\(url.path) cannot be created: \(error.localizedDescription) Choose a folder that you may write.")
    }
  }

  /// Whether something but trainings, an abandoned lock or a mere Finder file is in the folder.
  private static func containsAnything(_ url: URL) throws -> Bool {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else { return false }
    guard isFolder.boolValue else { return true }
    let entries: [String]
    do {
      entries = try FileManager.default.contentsOfDirectory(atPath: url.path)
    } catch {
      throw StudyStoreError(
        kind: .inputOutput,
        "\(url.path) cannot be read: \(error.localizedDescription) Check that you may read this folder.")
    }
    let trainings = StudyPaths(root: url).checkpoints.lastPathComponent
    return entries.contains { !["study.lock", ".DS_Store", trainings].contains($0) }
  }

  private static func missingCatalogueMessage(_ url: URL) -> String {
    if !FileManager.default.fileExists(atPath: url.path) {
      return "\(url.path) does not exist. Give the folder of a study, or make one with `strata analyze`."
    }
    return "\(url.path) is not a study: it has no study.sqlite. "
      + "Give the folder of a study, or make one with `strata analyze`."
  }
}
