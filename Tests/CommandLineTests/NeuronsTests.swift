import Foundation
import Testing

extension CommandLineSuite {
  @Suite("Neurons")
  struct NeuronsTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func makeStudy() async throws {
      let outcome = try await Strata.run(
        [
          "analyze", try await DemoModel.path(), "builtin:digits:200:5", "--study", "a.study", "--embed", "pca-2d",
          "--quiet",
        ]
          + DemoModel.preprocessing, in: folder.url)
      try #require(outcome.status == 0, "\(outcome.errors)")
    }

    private func run(_ arguments: String...) async throws -> String {
      let outcome = try await Strata.run(arguments + ["--quiet"], in: folder.url)
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(arguments): \(outcome.errors)")
      return outcome.output
    }

    @Test("strata neurons prints a line for each layer, all of it as JSON, and a line for each neuron as CSV")
    func neurons() async throws {
      try await makeStudy()
      let table = try await run("neurons", "a.study", "--trees", "10", "--projections", "mds")
      #expect(table.contains("stress") && table.contains("relu1"))
      #expect(table.split(separator: "\n").allSatisfy { $0.count <= 100 && $0.last != " " })
      let json = try await run("neurons", "a.study", "--trees", "10", "--projections", "mds", "--json")
      let report = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
      let layers = try #require(report["layers"] as? [[String: Any]])
      let documents = layers.compactMap { $0["neurons"] as? [String: Any] }
      let count = documents.compactMap { $0["neuronCount"] as? Int }.reduce(0, +)
      let lines = try await run("neurons", "a.study", "--trees", "10", "--projections", "mds", "--csv")
        .split(separator: "\n")
      #expect(lines.first == "layer,neuron,constant,mean_activation,group,class,score")
      #expect(count > 100 && lines.count == count + 1)
    }

    @Test("wrong options and layers say what is expected")
    func refusals() async throws {
      try await makeStudy()
      let method = try await Strata.run(["neurons", "a.study", "--projections", "mds,pca"], in: folder.url)
      #expect(method.status == Status.usage && method.errors.contains("There is no projection pca"))
      let layer = try await Strata.run(["neurons", "a.study", "--layers", "nowhere"], in: folder.url)
      #expect(layer.status == Status.data && layer.errors.contains("nowhere"))
      let figure = try await Strata.run(
        ["figure", "a.study", "--view", "neurons", "--output", "a.svg"], in: folder.url)
      #expect(figure.status == Status.usage && figure.errors.contains("strata neurons"))
      let silence = try await Strata.run(["silence", "a.study"], in: folder.url)
      #expect(silence.status == Status.data && silence.errors.contains("strata neurons"))
    }

    @Test("strata figure draws the neurons, of all classes and of one")
    func figures() async throws {
      try await makeStudy()
      _ = try await run("neurons", "a.study", "--trees", "10", "--projections", "mds", "--layers", "fc1*")
      let drawn = try await Strata.run(
        ["figure", "a.study", "--view", "neurons", "--class", "8", "--output", "a.svg"], in: folder.url)
      #expect(drawn.status == 0, "\(drawn.errors)")
      let one = try String(contentsOf: folder.url.appendingPathComponent("a.svg"), encoding: .utf8)
      let whole = try await Strata.run(
        ["figure", "a.study", "--view", "neurons", "--score", "selectivity", "--output", "b.svg"], in: folder.url)
      #expect(whole.status == 0, "\(whole.errors)")
      let all = try String(contentsOf: folder.url.appendingPathComponent("b.svg"), encoding: .utf8)
      #expect(one.contains("<svg") && all.contains("<svg") && one != all)
      let missing = try await Strata.run(
        ["figure", "a.study", "--view", "neurons", "--class", "zebra", "--output", "c.svg"], in: folder.url)
      #expect(missing.status == Status.usage && missing.errors.contains("no class zebra"))
    }
  }
}
