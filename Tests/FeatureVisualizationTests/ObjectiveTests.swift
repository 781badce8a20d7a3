import FeatureVisualization
import Foundation
import GraphExecution
import ImageDatasets
import ONNXModel
import TensorEngine
import Testing

@Suite("Objectives as text")
struct ObjectiveTextTests {
  private let names = ["tench, Tinca tinca", "golden retriever", "crane, machine"]

  @Test(
    "units, positions, layers and classes",
    arguments: [
      ("conv4:12", ObjectiveTarget.unit(layer: "conv4", channel: 12, position: .everywhere)),
      ("inception_4d/output:3@center", .unit(layer: "inception_4d/output", channel: 3, position: .center)),
      ("conv4:12@3,5", .unit(layer: "conv4", channel: 12, position: .at(row: 3, column: 5))),
      ("scope:0:7", .unit(layer: "scope:0", channel: 7, position: .everywhere)), ("conv4", .layer("conv4")),
      ("class:207", .classScore(207, .logit)), ("class:golden retriever", .classScore(1, .logit)),
      ("probability:Tinca tinca", .classScore(0, .probability)), ("class:machine", .classScore(2, .logit)),
    ])
  func targets(text: String, target: ObjectiveTarget) throws {
    let objective = try Objective(parsing: text, classNames: names)
    #expect(objective.terms.map(\.target) == [target])
    #expect(objective.terms.map(\.weight) == [1])
    #expect(objective.name == text)
  }

  @Test("sums keep signs and weights, and class names with blanks")
  func sums() throws {
    let sum = try Objective(parsing: "- a:1 + 0.5*b:2@center - class:golden retriever", classNames: names)
    #expect(sum.terms.map(\.weight) == [-1, 0.5, -1])
    #expect(
      sum.terms.map(\.target) == [
        .unit(layer: "a", channel: 1, position: .everywhere), .unit(layer: "b", channel: 2, position: .center),
        .classScore(1, .logit),
      ])
    let built = 2 * (.channel("a", 1) - .logit(4)) + .layer("c")
    #expect(built.terms.map(\.weight) == [2, -2, 1])
  }

  @Test(
    "what is not understood is said",
    arguments: [
      ("", "It is empty"), ("a:1 +", "A part is missing"), ("+ a:1", "A part is missing"), ("a:-2", "count from 0"),
      ("a:1@top", "top is no position"), ("a:1@1,2,3", "1,2,3 is no position"),
      ("a@2,3", "names a position but no channel"),
      ("class:dodo", "None of the 3 classes is called dodo"),
    ])
  func refusals(text: String, said: String) throws {
    let error = try failure { _ = try Objective(parsing: text, classNames: names) }
    #expect(error.kind == .badObjective)
    #expect(error.description.contains(said) && error.description.contains("Expected LAYER:CHANNEL"))
  }
}

extension FeatureVisualizationSuite {
  @Suite("Objectives")
  struct ObjectiveTests {
    private static let direction = ObjectiveTarget.Direction(layer: "conv2", vector: [1, -1, 0.5, 0, 2, 0])

    private static var powered: ObjectiveTarget.Direction {
      var powered = direction
      powered.cosinePower = 2
      return powered
    }

    @Test(
      "a few steps raise every objective",
      arguments: [
        Objective.channel("conv2", 3), .channel("conv2", 3, position: .center),
        .channel("conv1", 2, position: .at(row: 3, column: 20)), .channel("joined", 9), .layer("conv1"), .logit(2),
        .probability(2), .channel("features", 1), Objective(.direction(direction)), Objective(.direction(powered)),
        .channel("conv2", 3) - 0.5 * .channel("conv2", 1), -1 * .channel("pre2", 2),
      ])
    func rises(objective: Objective) throws {
      let maximizer = try ActivationMaximizer(
        .small(), options: .init(stepCount: 12, transforms: .none, tolerance: 0))
      let made = try maximizer.maximize([objective])
      let image = try #require(made.first)
      #expect(made.count == 1 && image.stepCount == 12 && image.curve.count == 12)
      #expect(image.value > image.firstValue + 1e-4, "\(image.firstValue) to \(image.value)")
      #expect(image.curve[11] > image.curve[0])
    }

    @Test("the value told is that of the stored image, computed apart")
    func toldValue() throws {
      let network = try VisualizedNetwork.small()
      let maximizer = try ActivationMaximizer(network, options: .init(stepCount: 20))
      let made = try maximizer.maximize([.channel("conv2", 1), .channel("conv2", 4, position: .at(row: 2, column: 7))])
      for (image, read) in zip(made, [{ (map: [Float]) in map.reduce(0, +) / 144 }, { $0[2 * 12 + 7] }]) {
        let stored = try image.image.pngData().withUnsafeBytes { try ImageDecoder().decode($0, named: "stored") }
        let preprocessor = Preprocessor(network.preprocessing)
        var input = [Float](repeating: 0, count: 3 * 24 * 24)
        input.withUnsafeMutableBufferPointer { preprocessor.write(stored, into: $0) }
        let executor = try GraphExecutor(network: network.network, engine: network.engine)
        let tensor = try network.engine.tensor(input, shape: [1, 3, 24, 24])
        let layer = try #require(executor.evaluate(["image": tensor], outputs: ["conv2"])["conv2"])
        let channel = image.objective.name.hasPrefix("conv2:1") ? 1 : 4
        let map = try layer.narrowed(1, to: channel..<channel + 1).floats()
        #expect(abs(Double(read(map)) - image.value) < 1e-4 * max(1, abs(image.value)))
      }
    }

    @Test(
      "what the network does not have is named",
      arguments: [
        (Objective.channel("conv9", 0), "no layer `conv9`"), (.channel("conv2", 6), "no channel 6. Expected 0 to 5"),
        (.channel("conv2", 0, position: .at(row: 12, column: 0)), "no position 12,0"),
        (.channel("features", 0, position: .at(row: 0, column: 0)), "has no positions"), (.logit(5), "no class 5"),
        (Objective(.direction(.init(layer: "conv2", vector: [1, 2]))), "has 2 numbers"),
        (Objective(.direction(.init(layer: "conv2", vector: [0, 0, 0, 0, 0, 0]))), "not all 0"),
      ])
    func refusals(objective: Objective, said: String) throws {
      let maximizer = try ActivationMaximizer(.small())
      let error = try failure { _ = try maximizer.maximize([.channel("conv2", 0), objective]) }
      #expect(error.kind == .badObjective && error.description.contains(said), "\(error)")
    }
  }
}
