import Foundation
import Testing

extension CommandLineSuite {
  @Suite("Atlas")
  struct AtlasTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("a table, JSON, a picture of the whole and one of each cell", .enabled(if: Strata.hasTorch))
    func made() async throws {
      try await DigitStudy.make(100, in: folder)
      let arguments = [
        "atlas", "a.study", "--layers", "relu2", "--activations", "600", "--grid", "4", "--minimum", "4", "--steps",
        "6", "--quiet",
      ]
      let outcome = try await Strata.run(arguments + ["--output", "atlas"], in: folder.url)
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      #expect(outcome.output.contains("trustworthiness") && outcome.output.contains("relu2"))
      let json = try await Strata.run(arguments + ["--json"], in: folder.url)
      let report = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
      let layers = try #require(report["layers"] as? [[String: Any]])
      let cells = try #require(layers.first?["cells"] as? [[String: Any]])
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.appendingPathComponent("atlas").path)
      let whole = try #require(names.first { $0.hasSuffix("relu2.png") })
      let pictures = try FileManager.default.contentsOfDirectory(
        atPath: folder.url.appendingPathComponent("atlas/\(whole.dropLast(".png".count))").path)
      #expect(Set(pictures) == Set(cells.compactMap { $0["image"] as? String } + ["atlas.json"]))
    }

    @Test(
      "what does not fit is told, with the remedy",
      arguments: [
        (["atlas", "a.study"], "--layers"),
        (["atlas", "a.study", "--layers", "a", "--threads", "0"], "--threads must be"),
      ])
    func refusals(arguments: [String], said: String) async throws {
      let outcome = try await Strata.run(arguments, in: folder.url)
      #expect(outcome.status == Status.usage && outcome.errors.contains(said), "\(outcome.errors)")
    }
  }
}
