import Foundation
import Testing

extension CommandLineSuite {
  @Suite("Evolution: the command")
  struct EvolutionCommandTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func makeStudy() async throws {
      let outcome = try await Strata.run(
        [
          "analyze", try await DemoModel.path(), "builtin:digits:80:5", "--study", "a.study", "--embed", "none",
          "--quiet",
          "--layers", "#1", "#2", "#3",
        ] + DemoModel.preprocessing, in: folder.url)
      try #require(outcome.status == 0, "\(outcome.errors)")
    }

    private func object(_ text: String) throws -> [String: Any] {
      try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test("strata evolution prints a row for every layer, all of it as JSON, and has figures drawn of it")
    func layers() async throws {
      try await makeStudy()
      let arguments = ["evolution", "--study", "a.study", "--perplexity", "8", "--quiet"]
      let table = try await Strata.run(arguments, in: folder.url)
      #expect(table.status == 0 && table.errors.isEmpty, "\(table.errors)")
      #expect(table.output.contains("layer after layer: 80 images, dynamic-tsne, movement penalty 0.003"))
      for head in ["hit", "trust", "movement", "stability"] { #expect(table.output.contains(head)) }
      #expect(table.output.split(separator: "\n").allSatisfy { $0.count <= 100 && $0.last != " " })
      let document = try object(try await Strata.run(arguments + ["--json"], in: folder.url).output)
      let sequence = try #require((document["sequences"] as? [[String: Any]])?.first)
      #expect((sequence["frames"] as? [Any])?.count == 3 && sequence["method"] as? String == "dynamic-tsne")
      let arrays = try StudyFiles(folder.path("a.study")).arrays()
      let home = try #require(sequence["folder"] as? String)
      let positions = try #require(arrays["evolution/\(home)/positions.npy"])
      #expect(try ArrayHeader(positions) == ArrayHeader(type: "<f4", shape: [3, 80, 2]))
    }

    @Test("a folder of checkpoints and images becomes a study with a sequence over epochs and one over layers")
    func checkpoints() async throws {
      let network = URL(fileURLWithPath: try await DemoModel.path())
      for epoch in [0, 2] { try folder.write(Data(contentsOf: network), to: "run/epoch-\(epoch).onnx") }
      let outcome = try await Strata.run(
        [
          "evolution", "run", "builtin:digits:60:5", "--study", "b.study", "--perplexity", "8", "--layers", "#1", "#2",
          "--lambda", "0.5", "--embed", "none",
        ] + DemoModel.preprocessing, in: folder.url)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("run, epoch after epoch") && outcome.output.contains("layer after layer"))
      #expect(outcome.output.contains("movement penalty 0.5") && outcome.output.contains("epoch 2"))
      #expect(outcome.errors.contains("epoch 0 extraction"))
    }

    @Test("what does not go together is wrong usage; what the study does not have is bad input")
    func refusals() async throws {
      for arguments in [
        ["evolution", "checkpoints", "--study", "a.study"], ["evolution", "--study", "a.study", "--limit", "5"],
        ["evolution", "--study", "a.study", "--method", "aligned", "--movement-penalty", "1"],
        ["evolution", "--study", "a.study", "--lambda", "-1"], ["evolution", "--study", "a.study", "--trails", "2"],
        ["evolution", "a", "b", "--study", "a.study", "--model", "x"], ["evolution"],
      ] {
        let outcome = try await Strata.run(arguments, in: folder.url)
        #expect(outcome.status == Status.usage, "\(arguments): \(outcome.errors)")
      }
      let none = try await Strata.run(["evolution", "--study", "none.study"], in: folder.url)
      #expect(none.status == Status.data && none.errors.contains("none.study"))
      let folderless = try await Strata.run(["evolution", "nowhere", "b", "--study", "c.study"], in: folder.url)
      #expect(folderless.status == Status.data && !folder.contains("c.study"))
    }
  }
}
