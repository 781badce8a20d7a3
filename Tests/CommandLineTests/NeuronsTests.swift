import Foundation
import Testing

extension CommandLineSuite {
  @Suite("Neurons")
  struct NeuronsTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(_ arguments: String...) async throws -> String {
      let outcome = try await Strata.run(arguments + ["--quiet"], in: folder.url)
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(arguments): \(outcome.errors)")
      return outcome.output
    }

    @Test("strata neurons prints a line for each layer, all of it as JSON, and a line for each neuron as CSV")
    func neurons() async throws {
      try await DigitStudy.make(200, in: folder)
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

    @Test("with --by the neurons tell the values of a column, and what was found of the label stays")
    func byColumn() async throws {
      try await DigitStudy.make(200, in: folder)
      let table = try await run("neurons", "a.study", "--trees", "10", "--by", "polarity", "--layers", "fc1*")
      #expect(table.contains("dark on light") && table.contains("light on dark") && table.contains("baseline"))
      #expect(table.split(separator: "\n").allSatisfy { $0.count <= 100 && $0.last != " " })
      let lines = try await run(
        "neurons", "a.study", "--trees", "10", "--by", "polarity", "--layers", "fc1*", "--csv"
      ).split(separator: "\n")
      #expect(lines.first == "layer,neuron,constant,mean_activation,group,value,score")
      #expect(lines.dropFirst().contains { $0.contains(",dark on light,") })
      let json = try await run(
        "neurons", "a.study", "--trees", "10", "--by", "polarity", "--layers", "fc1*", "--json")
      #expect(json.contains(#""column" : "polarity""#) || json.contains(#""column":"polarity""#))
      let digits = try await run("neurons", "a.study", "--layers", "fc1*", "--csv")
      #expect(digits.hasPrefix("layer,neuron,constant,mean_activation,group,class,score"))
    }

    @Test(
      "options that do not go with --by, and columns that are none, say what does",
      arguments: [
        (["--by", "polarity", "--projections", "mds"], "do not depend on --by"), (["--bins", "3"], "goes with --by"),
        (["--by", "label", "--bins", "3"], "goes with --by"), (["--by", "polarity", "--trees", "0"], "--trees 0"),
        (["--by", "camera"], "no column camera"),
      ])
    func byRefusals(arguments: [String], said: String) async throws {
      try await DigitStudy.make(60, in: folder)
      let outcome = try await Strata.run(["neurons", "a.study"] + arguments, in: folder.url)
      #expect(outcome.status == Status.usage || outcome.status == Status.data)
      #expect(outcome.errors.contains(said), "\(outcome.errors)")
    }

    @Test("wrong options and layers say what is expected")
    func refusals() async throws {
      try await DigitStudy.make(200, in: folder)
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
      try await DigitStudy.make(200, in: folder)
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
      let early = try await Strata.run(
        ["figure", "a.study", "--view", "neurons", "--by", "polarity", "--output", "c.svg"], in: folder.url)
      #expect(early.status == Status.usage && early.errors.contains("--by 'polarity'"))
      _ = try await run("neurons", "a.study", "--trees", "10", "--by", "polarity", "--layers", "fc1*")
      let by = try await Strata.run(
        [
          "figure", "a.study", "--view", "neurons", "--by", "polarity", "--class", "light on dark", "--output", "c.svg",
        ], in: folder.url)
      #expect(by.status == 0, "\(by.errors)")
      let value = try String(contentsOf: folder.url.appendingPathComponent("c.svg"), encoding: .utf8)
      #expect(value.contains("<svg") && value != one && value != all)
      let missing = try await Strata.run(
        ["figure", "a.study", "--view", "neurons", "--class", "zebra", "--output", "c.svg"], in: folder.url)
      #expect(missing.status == Status.usage && missing.errors.contains("no class zebra"))
    }
  }
}
