import ArgumentParser
import Foundation
import ONNXModel

/// `strata layers`: where activations can be read.
struct LayersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "layers",
    abstract: "Show the layers of a network: where its activations can be read.",
    discussion: """
      Layers marked with * are those that `strata analyze` takes by default. --layers shows what patterns choose: a name \
      or a pattern with * and ? ('inception_*'), an operator (op:Conv), a number ('#12'), default or all; several are \
      separated by commas or spaces.
      """)

  @Argument(help: ArgumentHelp("The network, an ONNX file.", valueName: "model.onnx"))
  var model: String

  @Option(parsing: .upToNextOption, help: "Show only the layers that these patterns choose.")
  var layers: [String] = []

  @Flag(help: "Print JSON instead of a table.")
  var json = false

  func run() throws {
    let network = try ONNXNetwork(contentsOf: URL(fileURLWithPath: model))
    let tapPoints = layers.isEmpty ? network.tapPoints : try network.tapPoints(matching: layers)
    let chosen = Set(network.defaultTapPoints().map(\.tensorName))
    if json {
      try printJSON(network, tapPoints: tapPoints, chosen: chosen)
    } else {
      printTable(network, tapPoints: tapPoints, chosen: chosen)
    }
  }

  private func printTable(_ network: ONNXNetwork, tapPoints: [TapPoint], chosen: Set<String>) {
    let numbers = Dictionary(
      network.tapPoints.enumerated().map { ($1.tensorName, $0) }, uniquingKeysWith: { first, _ in first })
    var table = TextTable(columns: [
      ("#", .right), (" ", .left), ("layer", .left), ("operator", .left), ("shape", .left), ("features", .right),
      ("depth", .right),
    ])
    for tapPoint in tapPoints {
      table.add([
        numbers[tapPoint.tensorName].map(String.init) ?? "", chosen.contains(tapPoint.tensorName) ? "*" : "",
        tapPoint.name, tapPoint.operatorName, Self.shape(tapPoint.shape),
        tapPoint.featureCount.map(String.init) ?? "?", String(tapPoint.depth),
      ])
    }
    print(table.text)
    let producer = network.producer.isEmpty ? "" : ", made by \(network.producer)"
    print("\n\(tapPoints.count) layers, \(chosen.count) by default (*); opset \(network.opsetVersion)\(producer)")
  }

  private static func shape(_ shape: [Int?]) -> String {
    shape.isEmpty
      ? "?" : shape.enumerated().map { $1.map(String.init) ?? ($0 == 0 ? "N" : "?") }.joined(separator: " × ")
  }

  private struct Reply: Encodable {
    let model: String
    let opset: Int
    let producer: String
    let layers: [Layer]
  }

  private struct Layer: Encodable {
    let name: String
    let tensor: String
    let `operator`: String
    let shape: [Int?]
    let layout: String
    let featureCount: Int?
    let depth: Int
    let isDefault: Bool
  }

  private func printJSON(_ network: ONNXNetwork, tapPoints: [TapPoint], chosen: Set<String>) throws {
    let reply = Reply(
      model: network.url.lastPathComponent, opset: network.opsetVersion, producer: network.producer,
      layers: tapPoints.map {
        Layer(
          name: $0.name, tensor: $0.tensorName, operator: $0.operatorName, shape: $0.shape,
          layout: $0.layout.rawValue, featureCount: $0.featureCount, depth: $0.depth,
          isDefault: chosen.contains($0.tensorName))
      })
    try StandardOutput.printJSON(reply)
  }
}
