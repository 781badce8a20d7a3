import Foundation
import Testing

extension CommandLineSuite {
  @Suite("strata layers")
  struct LayersTests {
    private struct Reply: Decodable {
      struct Layer: Decodable {
        let name: String
        let tensor: String
        let `operator`: String
        let shape: [Int?]
        let layout: String
        let featureCount: Int?
        let depth: Int
        let isDefault: Bool
      }
      let model: String
      let opset: Int
      let producer: String
      let layers: [Layer]
    }

    private func reply(_ arguments: String...) async throws -> Reply {
      let outcome = try await Strata.run(["layers", try await DemoModel.path(), "--json"] + arguments)
      #expect(outcome.status == 0)
      #expect(outcome.errors.isEmpty)
      return try JSONDecoder().decode(Reply.self, from: Data(outcome.output.utf8))
    }

    @Test("the table has a row a layer in even columns, default layers marked, and a summary")
    func table() async throws {
      let outcome = try await Strata.run(["layers", try await DemoModel.path()])
      #expect(outcome.status == 0)
      let lines = outcome.output.split(separator: "\n").map(String.init)
      #expect(lines.count == 24)
      #expect(lines[0] == " #     layer        operator           shape             features  depth")
      #expect(lines[1] == " 0  *  image        Input              N × 3 × 32 × 32       3072      0")
      #expect(lines[2] == " 1     conv1        Conv               N × 16 × 32 × 32     16384      1")
      #expect(lines[22] == "21  *  prob         Softmax            N × 10                  10     20")
      #expect(lines[23] == "22 layers, 12 by default (*); opset 17, made by Strata")
    }

    @Test("JSON says the same as the table")
    func json() async throws {
      let reply = try await reply()
      #expect(reply.model.hasPrefix("demo-cnn") && reply.opset == 17 && reply.producer == "Strata")
      #expect(reply.layers.count == 22)
      #expect(reply.layers.count(where: \.isDefault) == 12)
      let image = try #require(reply.layers.first)
      #expect(image.name == "image" && image.operator == "Input" && image.featureCount == 3072 && image.depth == 0)
      #expect(image.shape == [nil, 3, 32, 32])
      #expect(zip(reply.layers, reply.layers.dropFirst()).allSatisfy { $0.depth <= $1.depth })
    }

    @Test(
      "patterns choose layers by name, glob, operator and number, each once and in the network's order",
      arguments: [
        ("conv2", ["conv2"]), ("relu*", ["relu1", "relu2", "relu3", "relu4"]),
        ("relu?,conv1", ["conv1", "relu1", "relu2", "relu3", "relu4"]),
        ("#12", ["block.relu1"]), ("op:MaxPool", ["pool1", "pool2"]),
        ("op:*Pool,pool1", ["pool1", "pool2", "avgpool"]),
        ("prob,image", ["image", "prob"]),
      ])
    func patterns(pattern: String, expected: [String]) async throws {
      #expect(try await reply("--layers", pattern).layers.map(\.name) == expected)
    }

    @Test("default and all are the sets that the table shows")
    func sets() async throws {
      let all = try await reply("--layers", "all").layers
      #expect(all.count == 22)
      #expect(try await reply("--layers", "default").layers.map(\.name) == all.filter(\.isDefault).map(\.name))
      #expect(try await reply("--layers", "conv1", "conv2").layers.map(\.name) == ["conv1", "conv2"])
    }

    @Test(
      "a pattern that nothing matches lists the nearest names, the nearest first",
      arguments: [
        ("rellu2", "`relu2`,"), ("conv9*", "`conv1`,"), ("op:Konv", "`op:Conv`,"), ("#99", "#0 to #21"),
        ("conv1,fc7", "`fc1`,"),
      ])
    func noMatch(pattern: String, nearest: String) async throws {
      let model = try await DemoModel.path()
      let outcome = try await Strata.run(["layers", model, "--layers", pattern])
      #expect(outcome.status == Status.data)
      #expect(outcome.output.isEmpty)
      #expect(outcome.errors.hasPrefix("strata: "))
      #expect(outcome.errors.contains(URL(fileURLWithPath: model).lastPathComponent))
      #expect(outcome.errors.contains(nearest), "\(outcome.errors)")
    }

    @Test("a reader that goes away ends the command quietly")
    func closedPipe() async throws {
      let script = #"{ sleep 0.3; "$STRATA" layers "$1" --json; echo "status $?" >&2; } | true"#
      let outcome = try await Strata.shell(script, [try await DemoModel.path()])
      #expect(outcome.errors == "status 141\n", "the end by SIGPIPE, and nothing said")
      let head = try await Strata.shell(#""$STRATA" layers "$1" | head -n 1"#, [try await DemoModel.path()])
      #expect(head.output.contains("layer") && head.errors.isEmpty)
    }
  }
}
