import Foundation
import Testing

extension CommandLineSuite {
  @Suite("strata analyze and report")
  struct AnalyzeTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func analyze(
      _ study: String = "digits.study", images: String = "builtin:digits:60", embed: String = "umap-2d,pca-2d",
      options: [String] = []
    ) async throws -> Strata.Outcome {
      try await Strata.run(
        ["analyze", try await DemoModel.path(), images, "--study", study, "--embed", embed]
          + DemoModel.preprocessing + options, in: folder.url)
    }

    private func isUpToDate(_ stage: String, _ outcome: Strata.Outcome) -> Bool {
      outcome.errors.split(separator: "\n").contains { $0.hasPrefix(stage + " ") && $0.hasSuffix("up to date") }
    }

    private func files(_ study: String = "digits.study") -> StudyFiles { StudyFiles(folder.path(study)) }

    @Test("a study holds the files that its format promises, with the shapes it promises")
    func layout() async throws {
      let outcome = try await analyze()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.hasPrefix("demo-cnn"))
      #expect(outcome.output.contains("60 images, 10 classes, top-1"))
      #expect(outcome.errors.hasSuffix("Look at it: strata serve digits.study\n"))
      let contents = try files().contents()
      #expect(contents["images/thumbnails-000.jpg"]?.starts(with: [0xFF, 0xD8, 0xFF]) == true)
      #expect(!contents.keys.contains { $0.hasSuffix(".partial") || $0.hasSuffix(".checkpoint") })
      let layer = try #require(contents.keys.first { $0.hasSuffix("-relu1/activations.npy") })
        .replacingOccurrences(of: "activations.npy", with: "")
      let expected = [
        "activations": ArrayHeader(type: "<f4", shape: [60, 16]),
        "neighbors": ArrayHeader(type: "<i4", shape: [60, 50]),
        "neighbor-distances": ArrayHeader(type: "<f4", shape: [60, 50]),
        "umap-2d": ArrayHeader(type: "<f4", shape: [60, 2]),
        "umap-2d.aligned": ArrayHeader(type: "<f4", shape: [60, 2]),
        "umap-2d.trust": ArrayHeader(type: "<f4", shape: [60]), "pca-2d": ArrayHeader(type: "<f4", shape: [60, 2]),
        "pca-2d.aligned": ArrayHeader(type: "<f4", shape: [60, 2]),
        "pca-2d.trust": ArrayHeader(type: "<f4", shape: [60]), "top-images": ArrayHeader(type: "<i4", shape: [16, 9]),
        "top-values": ArrayHeader(type: "<f4", shape: [16, 9]),
        "top-positions": ArrayHeader(type: "<i4", shape: [16, 9]),
      ]
      for (name, header) in expected {
        let data = try #require(contents["\(layer)\(name).npy"], "\(layer)\(name).npy")
        #expect(try ArrayHeader(data) == header, "\(name)")
      }
      let found = contents.keys.filter { $0.hasPrefix(layer) }
      #expect(Set(found) == Set(expected.keys.map { "\(layer)\($0).npy" }))
      #expect(contents.keys.count { $0.hasSuffix("/activations.npy") } == 12)
    }

    @Test("the same command again finds everything up to date and changes no byte and no date")
    func upToDate() async throws {
      #expect(try await analyze().status == 0)
      let (contents, times) = (try files().contents(), try files().modificationTimes())
      let again = try await analyze()
      #expect(again.status == 0)
      for stage in ["images", "extraction", "neighbors", "umap-2d", "pca-2d", "quality"] {
        #expect(isUpToDate(stage, again), "\(stage): \(again.errors)")
      }
      #expect(try files().contents() == contents)
      #expect(try files().modificationTimes() == times)
    }

    @Test("another option makes anew only what depends on it")
    func incremental() async throws {
      #expect(try await analyze().status == 0)
      let before = try files().modificationTimes()
      let more = try await analyze(embed: "umap-2d,pca-2d,pca-3d")
      #expect(more.status == 0)
      let after = try files().modificationTimes()
      for (path, time) in before where !path.hasSuffix(".trust.npy") {
        #expect(after[path] == time, "\(path) was written again")
      }
      #expect(Set(after.keys).subtracting(before.keys).contains { $0.hasSuffix("/pca-3d.npy") })
      let seeded = try await analyze(options: ["--seed", "7"])
      #expect(seeded.status == 0)
      #expect(isUpToDate("extraction", seeded), "\(seeded.errors)")
      #expect(isUpToDate("neighbors", seeded))
      #expect(!isUpToDate("umap-2d", seeded))
      let last = try files().modificationTimes()
      for (path, time) in after {
        let isSeeded = path.contains("/umap-2d")
        #expect((last[path] != time) == isSeeded || path.hasSuffix(".trust.npy"), "\(path)")
      }
    }

    @Test("one seed gives one result, bit for bit, with any number of threads")
    func threads() async throws {
      for (study, threads) in [("one.study", "1"), ("three.study", "3")] {
        let outcome = try await analyze(
          study, embed: "umap-2d,tsne-2d,pca-2d", options: ["--threads", threads, "--quiet"])
        #expect(outcome.status == 0, "\(outcome.errors)")
      }
      let (one, three) = (try files("one.study").arrays(), try files("three.study").arrays())
      #expect(one.count > 100)
      #expect(Set(one.keys) == Set(three.keys))
      #expect(one.filter { three[$0.key] != $0.value }.keys.sorted() == [])
      let other = try await analyze("seed.study", options: ["--seed", "43", "--quiet"])
      #expect(other.status == 0)
      let seeded = try files("seed.study").arrays()
      #expect(seeded.contains { $0.key.hasSuffix("/umap-2d.npy") && one[$0.key] != $0.value })
      #expect(seeded.allSatisfy { !$0.key.hasSuffix("/activations.npy") || one[$0.key] == $0.value })
    }

    @Test("groups of the labels are part of the study; a file with a wrong label changes nothing")
    func groups() async throws {
      try folder.write("label,parity\n0,even\n1,odd\n2,even\n", to: "groups.csv")
      let outcome = try await analyze(options: ["--groups", "groups.csv"])
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.errors.contains("groups.csv names no group for 3, 4, 5, 6, 7 and 2 more"))
      struct Reply: Decodable {
        struct Hierarchy: Decodable, Equatable {
          let name: String
          let groups: [String]
          let groupOfClass: [Int?]
        }
        let hierarchies: [Hierarchy]
      }
      func hierarchies() async throws -> [Reply.Hierarchy] {
        let report = try await Strata.run(["report", "digits.study", "--json"], in: folder.url)
        return try JSONDecoder().decode(Reply.self, from: Data(report.output.utf8)).hierarchies
      }
      let expected = Reply.Hierarchy(
        name: "parity", groups: ["even", "odd"], groupOfClass: [0, 1, 0] + [Int?](repeating: nil, count: 7))
      #expect(try await hierarchies() == [expected])
      try folder.write("label,parity\neleven,odd\n", to: "wrong.csv")
      let wrong = try await analyze(options: ["--groups", "wrong.csv"])
      #expect(wrong.status == Status.data && wrong.errors.contains("line 2: \"eleven\" is no label"))
      #expect(try await analyze().status == 0)
      #expect(try await hierarchies() == [expected])
    }

    @Test("report prints a row a layer, and as JSON the whole description with every metric")
    func report() async throws {
      let analyzed = try await analyze()
      let table = try await Strata.run(["report", "digits.study"], in: folder.url)
      #expect(table.status == 0)
      #expect(table.output == analyzed.output)
      let blocks = table.output.components(separatedBy: "\n\n").map { $0.split(separator: "\n").map(String.init) }
      let lines = try #require(blocks.first)
      #expect(lines.count == 15)
      #expect(blocks.count > 1 && blocks[1][0].contains("images find their class"))
      #expect(blocks.joined().allSatisfy { $0.count <= 100 })
      #expect(lines[1].trimmingCharacters(in: .whitespaces) == "trust in")
      for title in ["hit", "k-NN", "probe", "silh.", "dim.", "rank/of", "umap-2d", "pca-2d"] {
        #expect(lines[2].split(separator: " ").contains(Substring(title)))
      }
      #expect(Set(lines[2...].map(\.count)).count == 1, "even columns")
      let json = try await Strata.run(["report", "digits.study", "--json"], in: folder.url)
      let description = try JSONDecoder().decode(Description.self, from: Data(json.output.utf8))
      #expect(description.itemCount == 60 && description.classes.count == 10)
      let model = try #require(description.models.first)
      #expect(model.accuracy.counted == 60 && model.accuracy.unmatched == 0)
      #expect((0...1).contains(model.accuracy.top1) && model.accuracy.top5 >= model.accuracy.top1)
      #expect(model.layers.count == 12)
      for layer in model.layers {
        for name in ["neighborhoodHit", "knnAccuracy", "trustworthiness.umap-2d", "trustworthiness.pca-2d"] {
          let value = try #require(layer.metrics[name], "\(layer.name) lacks \(name)")
          #expect((0...1).contains(value))
        }
        #expect(try #require(layer.metrics["trustworthiness.pca-2d"]) > 0.8)
      }
      #expect(description.kernelAlignment.layers.count == 12)
      #expect(description.kernelAlignment.values.allSatisfy { $0.count == 12 })
      let measured = try await Strata.run(["measure", "digits.study"], in: folder.url)
      #expect(measured.status == 0 && measured.output == table.output)
      #expect(measured.errors.contains("12 layers, up to date"))
    }

    private struct Description: Decodable {
      struct Model: Decodable {
        let accuracy: Accuracy
        let layers: [Layer]
      }
      struct Accuracy: Decodable {
        let top1: Double
        let top5: Double
        let counted: Int
        let unmatched: Int
      }
      struct Layer: Decodable {
        let name: String
        let metrics: [String: Double]
      }
      struct Class: Decodable {}
      struct Alignment: Decodable {
        struct Place: Decodable {
          let model: String
          let layer: String
        }
        let layers: [Place]
        let values: [[Double?]]
      }
      let kernelAlignment: Alignment
      let itemCount: Int
      let classes: [Class]
      let models: [Model]
    }

    @Test("analyze --json --quiet prints JSON alone")
    func json() async throws {
      let outcome = try await analyze(embed: "none", options: ["--json", "--quiet", "--layers", "logits"])
      #expect(outcome.status == 0)
      #expect(try JSONDecoder().decode(Description.self, from: Data(outcome.output.utf8)).models[0].layers.count == 1)
      #expect(outcome.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("note: ") })
    }

    @Test("a study is not mixed with the images of another")
    func otherImages() async throws {
      #expect(try await analyze(embed: "none").status == 0)
      let before = try files().contents()
      let other = try await analyze(images: "builtin:digits:40", embed: "none")
      #expect(other.status == Status.data)
      #expect(
        other.errors.contains("was made from builtin:digits:60")
          && other.errors.contains("another folder with --study."))
      #expect(try files().contents() == before)
    }

    @Test("a folder with other things in it does not become a study")
    func foreignFolder() async throws {
      try folder.write("mine", to: "letters/a.txt")
      let outcome = try await analyze("letters")
      #expect(outcome.status == Status.data)
      #expect(outcome.errors.contains("letters already exists and is not empty. Choose another folder"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("letters")) == ["a.txt"])
      for command in ["report", "serve"] {
        let foreign = try await Strata.run([command, "letters"], in: folder.url)
        #expect(foreign.status == Status.data)
        #expect(foreign.errors.contains("is not a study") && foreign.errors.contains("`strata analyze`."))
      }
      #expect(try await Strata.run(["report", "none.study"], in: folder.url).errors.contains("does not exist"))
      #expect(!folder.contains("none.study"))
    }
  }
}
