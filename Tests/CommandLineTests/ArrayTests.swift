import Foundation
import NumericKernels
import Testing

extension CommandLineSuite {
  @Suite("strata array")
  struct ArrayTests {
    private let folder: TemporaryFolder
    private let data: String
    private let labels: String

    private struct Reply: Decodable {
      struct Array: Decodable {
        let path: String
        let shape: [Int]
      }
      struct Parameter: Decodable {
        let requested: Value?
        let effective: Value?
      }
      enum Value: Decodable, Equatable {
        case number(Double)
        case text(String)
        case numbers([Double])
        case flag(Bool)

        init(from decoder: any Decoder) throws {
          let container = try decoder.singleValueContainer()
          if let value = try? container.decode(Bool.self) {
            self = .flag(value)
          } else if let value = try? container.decode(Double.self) {
            self = .number(value)
          } else if let values = try? container.decode([Double].self) {
            self = .numbers(values)
          } else {
            self = .text(try container.decode(String.self))
          }
        }

        var number: Double? { if case .number(let value) = self { value } else { nil } }
      }
      let command: String
      let inputs: [String: Array]
      let outputs: [String: Array]
      let parameters: [String: Parameter]
      let metrics: [String: Value?]
      let seconds: Double
      let peakMemoryBytes: Int
      let threads: Int
      let instructionSet: String

      func metric(_ name: String) -> Double? { (metrics[name] ?? nil)?.number }
    }

    init() throws {
      folder = try TemporaryFolder()
      let fixtures = Strata.packageRoot.appendingPathComponent("Tests/EmbeddingMethodsTests/Fixtures")
      data = fixtures.appendingPathComponent("data.npy").path
      labels = fixtures.appendingPathComponent("labels.npy").path
    }

    private func run(_ arguments: [String]) async throws -> Strata.Outcome {
      try await Strata.run(["array"] + arguments, in: folder.url)
    }

    private func reply(_ arguments: [String]) async throws -> Reply {
      let outcome = try await run(arguments + ["--json", "--quiet"])
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.errors.isEmpty)
      return try JSONDecoder().decode(Reply.self, from: Data(outcome.output.utf8))
    }

    private func matrix(_ name: String) throws -> Matrix { try NPYFile(contentsOf: folder.file(name)).matrix() }

    private func write(_ matrix: Matrix, to name: String) throws -> String {
      try NPYWriter.write(matrix, to: folder.file(name))
      return folder.path(name)
    }

    @Test("neighbors writes numbers and distances, nearest first, and says what was used")
    func neighbors() async throws {
      let reply = try await reply([
        "neighbors", data, "--output", "n.npy", "--distances", "d.npy", "--neighbors", "10", "--threads", "1",
      ])
      let rows = try matrix("d.npy").rowCount
      #expect(reply.command == "neighbors" && reply.threads == 1 && !reply.instructionSet.isEmpty)
      #expect(reply.outputs["output"]?.shape == [rows, 10] && reply.outputs["distances"]?.shape == [rows, 10])
      #expect(reply.parameters["neighborCount"]?.effective == .number(10))
      #expect(reply.parameters["method"]?.effective == .text("exact"))
      #expect(reply.seconds > 0 && reply.peakMemoryBytes > 1 << 20)
      let source = try NPYFile(contentsOf: URL(fileURLWithPath: data)).matrix()
      let (found, distances) = (try matrix("n.npy"), try matrix("d.npy"))
      for row in 0..<rows {
        let all = (0..<rows).filter { $0 != row }.map { other in
          (Self.distance(source, row, other), other)
        }.sorted { $0 < $1 }
        for rank in 0..<10 {
          #expect(abs(Double(distances[row, rank]) - all[rank].0) < 1e-4 * (1 + all[rank].0))
          #expect(Int(found[row, rank]) == all[rank].1)
        }
      }
    }

    private static func distance(_ data: Matrix, _ first: Int, _ second: Int) -> Double {
      (0..<data.columnCount).reduce(0.0) { sum, column in
        let difference = Double(data[first, column]) - Double(data[second, column])
        return sum + difference * difference
      }.squareRoot()
    }

    @Test("neighbors of queries are sought among the rows of another array")
    func queries() async throws {
      let source = try NPYFile(contentsOf: URL(fileURLWithPath: data)).rows(5..<8)
      let queries = try write(source, to: "queries.npy")
      let reply = try await reply(["neighbors", data, "--queries", queries, "--output", "q.npy", "--neighbors", "3"])
      #expect(reply.outputs["output"]?.shape == [3, 3])
      // A query that is a row finds that row first.
      #expect(try (0..<3).map { try matrix("q.npy")[$0, 0] } == [5, 6, 7])
    }

    @Test(
      "an embedding has the same bytes with any number of threads, other ones with another seed, and is good",
      arguments: [
        ["tsne", "--perplexity", "15"], ["umap", "--dimensions", "3"],
        ["umap", "--dimensions", "2", "--epochs", "100"],
        ["pca", "--components", "5"],
      ])
    func embeddings(arguments: [String]) async throws {
      let command = [arguments[0], data] + arguments.dropFirst()
      let reply = try await reply(command + ["--output", "one.npy", "--threads", "1", "--seed", "3"])
      _ = try await self.reply(command + ["--output", "three.npy", "--threads", "3", "--seed", "3"])
      #expect(try Data(contentsOf: folder.file("one.npy")) == Data(contentsOf: folder.file("three.npy")))
      if arguments[0] != "pca" {
        _ = try await self.reply(command + ["--output", "other.npy", "--seed", "4"])
        #expect(try Data(contentsOf: folder.file("one.npy")) != Data(contentsOf: folder.file("other.npy")))
      }
      if arguments[0] == "tsne" { #expect(try #require(reply.metric("klDivergence")) > 0) }
      let quality = try await self.reply(["quality", "one.npy", "--data", data, "--labels", labels])
      for name in ["trustworthiness", "continuity", "neighborhoodHit", "nearestNeighborAccuracy"] {
        #expect(try #require(quality.metric(name)) > 0.85, "\(name)")
      }
      for name in ["preservation", "normalizedStress", "shepardCorrelation"] {
        #expect((0...1).contains(try #require(quality.metric(name))), "\(name)")
      }
    }

    @Test("supervised UMAP pulls classes apart")
    func supervised() async throws {
      let arguments = ["umap", data, "--epochs", "100"]
      _ = try await reply(arguments + ["--output", "plain.npy"])
      let reply = try await reply(arguments + ["--output", "supervised.npy", "--labels", labels])
      #expect(reply.inputs["labels"] != nil)
      var hits: [Double] = []
      for name in ["plain.npy", "supervised.npy"] {
        let quality = try await self.reply(["quality", name, "--data", data, "--labels", labels])
        hits.append(try #require(quality.metric("neighborhoodHit")))
      }
      #expect(hits[1] >= hits[0])
    }

    @Test("new rows are placed near what is like them, and the map stays as it is")
    func placing() async throws {
      for method in ["tsne", "umap"] {
        _ = try await reply([method, data, "--output", "map.npy"])
        let before = try Data(contentsOf: folder.file("map.npy"))
        let source = try NPYFile(contentsOf: URL(fileURLWithPath: data)).rows(10..<20)
        let rows = try write(source, to: "new.npy")
        let reply = try await reply([
          method, data, "--output", "map.npy", "--place", rows, "--place-output", "placed.npy",
        ])
        #expect(reply.outputs["placed"]?.shape == [10, 2])
        #expect(try Data(contentsOf: folder.file("map.npy")) == before)
        let (map, placed) = (try matrix("map.npy"), try matrix("placed.npy"))
        let extent = (0..<map.rowCount).map { hypot(map[$0, 0] - map[0, 0], map[$0, 1] - map[0, 1]) }.max() ?? 0
        for row in 0..<10 {
          #expect(hypot(placed[row, 0] - map[row + 10, 0], placed[row, 1] - map[row + 10, 1]) < extent / 5, "\(method)")
        }
      }
    }

    @Test("procrustes undoes a turn and says how far shapes differ")
    func procrustes() async throws {
      let points = Matrix(rowCount: 4, columnCount: 2, elements: [0, 0, 2, 0, 2, 1, 0, 5])
      var turned = points
      for row in 0..<4 { (turned[row, 0], turned[row, 1]) = (3 * points[row, 1] + 7, -3 * points[row, 0]) }
      let arguments = ["procrustes", try write(turned, to: "turned.npy"), try write(points, to: "points.npy")]
      let reply = try await reply(arguments + ["--output", "aligned.npy", "--residuals", "r.npy"])
      #expect(try #require(reply.metric("disparity")) < 1e-6)
      #expect(try matrix("r.npy").elements.allSatisfy { $0 < 1e-5 })
    }

    @Test("dynamic-tsne writes a map for each array, and coupling holds points where they were")
    func dynamicTSNE() async throws {
      var second = try NPYFile(contentsOf: URL(fileURLWithPath: data)).matrix()
      for index in second.elements.indices { second.elements[index] += index % 7 == 0 ? 0.5 : 0 }
      let arrays = [data, try write(second, to: "later.npy")]
      var movements: [Double] = []
      for coupling in ["0", "0.5"] {
        let reply = try await reply(
          ["dynamic-tsne"] + arrays + ["--output", "maps-\(coupling)", "--coupling", coupling, "--perplexity", "15"])
        #expect(reply.outputs.keys.sorted() == ["data.npy", "later.npy"])
        #expect(reply.parameters["coupling"]?.effective == .number(Double(coupling) ?? -1))
        let (before, after) = (try matrix("maps-\(coupling)/data.npy"), try matrix("maps-\(coupling)/later.npy"))
        #expect(before.rowCount == second.rowCount && before.columnCount == 2 && before.firstNonFinite == nil)
        movements.append(
          (0..<before.rowCount).reduce(0.0) {
            $0 + pow(Double(hypot(before[$1, 0] - after[$1, 0], before[$1, 1] - after[$1, 1])), 2)
          })
      }
      #expect(movements[1] < movements[0] / 2, "\(movements)")
      let short = try write(Matrix(rowCount: 3, columnCount: 1), to: "short.npy")
      let outcome = try await run(["dynamic-tsne", data, short, "--output", "none"])
      #expect(outcome.status == Status.data && outcome.errors.contains("rows"), "\(outcome.errors)")
      #expect(!folder.contains("none"))
    }

    @Test("describe measures dimension and rank, with labels the classes, with other arrays their likeness")
    func describe() async throws {
      let plain = try await reply(["describe", data])
      #expect(plain.metrics["probeAccuracy"] == nil && plain.metrics["alignment"] == nil)
      #expect(try #require(plain.metric("intrinsicDimension")) > 1)
      let columns = try NPYFile(contentsOf: URL(fileURLWithPath: data)).matrix().columnCount
      #expect((1...Double(columns)).contains(try #require(plain.metric("effectiveRank"))))
      let whole = try await reply([
        "describe", data, "--labels", labels, "--compare", data, "--folds", "3", "--probabilities", "p.npy",
      ])
      #expect(try #require(whole.metric("probeAccuracy")) > 0.9)
      #expect((0.1...1).contains(try #require(whole.metric("silhouette"))))
      guard case .numbers(let alignment)? = whole.metrics["alignment"] else {
        Issue.record("no alignment")
        return
      }
      #expect(alignment.count == 1 && abs(alignment[0] - 1) < 1e-6)
      let probabilities = try matrix("p.npy")
      for row in 0..<probabilities.rowCount {
        let sum = (0..<probabilities.columnCount).reduce(Float(0)) { $0 + probabilities[row, $1] }
        #expect(abs(sum - 1) < 1e-5)
      }
      #expect(try await run(["describe", data, "--folds", "3"]).status == Status.usage)
      let one = try await run(["describe", data, "--labels", labels, "--folds", "1"])
      #expect(one.status == Status.data && one.errors.contains("fold count is 1"), "\(one.errors)")
    }

    @Test("mds places points so that distances are kept, from rows and from dissimilarities")
    func mds() async throws {
      let points = Matrix(rowCount: 5, columnCount: 2, elements: [0, 0, 3, 0, 3, 4, 0, 4, 1, 1])
      let rows = try write(points, to: "points.npy")
      var distances = Matrix(rowCount: 5, columnCount: 5)
      for i in 0..<5 { for j in 0..<5 { distances[i, j] = Float(Self.distance(points, i, j)) } }
      let square = try write(distances, to: "square.npy")
      for arguments in [[rows, "--from-rows"], [square], [square, "--method", "classical"]] {
        let reply = try await reply(["mds"] + arguments + ["--output", "mds.npy"])
        if let stress = reply.metric("stress") { #expect(stress < 1e-4) }
        let placed = try matrix("mds.npy")
        for i in 0..<5 {
          for j in 0..<5 { #expect(abs(Self.distance(placed, i, j) - Double(distances[i, j])) < 0.02) }
        }
      }
      distances[1, 3] += 1
      let outcome = try await run(["mds", try write(distances, to: "bad.npy"), "--output", "none.npy"])
      #expect(outcome.status == Status.data)
      #expect(outcome.errors.contains("1") && outcome.errors.contains("3") && outcome.errors.contains("symmetric"))
      #expect(!folder.contains("none.npy"))
    }

    @Test("NaN is named by row and column, by every command, and nothing is written")
    func notFinite() async throws {
      var bad = try NPYFile(contentsOf: URL(fileURLWithPath: data)).matrix()
      bad[7, 2] = .nan
      let path = try write(bad, to: "bad.npy")
      for command in [
        ["neighbors", path], ["pca", path], ["tsne", path], ["umap", path], ["procrustes", path, path],
        ["mds", path, "--from-rows"],
      ] {
        let outcome = try await run(command + ["--output", "none.npy"])
        #expect(outcome.status == Status.data, "\(command)")
        #expect(outcome.errors.lowercased().contains("row 7, column 2"), "\(outcome.errors)")
        #expect(!folder.contains("none.npy"))
      }
      let outcome = try await run(["quality", path, "--data", data])
      #expect(outcome.status == Status.data && outcome.errors.lowercased().contains("row 7, column 2"))
    }

    @Test("what is asked for and cannot be is clamped and said")
    func clamped() async throws {
      let few = try write(Matrix(rowCount: 4, columnCount: 2, elements: [0, 0, 1, 0, 0, 1, 5, 5]), to: "few.npy")
      let outcome = try await run(["neighbors", few, "--output", "n.npy"])
      #expect(outcome.status == 0)
      #expect(outcome.errors.contains("note: neighborCount is 3 instead of 15"))
      #expect(outcome.output.contains("3 (asked for: 15)"))
      let embedded = try await run(["tsne", few, "--output", "t.npy", "--json", "--quiet"])
      #expect(embedded.status == 0 && embedded.errors.contains("note: perplexity is 1 instead of 30"))
      let reply = try JSONDecoder().decode(Reply.self, from: Data(embedded.output.utf8))
      #expect(reply.parameters["perplexity"]?.requested == .number(30))
      #expect(reply.parameters["perplexity"]?.effective == .number(1))
    }

    @Test(
      "a wrong call is refused before anything is read",
      arguments: [
        ["neighbors", "x.npy", "--output", "o.npy", "--metric", "fuzzy"],
        ["neighbors", "x.npy"], ["tsne", "x.npy", "--output", "o.npy", "--threads", "0"],
        ["mds", "x.npy", "--output", "o.npy", "--metric", "cosine"],
        ["mds", "x.npy", "--output", "o.npy", "--method", "classical", "--iterations", "3"],
        ["quality", "x.npy", "--data", "y.npy", "--measures", "stress", "--labels", "l.npy"],
        ["umap", "x.npy", "--output", "o.npy", "--place", "y.npy"],
      ])
    func usage(arguments: [String]) async throws {
      #expect(try await run(arguments).status == Status.usage)
    }

    @Test("a missing file, a wrong shape, labels of other rows: each says what and where")
    func badFiles() async throws {
      let missing = try await run(["pca", "nowhere.npy", "--output", "o.npy"])
      #expect(missing.status == Status.inputOutput && missing.errors.contains("nowhere.npy"))
      let short = try write(Matrix(rowCount: 3, columnCount: 1), to: "short.npy")
      let labelled = try await run(["quality", data, "--data", data, "--labels", short])
      #expect(labelled.status == Status.data && labelled.errors.contains("labels are expected"))
      let rows = try await run(["quality", short, "--data", data])
      #expect(rows.status == Status.data && rows.errors.contains("3 rows"))
      let options = try await run(["tsne", data, "--output", "o.npy", "--dimensions", "4"])
      #expect(options.status == Status.data && options.errors.contains("dimensions is 4"))
      #expect(!folder.contains("o.npy"))
    }

    @Test("Ctrl-C ends the work and leaves no file")
    func interrupted() async throws {
      var generatorState: UInt32 = 1
      let elements = (0..<20_000 * 40).map { _ -> Float in
        generatorState = generatorState &* 1_664_525 &+ 1_013_904_223
        return Float(generatorState >> 8)
      }
      let large = try write(Matrix(rowCount: 20_000, columnCount: 40, elements: elements), to: "large.npy")
      let command = try Strata.start(
        ["array", "tsne", large, "--output", "t.npy", "--iterations", "100000"], in: folder.url)
      #expect(try await command.says("tsne"))
      command.send(SIGINT)
      let outcome = try await command.finished(within: 60)
      #expect(outcome.status == Status.interrupted)
      #expect(outcome.errors.contains("Nothing was written"))
      #expect(!folder.contains("t.npy") && !folder.contains("t.npy.partial"))
    }
  }
}
