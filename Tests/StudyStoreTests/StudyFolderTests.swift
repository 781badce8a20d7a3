import Foundation
import StudyStore
import Testing

@Suite("The study's folder")
struct StudyFolderTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("a new study is found again with its settings and its folders")
  func createAndOpen() throws {
    let settings = StudySettings(name: "food", seed: 42, dataset: ["source": "photos", "sampled": 1500])
    do { _ = try Study.create(at: folder.study, settings: settings) }
    let study = try Study.open(at: folder.study, for: .writing)
    #expect(try study.database.settings() == settings)
    #expect(FileManager.default.fileExists(atPath: study.paths.images.path))
    #expect(FileManager.default.fileExists(atPath: study.paths.models.path))
  }

  @Test("a study made anew in place of an existing one keeps the old settings")
  func openOrCreate() throws {
    do { _ = try Study.openOrCreate(at: folder.study, settings: StudySettings(name: "first", seed: 1)) }
    let study = try Study.openOrCreate(at: folder.study, settings: StudySettings(name: "second", seed: 2))
    #expect(try study.database.settings().name == "first")
  }

  @Test("a folder with trainings becomes a study, and the trainings stay")
  func trainings() throws {
    let training = StudyPaths(root: folder.study).checkpoints.appendingPathComponent("digits/training.json")
    try FileManager.default.createDirectory(
      at: training.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data("{}".utf8).write(to: training)
    let study = try Study.openOrCreate(at: folder.study, settings: StudySettings(name: "new"))
    #expect(try study.database.settings().name == "new")
    #expect(FileManager.default.fileExists(atPath: training.path))
  }

  @Test("a folder that is missing, one without a catalogue and one with other files are refused")
  func notAStudy() throws {
    let missing = folder.url.appendingPathComponent("none.study")
    #expect(storeError { _ = try Study.open(at: missing, for: .reading) }?.kind == .notAStudy)
    #expect(storeError { _ = try Study.open(at: folder.url, for: .reading) }?.kind == .notAStudy)
    try Data("x".utf8).write(to: folder.url.appendingPathComponent("notes.txt"))
    let error = storeError { _ = try Study.openOrCreate(at: folder.url, settings: StudySettings(name: "x")) }
    #expect(error?.kind == .notAStudy)
    #expect(error?.description.contains("is not empty. Choose another folder") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["notes.txt"])
  }

  @Test("a second writer in the same process is refused with the first one's number; readers are let in")
  func lock() throws {
    var writer: Study? = try SampleStudy.make(at: folder.study)
    let error = storeError { _ = try Study.open(at: folder.study, for: .writing) }
    #expect(error?.kind == .locked)
    #expect(error?.description.contains("process \(getpid()) on ") == true)
    let reader = try Study.open(at: folder.study, for: .reading)
    #expect(try reader.database.itemCount() == 4)
    #expect(reader.isBeingWritten)
    #expect(writer != nil)
    writer = nil
    #expect(!reader.isBeingWritten)
    _ = try Study.open(at: folder.study, for: .writing)
  }

  @Test("a writer in another process is named with its command")
  func lockOfAnotherProcess() throws {
    do { _ = try SampleStudy.make(at: folder.study) }
    let lock = folder.study.appendingPathComponent("study.lock").path
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [
      "-c", "exec 9>>'\(lock)'; flock -x 9 && printf '%s\\nnode7\\nstrata analyze\\n' $$ > '\(lock)'; echo; sleep 60",
    ]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    defer { process.terminate() }
    _ = output.fileHandleForReading.availableData
    let error = storeError { _ = try Study.open(at: folder.study, for: .writing) }
    #expect(error?.kind == .locked)
    #expect(
      error?.description.contains("process \(process.processIdentifier) on node7 (strata analyze); a study has one")
        == true)
  }

  @Test("a reader cannot change the study")
  func readOnly() throws {
    do { _ = try SampleStudy.make(at: folder.study) }
    let reader = try Study.open(at: folder.study, for: .reading)
    #expect(storeError { _ = try reader.beginRun(stage: "x", scope: .study, key: "k") }?.kind == .badInput)
    #expect(storeError { try reader.database.recordItems([], classes: []) }?.kind == .inputOutput)
  }

  @Test("a reader sees what a writer commits, and the change counter says so")
  func changeCounter() throws {
    let writer = try SampleStudy.make(at: folder.study)
    let reader = try Study.open(at: folder.study, for: .reading)
    let before = try reader.database.changeCounter()
    #expect(try reader.database.changeCounter() == before)
    try writer.database.saveAnnotation(kind: "view", name: "a", value: nil)
    #expect(try reader.database.changeCounter() != before)
    #expect(try reader.database.annotations().count == 1)
  }

  @Test("a run whose process was killed leaves nothing finished, and the next writer starts it again")
  func killed() throws {
    do {
      let study = try SampleStudy.make(at: folder.study)
      try SampleStudy.embed(study, key: "k1")
      _ = try study.beginRun(stage: "embed", scope: SampleStudy.scope, key: "k2")
      try study.reportProgress(StudyProgress(stage: "embed", fraction: 0.5))
    }
    let study = try Study.open(at: folder.study, for: .writing)
    #expect(try study.database.finishedRuns().isEmpty)
    #expect(try study.database.run(stage: "embed", scope: SampleStudy.scope) == nil)
    #expect(try study.database.progress() == nil)
    #expect(try SampleStudy.embed(study, key: "k2") != nil)
  }

  @Test("what a kill leaves on disk holds no unfinished work as finished, and everything that was finished")
  func snapshotOfRunningWriter() throws {
    let study = try SampleStudy.make(at: folder.study)
    try SampleStudy.embed(study, key: "k1")
    let other = RunScope.layer("00-data", of: "tiny_net")
    guard case .start(let run) = try study.beginRun(stage: "embed", scope: other, key: "k2") else { throw Unexpected() }
    try SampleStudy.write("half", to: "models/tiny_net/00-data/umap-2d.npy.partial", of: study)
    let copy = folder.url.appendingPathComponent("killed.study")
    try FileManager.default.copyItem(at: folder.study, to: copy)
    try study.finishRun(run)
    let killed = try Study.open(at: copy, for: .writing)
    #expect(try killed.database.finishedRuns().map(\.key) == ["k1"])
    #expect(try killed.finishedRun(stage: "embed", scope: SampleStudy.scope, key: "k1") != nil)
    #expect(try killed.database.items() == SampleStudy.items)
    #expect(try study.database.finishedRuns().map(\.key) == ["k1", "k2"])
  }

  @Test("a full disk is an error with a remedy, and the catalogue stays as it was")
  func fullDisk() throws {
    let study = try SampleStudy.make(at: folder.study)
    try study.database.limitSize(pageCount: 60)
    let items = (0..<5000).map { StudyItem(identifier: "a rather long name of an image, number \($0).jpg") }
    let error = storeError { try study.database.recordItems(items, classes: []) }
    #expect(error?.kind == .inputOutput)
    #expect(error?.description.contains("Free some space") == true)
    #expect(try study.database.items() == SampleStudy.items)
  }

  @Test("a study on a medium that cannot be written is read all the same", .enabled(if: getuid() != 0))
  func readOnlyMedium() throws {
    do { _ = try SampleStudy.embed(SampleStudy.make(at: folder.study)) }
    let manager = FileManager.default
    try manager.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.study.path)
    defer { try? manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.study.path) }
    let study = try Study.open(at: folder.study, for: .reading)
    #expect(try study.database.items() == SampleStudy.items)
    #expect(try study.database.changeCounter() == study.database.changeCounter())
    let files = try manager.contentsOfDirectory(atPath: folder.study.path)
    #expect(files.sorted() == ["images", "models", "study.lock", "study.sqlite"])
    #expect(
      storeError { _ = try Study.create(at: folder.study, settings: StudySettings(name: "x")) }?.kind == .notAStudy)
  }

  @Test("a study of a newer format is refused with both versions")
  func newerVersion() throws {
    do { _ = try Study.create(at: folder.study, settings: StudySettings(name: "x", strataVersion: "3.1.4")) }
    try sqlite("PRAGMA user_version = 7")
    for access in [StudyAccess.reading, .writing] {
      let error = storeError { _ = try Study.open(at: folder.study, for: access) }
      #expect(error?.kind == .newerVersion)
      #expect(error?.description.contains("made by Strata 3.1.4, has format version 7") == true)
    }
  }

  @Test("after the writer has gone, study.sqlite alone is the whole catalogue")
  func noWriteAheadLogRemains() throws {
    do { _ = try SampleStudy.make(at: folder.study) }
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.study.path)
    #expect(files.sorted() == ["images", "models", "study.lock", "study.sqlite"])
  }

  @Test("a damaged catalogue is named")
  func corrupt() throws {
    do { _ = try SampleStudy.make(at: folder.study) }
    let catalogue = folder.study.appendingPathComponent("study.sqlite")
    try Data("this is not a database, it is a page of text, and a long one".utf8).write(to: catalogue)
    for access in [StudyAccess.reading, .writing] {
      let error = storeError { _ = try Study.open(at: folder.study, for: access) }
      #expect(error?.kind == .corrupt)
      #expect(error?.description.hasPrefix(catalogue.path) == true)
    }
  }

  @Test("a database of another program is refused")
  func foreignDatabase() throws {
    try FileManager.default.createDirectory(at: folder.study, withIntermediateDirectories: true)
    try sqlite("CREATE TABLE other (id INTEGER)")
    #expect(storeError { _ = try Study.open(at: folder.study, for: .writing) }?.kind == .notAStudy)
  }

  @Test("a study made before there were epochs keeps what it has, also when it is only read")
  func olderTables() throws {
    do { _ = try SampleStudy.make(at: folder.study) }
    for statement in [
      "ALTER TABLE model DROP COLUMN series", "ALTER TABLE model DROP COLUMN epoch",
      "DELETE FROM grdb_migrations WHERE identifier = '3 epochs'",
    ] { try sqlite(statement) }
    let study = try Study.open(at: folder.study, for: .reading)
    #expect(try study.database.models() == [SampleStudy.model])
    #expect(try study.description().models[0].series == nil)
  }

  @Test("a study whose making was interrupted before its settings is completed by its maker, refused to readers")
  func interruptedCreation() throws {
    try FileManager.default.createDirectory(at: folder.study, withIntermediateDirectories: true)
    try Data().write(to: folder.study.appendingPathComponent("study.sqlite"))
    #expect(storeError { _ = try Study.open(at: folder.study, for: .reading) }?.kind == .notAStudy)
    let study = try Study.openOrCreate(at: folder.study, settings: StudySettings(name: "again"))
    #expect(try study.database.settings().name == "again")
  }

  /// Changes the catalogue as another program would, with Python's sqlite3.
  private func sqlite(_ statement: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let path = folder.study.appendingPathComponent("study.sqlite").path
    process.arguments = [
      "python3", "-c",
      "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit(); c.close()", path,
      statement,
    ]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }
}
