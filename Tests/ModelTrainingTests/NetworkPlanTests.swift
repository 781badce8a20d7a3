import Foundation
import ModelTraining
import Testing

@Suite("Network descriptions and plans")
struct NetworkPlanTests {
  private func problem(_ layers: [LayerDescription], input: [Int] = [1, 8, 8]) -> String? {
    do {
      _ = try NetworkPlan(NetworkDescription(name: "test", layers: layers), inputShape: input, classCount: 3)
      return nil
    } catch { return "\(error)" }
  }

  @Test("the study's networks have the sizes that it tells")
  func presets() throws {
    let digits = try NetworkPlan(.convolutionalNetwork, inputShape: [1, 28, 28], classCount: 10)
    let photos = try NetworkPlan(.convolutionalNetwork, inputShape: [3, 32, 32], classCount: 10)
    #expect(digits.layers.first { $0.kind == .flatten }?.outputShape == [3136])
    #expect(photos.layers.first { $0.kind == .flatten }?.outputShape == [4096])
    #expect(digits.layers.map(\.name).filter { $0.hasPrefix("conv") } == ["conv1", "conv2", "conv3", "conv4"])
    let perceptron = try NetworkPlan(.multilayerPerceptron, inputShape: [1, 28, 28], classCount: 10)
    #expect(perceptron.layers.first?.name == "flatten")
    #expect(perceptron.layers.filter { $0.outputShape == [1000] && $0.name.hasPrefix("hidden") }.count == 4)
    #expect(perceptron.layers.last?.outputShape == [10])
  }

  @Test("strides, pools and paddings give the sizes of the formula")
  func sizes() throws {
    let layers = [
      LayerDescription(.convolution(channels: 4, kernel: 3, stride: 2, padding: .same, activation: nil)),
      LayerDescription(.convolution(channels: 6, kernel: 2, stride: 1, padding: .valid, activation: .tanh)),
      LayerDescription(.averagePooling(size: 2, stride: 1)), LayerDescription(.batchNormalization(activation: .relu)),
      LayerDescription(.globalAveragePooling),
    ]
    let plan = try NetworkPlan(
      NetworkDescription(name: "test", layers: layers), inputShape: [3, 11, 9], classCount: 2)
    #expect(plan.layers.map(\.outputShape) == [[4, 6, 5], [6, 5, 4], [6, 4, 3], [6, 4, 3], [6], [2]])
    #expect(plan.layers.map(\.name) == ["conv1", "conv2", "pool1", "norm1", "globalpool1", "logits"])
  }

  @Test("layers that do not fit are named with what they get and what they take")
  func mismatches() {
    let dense = LayerDescription(.dense(units: 4, activation: .relu))
    let convolution = LayerKind.convolution(channels: 2, kernel: 3, stride: 1, padding: .same, activation: nil)
    #expect(
      problem([dense, LayerDescription(convolution)])?.contains("conv1 (convolution) gets the shape [4]") == true)
    #expect(problem([LayerDescription(.maxPooling(size: 9, stride: 9))])?.contains("[1, 8, 8]") == true)
    #expect(problem([LayerDescription(.dropout(probability: 1))])?.contains("from 0 to below 1") == true)
    #expect(problem([LayerDescription(.dense(units: 0, activation: nil))])?.contains("at least one unit") == true)
    #expect(
      problem([LayerDescription(.dense(units: .max, activation: nil))])?.contains("not too many") == true)
    #expect(
      problem([
        LayerDescription(.convolution(channels: 2, kernel: 4, stride: 1, padding: .same, activation: nil))
      ])?.contains("odd kernel") == true)
    #expect(problem([LayerDescription(.flatten, name: "logits")])?.contains("Two layers are called") == true)
    #expect(problem([LayerDescription(.flatten, name: "a b")])?.contains("is no name") == true)
    #expect(problem([], input: [1, 8])?.contains("channels, height, width") == true)
  }

  @Test("every kind of layer comes back from JSON as it went")
  func json() throws {
    let layers = [
      LayerDescription(
        .convolution(channels: 4, kernel: 5, stride: 2, padding: .valid, activation: .leakyRelu), name: "c"),
      LayerDescription(.maxPooling(size: 3, stride: 2)), LayerDescription(.averagePooling(size: 2, stride: 2)),
      LayerDescription(.batchNormalization(activation: nil)), LayerDescription(.activation(.sigmoid)),
      LayerDescription(.globalAveragePooling), LayerDescription(.flatten),
      LayerDescription(.dropout(probability: 0.25)),
      LayerDescription(.dense(units: 7, activation: .tanh)),
    ]
    let description = NetworkDescription(name: "all", layers: layers)
    let found = try JSONDecoder().decode(NetworkDescription.self, from: JSONEncoder().encode(description))
    #expect(found == description)
  }

  @Test(
    "a file that describes no network says what is wrong with it",
    arguments: [
      (#"{"name": "x", "layers": [{"type": "densse", "units": 3}]}"#, "has the type \"densse\""),
      (#"{"name": "x", "layers": [{"type": "dense", "width": 3}]}"#, "has the key \"width\""),
      (#"{"name": "x", "layers": [{"type": "dense"}]}"#, "has no \"units\""),
      (#"{"name": "x", "layers": [{"type": "dense", "units": 3, "activation": "gelu"}]}"#, "the activation \"gelu\""),
      (
        #"{"name": "x", "layers": [{"type": "convolution", "channels": "many"}]}"#, "layer 1, channels has another type"
      ),
      (#"{"name": "x""#, "no valid JSON"), (#"{"layers": []}"#, "it has no \"name\""),
    ])
  func badFiles(text: String, expected: String) throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).json")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    #expect {
      try NetworkDescription(contentsOf: file)
    } throws: {
      "\($0)".contains(expected) && "\($0)".contains(file.path)
    }
  }
}
