import Foundation
import Testing

extension CommandLineSuite {
  @Suite("Interrupted and killed analyses")
  struct InterruptTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func arguments(_ study: String) async throws -> [String] {
      // Enough work after the stage that a test waits for: on a fast machine a signal must still find the program at work.
      [
        "analyze", try await DemoModel.path(), "builtin:digits:800", "--study", study, "--embed",
        "umap-2d,tsne-2d,umap-15d",
      ] + DemoModel.preprocessing
    }

    private func expectSameFiles(_ study: String, as reference: String) throws {
      let (found, expected) = (
        try StudyFiles(folder.path(study)).contents(), try StudyFiles(folder.path(reference)).contents()
      )
      #expect(found.keys.sorted() == expected.keys.sorted())
      #expect(expected.filter { found[$0.key] != $0.value }.keys.sorted() == [])
    }

    @Test(
      "SIGINT and SIGTERM stop an analysis with 130 and a way to go on; the same command then completes it",
      arguments: zip([SIGINT, SIGTERM], ["extraction ", "umap-2d "]))
    func interrupted(signal: Int32, stage: String) async throws {
      #expect(try await Strata.run(arguments("whole.study"), in: folder.url).status == 0)
      let running = try Strata.start(try await arguments("stopped.study"), in: folder.url)
      #expect(try await running.says(stage), "\(running.errors)")
      running.send(signal)
      let outcome = try await running.finished(within: 30)
      #expect(outcome.status == Status.interrupted)
      #expect(
        outcome.errors.hasSuffix("Stopped. What is finished stays; run the same command again to go on.\n"),
        "\(outcome.errors)")
      #expect(outcome.output.isEmpty)
      #expect(try await Strata.run(arguments("stopped.study"), in: folder.url).status == 0)
      try expectSameFiles("stopped.study", as: "whole.study")
    }

    @Test("a second Ctrl-C stops at once")
    func twice() async throws {
      let running = try Strata.start(try await arguments("stopped.study"), in: folder.url)
      #expect(try await running.says("extraction "))
      running.send(SIGINT)
      #expect(try await running.says("Stopping after the current step") || !running.errors.isEmpty)
      running.send(SIGINT)
      #expect(try await running.finished(within: 10).status == Status.interrupted)
    }

    @Test("killed by force at random moments, the same command ends with the same files", .timeLimit(.minutes(5)))
    func killed() async throws {
      let script = Strata.packageRoot.appendingPathComponent("Tools/test/kill.sh").path
      let outcome = try await Strata.shell(
        #""$1" --kills 3 --seed "$2" --program "$STRATA" "$3" builtin:digits:150 --preprocess symmetric --embed umap-2d"#,
        [script, "5", try await DemoModel.path()])
      #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
      #expect(outcome.output.hasSuffix("\n3 kills, 3 identical\n"), "\(outcome.output)")
      #expect(outcome.output.split(separator: "\n").count { $0.hasPrefix("kill ") && $0.hasSuffix("; identical") } == 3)
    }
  }
}
