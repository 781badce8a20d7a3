import Foundation
import Testing

extension CommandLineSuite {
  @Suite("Confusion, emergence and groups")
  struct GroupsTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(_ arguments: String...) async throws -> String {
      let outcome = try await Strata.run(arguments + ["--quiet"], in: folder.url)
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(arguments): \(outcome.errors)")
      return outcome.output
    }

    private func object(_ text: String) throws -> [String: Any] {
      try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test("strata confusion prints the matrix and the pairs, all of it as JSON, and its cells as CSV")
    func confusion() async throws {
      try await DigitStudy.make(120, in: folder)
      let table = try await run("confusion", "a.study", "--limit", "3")
      #expect(table.contains("120 images counted") && table.contains("predicted as") && table.contains("most confused"))
      #expect(table.contains("more (--limit 0 shows all)"))
      #expect(table.split(separator: "\n").allSatisfy { $0.count <= 100 && $0.last != " " })
      let report = try object(await run("confusion", "a.study", "--json", "--layer", "#0", "--embedding", "pca-2d"))
      let cells = try #require(report["cells"] as? [[String: Any]])
      #expect(cells.flatMap { $0["images"] as? [Int] ?? [] }.sorted() == Array(0..<120))
      #expect((report["place"] as? [String: String]) == ["layer": "image", "embedding": "pca-2d"])
      let lines = try await run("confusion", "a.study", "--csv").split(separator: "\n")
      #expect(lines.first == "label,prediction,count,images" && lines.count == cells.count + 1)
      let missing = try await Strata.run(["confusion", "a.study", "--layer", "nowhere"], in: folder.url)
      #expect(missing.status == Status.data && missing.errors.contains("nowhere"))
    }

    @Test("strata report tells where classes separate and images find their class, each of them as JSON")
    func emergence() async throws {
      try await DigitStudy.make(120, in: folder)
      let outcome = try await Strata.run(["report", "a.study"], in: folder.url)
      #expect(outcome.output.contains("images find their class") && outcome.output.contains("classes separate"))
      let report = try object(try await Strata.run(["report", "a.study", "--json"], in: folder.url).output)
      let found = try #require((report["emergence"] as? [[String: Any]])?.first)
      #expect((found["images"] as? [Int])?.count == 120 && (found["classes"] as? [Any])?.count == 10)
    }

    @Test("strata groups compares the values of a column, and audits all of them")
    func groups() async throws {
      try await DigitStudy.make(120, in: folder)
      let table = try await run("groups", "a.study", "--by", "polarity")
      #expect(table.contains("2 groups by polarity") && table.contains("accuracy") && table.contains("chance"))
      #expect(table.split(separator: "\n").allSatisfy { $0.count <= 100 && $0.last != " " })
      let report = try object(await run("groups", "a.study", "--by", "label", "--layers", "fc1.relu", "--json"))
      #expect((report["groups"] as? [Any])?.count == 10 && (report["layers"] as? [Any])?.count == 1)
      let lines = try await run("groups", "a.study", "--by", "polarity", "--layers", "fc1.relu", "--csv")
        .split(separator: "\n")
      #expect(lines.count == 3 && lines[0].hasPrefix("layer,polarity,images,scored,accuracy,accuracy_lower"))
      let audit = try await run("groups", "a.study", "--audit")
      #expect(audit.contains("4 columns examined, nothing flagged") && audit.contains("clear  typeface"))
      let audited = try await run("groups", "a.study", "--audit", "--pictures", "--csv").split(separator: "\n")
      #expect(audited[0].hasPrefix("column,picture,outcome,association,p") && audited.count > 10)
      let columns = try object(await run("groups", "a.study", "--audit", "--json"))["columns"] as? [[String: Any]]
      #expect(
        Set(columns?.compactMap { $0["name"] as? String } ?? []) == ["neighbors", "polarity", "split", "typeface"])
      let missing = try await Strata.run(["groups", "a.study", "--by", "camera"], in: folder.url)
      #expect(missing.status == Status.data && missing.errors.contains("no column camera"))
    }
  }
}
