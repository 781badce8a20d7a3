import Foundation
import Testing

extension CommandLineSuite {
  @Suite("Exported pages")
  struct PageExportTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func export(_ arguments: String...) async throws -> Strata.Outcome {
      try await Strata.run(["export", "a.study"] + arguments, in: folder.url)
    }

    private func names() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder.url.path).filter { $0 != "a.study" }.sorted()
    }

    @Test("what a page holds is listed on standard error before it is written, then told on standard output")
    func table() async throws {
      try await DigitStudy.make(60, in: folder)
      let outcome = try await export("--output", "a.html")
      #expect(outcome.status == 0, "\(outcome.errors)")
      for part in ["embeddings", "neighbours", "thumbnails", "whole images", "not included: the study has none"] {
        #expect(outcome.errors.contains(part), "\(part)")
      }
      #expect(outcome.output.contains("a.html: ") && outcome.output.contains("All 60 images."))
      let page = try String(contentsOf: folder.file("a.html"), encoding: .utf8)
      #expect(page.hasPrefix("<!doctype html>") && page.hasSuffix("</html>\n"))
      #expect(!page.contains(folder.url.path))
    }

    @Test("--json tells the same for programs; the size is that of the file, below the one that was asked for")
    func json() async throws {
      try await DigitStudy.make(60, in: folder)
      let outcome = try await export(
        "--output", "a.html", "--max-size", "900kB", "--without", "names,attributes", "--json", "--quiet")
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      let told = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
      let size = try Data(contentsOf: folder.file("a.html")).count
      #expect(told["byteCount"] as? Int == size && size <= 900_000)
      #expect(told["images"] as? Int == 60 && told["form"] as? String == "page")
      let left = try #require(told["left"] as? [String])
      #expect(left.contains { $0.hasPrefix("file names") } && left.contains { $0.hasPrefix("columns") })
    }

    @Test("a name with / at its end, or --as folder, is a folder")
    func folders() async throws {
      try await DigitStudy.make(60, in: folder)
      #expect(try await export("--output", "site/", "--quiet").status == 0)
      #expect(try await export("--output", "other", "--as", "folder", "--quiet").status == 0)
      #expect(FileManager.default.fileExists(atPath: folder.path("site/index.html")))
      let parts = try ["site/parts", "other/parts"].map {
        try FileManager.default.contentsOfDirectory(atPath: folder.path($0)).sorted()
      }
      #expect(parts[0] == parts[1] && parts[0].count > 10)
    }

    @Test(
      "wrong usage says what would be right",
      arguments: [
        (["--output", "a.txt"], "ends in .html"), (["--output", "a.html", "--max-size", "big"], "25MB"),
        (["--output", "a.html", "--without", "image"], "images, names"),
        (["--output", "a.html/", "--as", "folder"], "without .html"),
        (["--output", "a.html", "--image-side", "3"], "between 16 and"),
        (["--output", "a.html", "--sample", "0"], "at least 1"),
      ])
    func usage(arguments: [String], said: String) async throws {
      let outcome = try await Strata.run(["export", "a.study"] + arguments, in: folder.url)
      #expect(outcome.status == Status.usage && outcome.errors.contains(said), "\(outcome.errors)")
    }

    @Test("a size that cannot be says what is needed, and something else is not replaced")
    func refusals() async throws {
      try await DigitStudy.make(60, in: folder)
      let small = try await export("--output", "a.html", "--max-size", "100kB", "--quiet")
      #expect(small.status == Status.data && small.errors.contains("The smallest page of this study has"))
      try Data("my thesis".utf8).write(to: folder.file("a.html"))
      let other = try await export("--output", "a.html", "--quiet")
      #expect(other.status == Status.inputOutput && other.errors.contains("--overwrite"))
      #expect(try String(contentsOf: folder.file("a.html"), encoding: .utf8) == "my thesis")
      #expect(try await export("--output", "a.html", "--quiet", "--overwrite").status == 0)
      #expect(try names() == ["a.html"])
    }

    @Test("Ctrl-C stops it and leaves nothing behind")
    func interrupted() async throws {
      try await DigitStudy.make(600, in: folder)
      let running = try Strata.start(["export", "a.study", "--output", "a.html", "--threads", "1"], in: folder.url)
      #expect(try await running.says("neighbours"), "\(running.errors)")
      running.send(SIGINT)
      let outcome = try await running.finished(within: 30)
      // It may have been done before the signal came; then the page is whole.
      #expect(outcome.status == Status.interrupted || outcome.status == 0)
      #expect(try names() == (outcome.status == 0 ? ["a.html"] : []))
      let end = "Stopped. Nothing was written; run the same command again to begin anew.\n"
      #expect(outcome.status == 0 || outcome.errors.hasSuffix(end), "\(outcome.errors)")
    }
  }
}
