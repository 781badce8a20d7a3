import Foundation
import NeuronSilencing
import NumericKernels
import ONNXModel
import TensorEngine
import Testing

extension NeuronSilencingSuite {
  @Suite("Wrong calls")
  struct ErrorTests {
    let engine: TensorEngine

    init() throws { engine = try TensorEngine.load() }

    @Test(
      "layers that are not there, are the classes, come after them, or have no neurons are errors",
      arguments: [
        ("conv9", "no layer `conv9`"), ("logits", "read from `logits`, which it is"),
        ("prob", "does not depend on it"),
      ])
    func layers(_ name: String, _ part: String) throws {
      let demo = try Demo()
      let error = try failure { _ = try NeuronSilencer(network: demo.network, layer: name, engine: engine) }
      #expect(error.kind == .badLayer && error.description.contains(part), "\(error)")
      #expect(error.description.contains("/demo.onnx"))
    }

    @Test("a layer beside the way to the classes, one of unknown neurons, and a network without classes are errors")
    func graphs() throws {
      func network(_ extra: (inout ONNXBuilder) -> Void) throws -> ONNXNetwork {
        var builder = ONNXBuilder()
        builder.addInput("x", shape: [nil, 4])
        builder.addNode("Relu", name: "a", inputs: ["x"])
        extra(&builder)
        return try ONNXNetwork(builder)
      }
      let beside = try network {
        $0.addNode("Tanh", name: "aside", inputs: ["x"])
        $0.addNode("Sigmoid", name: "y", inputs: ["a"])
        $0.addOutput("y", shape: [nil, 4])
        $0.addOutput("aside", shape: [nil, 4])
      }
      let aside = try failure { _ = try NeuronSilencer(network: beside, layer: "aside", engine: engine) }
      #expect(aside.kind == .badLayer)
      let turned = try network {
        $0.addNode("Transpose", name: "turned", inputs: ["a"])
        $0.addNode("Transpose", name: "back", inputs: ["turned"])
        $0.addNode("Softmax", name: "y", inputs: ["back"])
        $0.addOutput("y", shape: [nil, 4])
      }
      let other = try failure { _ = try NeuronSilencer(network: turned, layer: "turned", engine: engine) }
      #expect(other.kind == .badLayer && other.description.contains("[4, any]"), "\(other)")
      let maps = try network {
        $0.addInitializer("shape", shape: [3], integers: [0, 2, 2])
        $0.addNode("Reshape", name: "y", inputs: ["a", "shape"])
        $0.addOutput("y", shape: [nil, 2, 2])
      }
      let classless = try failure { _ = try NeuronSilencer(network: maps, layer: "a", engine: engine) }
      #expect(classless.kind == .badInput && classless.description.contains("does not end in classes"))
    }

    @Test("groups, means, images, labels and options that do not fit are errors that say what was expected")
    func calls() throws {
      let demo = try Demo()
      let silencer = try NeuronSilencer(network: demo.network, layer: "fc1.relu", engine: engine)
      func told(
        _ groups: [[Int]] = [[0]], _ replacement: SilencingReplacement = .zero, _ data: SilencingData? = nil,
        _ options: SilencingOptions = .init()
      ) throws -> String {
        try failure {
          _ = try silencer.report(silencing: groups, replacement: replacement, on: data ?? demo.data, options: options)
        }.description
      }
      #expect(try told([]).contains("no groups"))
      #expect(try told([[1], []]).contains("Group 1 has no neurons"))
      #expect(try told([[1], [3, 64]]).contains("neuron 64") && told([[-1]]).contains("Expected 0 to 63"))
      #expect(try told([[0]], .mean([1, 2])).contains("2 means were given for a layer of 64"))
      #expect(try told([[0]], .mean([Float](repeating: .nan, count: 64))).contains("mean of neuron 0 is nan"))
      #expect(try told([[0]], .zero, nil, .init(memoryLimit: 0)).contains("memory limit of 0"))
      func data(_ shape: [Int] = [3, 8, 8], _ labels: [Int?] = [0], _ outputs: [Int?]? = nil) -> SilencingData {
        SilencingData(
          [[Float](repeating: 0, count: 192)], shape: shape, labels: labels, labelCount: 10,
          labelOfOutput: outputs ?? Array(0..<10))
      }
      #expect(try told([[0]], .zero, data([3, 8, 7])).contains("[3, 8, 7]"))
      #expect(try told([[0]], .zero, data([192])).contains("Expected [3, 8, 8]"))
      #expect(try told([[0]], .zero, data([3, 8, 8], [10])).contains("Image 0 has the label 10"))
      #expect(try told([[0]], .zero, data([3, 8, 8], [0], [0, 1])).contains("2 labels of outputs"))
      #expect(try told([[0]], .zero, data([3, 8, 8], [0], Array(repeating: 11, count: 10))).contains("the label 11"))
      #expect(try told([[0]], .zero, data([3, 8, 8], [nil])).contains("No image can be scored"))
      let broken = SilencingData(
        [[Float](repeating: .infinity, count: 192)], shape: [3, 8, 8], labels: [0], labelOfOutput: Array(0..<10))
      #expect(try told([[0]], .zero, broken).contains("image 0 are not finite"))
    }

    @Test("what reading images throws reaches the caller")
    func reading() throws {
      let demo = try Demo()
      let silencer = try NeuronSilencer(network: demo.network, layer: "fc1.relu", engine: engine)
      let data = SilencingData(
        imageShape: [3, 8, 8], labels: [0, 1], labelCount: 10, labelOfOutput: Array(0..<10)
      ) { _, _ in throw CocoaError(.fileNoSuchFile) }
      #expect(throws: CocoaError.self) { try silencer.report(silencing: [[0]], on: data) }
    }

    @Test("without libtorch the package to install is named")
    func withoutTorch() async {
      // In a process of its own: the engine is loaded once for each.
      await #expect(processExitsWith: .success) {
        setenv("STRATA_TORCH_LIBRARY", "/nowhere/libStrataTorch.so", 1)
        let network = try ONNXNetwork(
          data: DemoNetwork.make(inputShape: [3, 8, 8]), url: URL(fileURLWithPath: "/demo.onnx"))
        let error = try #require(throws: TensorEngineError.self) {
          _ = try NeuronSilencer(network: network, layer: "fc1.relu")
        }
        try #require(error.kind == .unavailable && error.description.contains("libtorch-dev"))
      }
    }
  }
}
