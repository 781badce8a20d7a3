import Foundation
import Testing

extension CommandLineSuite {
  @Suite("Studies in use, of newer versions, and full disks")
  struct StudyAccessTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func arguments(_ study: String, count: Int = 60, embed: String = "pca-2d") async throws -> [String] {
      ["analyze", try await DemoModel.path(), "builtin:digits:\(count)", "--study", study, "--embed", embed]
        + DemoModel.preprocessing
    }

    @Test("a second writer is told who writes, and the first goes on; readers may read meanwhile")
    func locked() async throws {
      let command = try await arguments("busy.study", count: 800, embed: "tsne-2d,umap-15d")
      let first = try Strata.start(command, in: folder.url)
      #expect(try await first.says("extraction "), "\(first.errors)")
      let second = try await Strata.run(command, in: folder.url)
      #expect(second.status == Status.data, "\(second.errors)")
      #expect(second.errors.contains("busy.study is being written by process \(first.identifier)"))
      #expect(second.errors.contains("Wait until it has finished"))
      let reader = try await Strata.run(["report", "busy.study"], in: folder.url)
      #expect(reader.status == 0, "\(reader.errors)")
      first.send(SIGINT)
      #expect(try await first.finished().status == Status.interrupted)
    }

    @Test("a study of a newer version is refused by every command and stays as it is")
    func newer() async throws {
      #expect(try await Strata.run(arguments("new.study"), in: folder.url).status == 0)
      let catalogue = folder.file("new.study/study.sqlite")
      var data = try Data(contentsOf: catalogue)
      #expect(data[60..<64] == Data([0, 0, 0, 1]), "the user version of an SQLite file, after its change counters")
      data[63] = 9
      try data.write(to: catalogue)
      let before = try StudyFiles(folder.path("new.study")).contents()
      for command in [
        try await arguments("new.study"), ["report", "new.study"], ["serve", "new.study", "--port", "0"],
      ] {
        let outcome = try await Strata.run(command, in: folder.url)
        #expect(outcome.status == Status.data)
        #expect(outcome.errors.contains("new.study/study.sqlite"), "\(outcome.errors)")
        #expect(outcome.errors.contains("format version 9") && outcome.errors.contains("Install a newer Strata"))
      }
      #expect(try StudyFiles(folder.path("new.study")).contents() == before)
      #expect(try Data(contentsOf: catalogue) == data)
    }

    @Test("a damaged catalogue is named with the remedy")
    func damaged() async throws {
      #expect(try await Strata.run(arguments("bad.study"), in: folder.url).status == 0)
      try folder.write(String(repeating: "no database ", count: 500), to: "bad.study/study.sqlite")
      for command in [try await arguments("bad.study"), ["report", "bad.study"]] {
        let outcome = try await Strata.run(command, in: folder.url)
        #expect(outcome.status == Status.data, "\(outcome.errors)")
        #expect(outcome.errors.contains("bad.study/study.sqlite is damaged") && outcome.errors.contains("Restore it"))
      }
    }

    static let canMount: Bool = {
      #if os(Linux)
        guard getuid() == 0, let folder = try? TemporaryFolder() else { return false }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["-c", "mount -t tmpfs -o size=64k none \"$0\" && umount \"$0\"", folder.url.path]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
      #else
        return false
      #endif
    }()

    /// From too little for an empty catalogue to too little for the last arrays.
    @Test(
      "a full disk is said; with more room the same command ends with the files of an undisturbed run",
      .enabled(if: canMount, "mounting a small disk needs root"), arguments: [40, 100, 200, 300, 600, 1200, 2200])
    func fullDisk(kibibytes: Int) async throws {
      #expect(try await Strata.run(arguments("whole.study", count: 200), in: folder.url).status == 0)
      try FileManager.default.createDirectory(at: folder.file("disk"), withIntermediateDirectories: true)
      let disk = folder.path("disk")
      let mounted = try await Strata.shell(#"mount -t tmpfs -o "size=$1k" none "$2""#, ["\(kibibytes)", disk])
      try #require(mounted.status == 0)
      do {
        let command = try await arguments("disk/small.study", count: 200)
        let outcome = try await Strata.run(command, in: folder.url)
        #expect(outcome.status == Status.inputOutput, "\(outcome.errors)")
        #expect(outcome.errors.contains("disk/small.study"), "\(outcome.errors)")
        #expect(outcome.errors.contains("space"), "\(outcome.errors)")
        _ = try await Strata.shell(#"mount -o remount,size=64m "$1""#, [disk])
        let again = try await Strata.run(command, in: folder.url)
        #expect(again.status == 0, "\(again.errors)")
        let (found, expected) = (
          try StudyFiles(folder.path("disk/small.study")).contents(),
          try StudyFiles(folder.path("whole.study")).contents()
        )
        #expect(found.keys.sorted() == expected.keys.sorted())
        #expect(expected.filter { found[$0.key] != $0.value }.isEmpty)
      } catch {
        _ = try await Strata.shell(#"umount "$1""#, [disk])
        throw error
      }
      _ = try await Strata.shell(#"umount "$1""#, [disk])
    }

    @Test("a file that cannot grow is an input/output error, whatever the file", arguments: [16, 64, 200])
    func fileSizeLimit(kibibytes: Int) async throws {
      // The signal of the limit would end the program before it could say anything; a full disk sends none.
      let script = #"trap "" XFSZ; ulimit -f "$1"; shift; exec "$STRATA" "$@""#
      let command = try await arguments("limited.study", count: 200)
      let outcome = try await Strata.shell(script, ["\(kibibytes)"] + command, in: folder.url)
      #expect(outcome.status == Status.inputOutput, "\(outcome.errors)")
      #expect(outcome.errors.contains("limited.study/"), "\(outcome.errors)")
      let again = try await Strata.run(command, in: folder.url)
      #expect(again.status == 0, "\(again.errors)")
    }

    @Test("a place where nothing can be written is an input/output error")
    func unwritable() async throws {
      try folder.write("a file", to: "file")
      let outcome = try await Strata.run(arguments("file/new.study"), in: folder.url)
      #expect(outcome.status == Status.inputOutput, "\(outcome.errors)")
      #expect(outcome.errors.contains("file/new.study"))
      #expect(!outcome.errors.contains(".. "), "two full stops: \(outcome.errors)")
    }
  }
}
