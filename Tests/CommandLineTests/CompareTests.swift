import Foundation
import Testing

extension CommandLineSuite {
  @Suite("strata compare and corrupt")
  struct CompareTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func object(_ text: String) throws -> [String: Any] {
      try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    private func run(_ arguments: String...) async throws -> Strata.Outcome {
      let outcome = try await Strata.run(arguments, in: folder.url)
      #expect(outcome.status == 0, "\(arguments): \(outcome.errors)")
      return outcome
    }

    private func isNarrow(_ table: String) -> Bool {
      table.split(separator: "\n").allSatisfy { $0.count <= 100 && $0.last != " " }
    }

    @Test("corrupted images break what the report says, are compared with clean ones, and drawn")
    func corrupted() async throws {
      try await DigitStudy.make(60, in: folder)
      let outcome = try await run("corrupt", "a.study", "--with", "noise:1-2", "contrast")
      #expect(outcome.output.contains("noise 2") && outcome.output.contains("contrast: likeness to the clean layer"))
      #expect(outcome.output.contains("CKA 1  CKA 2  near 1  near 2") && isNarrow(outcome.output))
      #expect(outcome.errors.contains("noise 1 extraction") && outcome.errors.contains("likeness"))
      let report = try object(
        await run("corrupt", "a.study", "--with", "contrast", "--json", "--quiet").output)
      let entries = try #require(report["corruptions"] as? [[String: Any]])
      #expect(entries.count == 1 && entries[0]["kind"] as? String == "contrast" && entries[0]["severity"] as? Int == 3)
      #expect((entries[0]["layers"] as? [[String: Any]])?.count == 12)

      let table = try await run("compare", "a.study").output
      #expect(table.contains("McNemar") && table.contains("most alike in") && isNarrow(table), "\(table)")
      #expect(table.contains("images with other neighbours"))
      let answers = try await run("compare", "a.study", "--by", "predictions", "--count", "3").output
      #expect(answers.contains("images with other answers") && isNarrow(answers))
      let json = try object(await run("compare", "a.study", "--json", "--layers", "#0", "fc1.relu").output)
      #expect((json["a"] as? [String: Any])?["layerName"] as? String == "image")
      #expect((json["images"] as? [Any])?.count == 10 && (json["alike"] as? [Any])?.count == 12)

      _ = try await run("compare", "a.study", "--count", "4", "--output", "differ.png")
      _ = try await run("figure", "a.study", "--view", "corruptions", "--output", "broken.pdf")
      _ = try await run("figure", "a.study", "--view", "compare", "--color", "changed", "--output", "pair.svg")
      let pair = try String(contentsOf: folder.file("pair.svg"), encoding: .utf8)
      for text in [">fc1.relu<", ", noise 1 ", ">linear CKA<", ">neighbours changed<", "turned onto the left one"] {
        #expect(pair.contains(text), "\(text)")
      }
      let wrong = try await Strata.run(
        ["figure", "a.study", "--view", "compare", "--models", "demo-cnn-42", "none", "--output", "b.svg"],
        in: folder.url)
      #expect(wrong.status != 0 && wrong.errors.contains("none"), "\(wrong.errors)")
      #expect(try Data(contentsOf: folder.file("differ.png")).starts(with: [0x89, 0x50, 0x4E, 0x47]))
      #expect(try Data(contentsOf: folder.file("broken.pdf")).starts(with: Array("%PDF".utf8)))
    }

    @Test("one network, and no corruption yet, are answered with what to do")
    func refused() async throws {
      try await DigitStudy.make(40, in: folder)
      let one = try await Strata.run(["compare", "a.study"], in: folder.url)
      #expect(one.status == Status.data && one.errors.contains("strata analyze"), "\(one.errors)")
      let none = try await Strata.run(
        ["figure", "a.study", "--view", "corruptions", "--output", "a.png"], in: folder.url)
      #expect(none.status != 0 && none.errors.contains("strata corrupt"))
      let other = try await Strata.run(
        ["corrupt", "a.study", "--with", "blur", "--model", "none"], in: folder.url)
      #expect(other.status == Status.data && other.errors.contains("none"))
    }
  }
}
