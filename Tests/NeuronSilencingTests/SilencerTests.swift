import Foundation
import GraphExecution
import NeuronSilencing
import NumericKernels
import ONNXModel
import TensorEngine
import Testing

extension NeuronSilencingSuite {
  @Suite("Silencer")
  struct SilencerTests {
    let engine: TensorEngine

    init() throws { engine = try TensorEngine.load() }

    /// One neuron for each of three classes; images show one class each, as strongly as `strength`.
    private func threeVoters(strength: Float = 3) throws -> (ONNXNetwork, SilencingData) {
      let network = try voters([[1, 0, 0], [0, 1, 0], [0, 0, 1]])
      let images = [0, 1, 2, 1].map { shown in (0..<3).map { $0 == shown ? strength : 0 } }
      return (network, SilencingData(images, shape: [3], labels: [0, 1, 2, 1], labelOfOutput: [0, 1, 2]))
    }

    @Test("a neuron that alone speaks for a class takes it along, exactly, and no other")
    func exactEffect() throws {
      let (network, data) = try threeVoters()
      let silencer = try NeuronSilencer(network: network, layer: "hidden", engine: engine)
      #expect(silencer.neuronCount == 3 && silencer.classCount == 3 && silencer.layer.tensorName == "hidden")
      let report = try silencer.report(silencing: [[1], [0, 2], [0]], on: data)
      let sure = 3 - log(exp(3.0) + 2)
      #expect(report.itemCount == 4 && report.replacement == "zero" && report.layer == "hidden")
      #expect(report.before.accuracy == 1 && abs(report.before.logProbability - sure) < 1e-12)
      #expect(report.groups.map(\.neurons) == [[1], [0, 2], [0]])
      // All outputs tie: the first is taken.
      #expect(report.groups.map { $0.after.classes.map(\.accuracy) } == [[1, 0, 1], [1, 1, 0], [1, 1, 1]])
      #expect(report.groups[0].after.accuracy == 0.5)
      let without = report.groups[0].after.classes.map(\.logProbability)
      #expect(zip(without, [sure, -log(3), sure]).allSatisfy { abs($0 - $1) < 1e-12 })
      #expect(report.before.classes.map(\.itemCount) == [1, 2, 1])
    }

    @Test(
      "silencing equals taking the weights away that read the neuron, shortcuts left as they are",
      arguments: [
        ("pool1", "conv3.weight", 1), ("block.relu1", "block.conv2.weight", 1), ("fc1.relu", "logits.weight", 1),
        ("image", "conv1.weight", 1),
      ])
    func editedWeights(_ layer: String, _ weight: String, _ axis: Int) throws {
      let demo = try Demo()
      let silencer = try NeuronSilencer(network: demo.network, layer: layer, engine: engine)
      let groups = [[0], [2, 1], [silencer.neuronCount - 1]]
      let report = try silencer.report(silencing: groups, on: demo.data)
      #expect(report.itemCount == 10)
      for (group, found) in zip([[]] + groups, [report.before] + report.groups.map(\.after)) {
        let executor = try GraphExecutor(network: demo.network, engine: engine)
        let original = try #require(executor.parameters[weight])
        var values = try original.floats()
        let inner = original.shape[2...].reduce(1, *)
        for place in values.indices where group.contains(place / inner % original.shape[1]) { values[place] = 0 }
        try original.assign(engine.tensor(values, shape: original.shape))
        let edited = try outcomes(of: demo, executor)
        expect(found, edited.values.flatMap { $0 }, label: nil)
        #expect(found.classes.map(\.label) == edited.keys.sorted())
        for (label, own) in edited { expect(found, own, label: label) }
      }
      #expect(report.groups.contains { difference(report.before, $0.after) > 1e-4 })
    }

    /// Whether each image of a label is told and the logarithm of its probability, by another way: from the probabilities
    /// at the end of the whole network, image by image.
    private func outcomes(of demo: Demo, _ executor: GraphExecutor) throws -> [Int: [(isCorrect: Bool, log: Double)]] {
      var rows: [Int: [(Bool, Double)]] = [:]
      for (item, label) in demo.data.labels.enumerated() {
        guard let label else { continue }
        let image = try engine.tensor(demo.images[item], shape: [1, 3, 8, 8])
        let output = try #require(try executor.evaluate(["image": image], outputs: ["prob"])["prob"]).doubles()
        rows[label, default: []].append((output.firstIndex(of: output.max() ?? 0) == label, log(output[label])))
      }
      return rows
    }

    private func expect(_ found: SilencingScores, _ outcomes: [(isCorrect: Bool, log: Double)], label: Int?) {
      let own = label.flatMap { found.scores(ofLabel: $0) }.map { ($0.accuracy, $0.logProbability) }
      let (accuracy, logProbability) = own ?? (found.accuracy, found.logProbability)
      let count = Double(outcomes.count)
      #expect(abs(accuracy - Double(outcomes.count { $0.isCorrect }) / count) < 1e-12)
      #expect(abs(logProbability - outcomes.reduce(0) { $0 + $1.log } / count) < 1e-5)
    }

    @Test("features of tokens are silenced at every position")
    func tokens() throws {
      var builder = ONNXBuilder()
      builder.addInput("x", shape: [nil, 4, 3])
      builder.addInitializer("w", shape: [3, 5], values: (0..<15).map { Float(($0 * 7) % 5) - 1.5 })
      builder.addNode("MatMul", name: "features", inputs: ["x", "w"])
      builder.addNode("Relu", name: "tokens", inputs: ["features"])
      builder.addNode(
        "ReduceMean", name: "mean", inputs: ["tokens"], attributes: ["axes": .integers([1]), "keepdims": .integer(0)])
      builder.addInitializer("v", shape: [5, 2], values: (0..<10).map { Float(($0 * 3) % 7) - 3 })
      builder.addNode("MatMul", name: "logits", inputs: ["mean", "v"])
      builder.addOutput("logits", shape: [nil, 2])
      let network = try ONNXNetwork(builder)
      let images = (0..<6).map { image in (0..<12).map { place -> Float in Float((place * (image + 3)) % 11) / 5 - 1 } }
      let data = SilencingData(images, shape: [4, 3], labels: [0, 1, 0, 1, 0, 1], labelOfOutput: [0, 1])
      let silencer = try NeuronSilencer(network: network, layer: "tokens", engine: engine)
      #expect(silencer.neuronCount == 5)
      let found = try silencer.report(silencing: [[3]], on: data).groups[0].after
      // The same network whose fourth feature is never read.
      let executor = try GraphExecutor(network: network, engine: engine)
      let votes = try #require(executor.parameters["v"])
      var values = try votes.floats()
      (values[6], values[7]) = (0, 0)
      try votes.assign(engine.tensor(values, shape: [5, 2]))
      let input = try engine.tensor(images.flatMap { $0 }, shape: [6, 4, 3])
      let logits = try #require(try executor.evaluate(["x": input], outputs: ["logits"])["logits"])
      let probabilities = try logits.logSoftmax().doubles()
      let own = (0..<6).map { image -> Double in probabilities[image * 2 + image % 2] }
      let expected = own.reduce(0, +) / 6
      #expect(abs(found.logProbability - expected) < 1e-6)
      let means = try silencer.means(on: data)
      let activations = try #require(try executor.evaluate(["x": input], outputs: ["tokens"])["tokens"])
      let reference = try activations.mean(over: [0, 1]).floats()
      #expect(means.count == 5 && zip(means, reference).allSatisfy { abs($0 - $1) < 1e-6 })
    }

    @Test("a constant neuron at its mean changes nothing; at zero it does")
    func constantNeuron() throws {
      let network = try voters([[2, 0], [0, 1], [0, 3]], constant: [0: 1.5])
      let images: [[Float]] = [[9, 4, 0], [9, 0, 2], [9, 0.1, 0]]
      let data = SilencingData(images, shape: [3], labels: [1, 1, 0], labelOfOutput: [0, 1])
      let silencer = try NeuronSilencer(network: network, layer: "hidden", engine: engine)
      let means = try silencer.means(on: data)
      #expect(means[0] == 1.5 && abs(means[1] - 4.1 / 3) < 1e-6)
      let report = try silencer.report(silencing: [[0], [1]], replacement: .mean(means), on: data)
      #expect(report.replacement == "mean" && report.groups[0].after == report.before)
      #expect(report.groups[1].after != report.before)
      // Logits of the first image: 3 for class 0, the mean 4.1 / 3 for class 1.
      let first = -log(1 + exp(3 - 4.1 / 3))
      let second = 6 + 4.1 / 3 - log(exp(6 + 4.1 / 3) + exp(3))
      #expect(abs(report.groups[1].after.classes[1].logProbability - (first + second) / 2) < 1e-6)
      #expect(try silencer.report(silencing: [[0]], on: data).groups[0].after.classes[0].accuracy == 0)
    }

    @Test("several outputs speak for one label, and images that no output speaks for are left out")
    func labelMap() throws {
      let (network, _) = try threeVoters()
      let images: [[Float]] = [[3, 0, 0], [0, 2, 0], [0, 0, 1], [7, 7, 7]]
      let data = SilencingData(
        images, shape: [3], labels: [1, 1, 2, nil], labelCount: 3, labelOfOutput: [1, 1, nil])
      let silencer = try NeuronSilencer(network: network, layer: "hidden", engine: engine)
      let report = try silencer.report(silencing: [[0]], on: data)
      #expect(report.itemCount == 2 && report.before.classes.map(\.label) == [1] && report.before.accuracy == 1)
      // The first two outputs of three speak for the label; the third has the logit 0.
      let first: Double = log(exp(3.0) + 1) - log(exp(3.0) + 2)
      let second: Double = log(exp(2.0) + 1) - log(exp(2.0) + 2)
      let silenced: Double = log(2.0 / 3.0)
      #expect(abs(report.before.logProbability - (first + second) / 2) < 1e-12)
      #expect(abs(report.groups[0].after.classes[0].logProbability - (silenced + second) / 2) < 1e-12)
    }

    @Test("results do not depend on batches, nor on groups that are run together")
    func batches() throws {
      let demo = try Demo()
      for layer in ["pool1", "block.relu1", "fc1.relu"] {
        let silencer = try NeuronSilencer(network: demo.network, layer: layer, engine: engine)
        let groups = (0..<20).map { [$0, ($0 * 3) % 32] }
        let whole = try silencer.report(silencing: groups, on: demo.data)
        for options in [
          SilencingOptions(largestBatch: 1), .init(largestBatch: 3), .init(memoryLimit: 1), .init(memoryLimit: 200_000),
        ] {
          let found = try silencer.report(silencing: groups, on: demo.data, options: options)
          #expect(difference(found.before, whole.before) < 1e-5)
          for (one, other) in zip(found.groups, whole.groups) { #expect(difference(one.after, other.after) < 1e-5) }
        }
      }
    }

    @Test("the same bits for 1, 2 and 4 threads")
    func threads() throws {
      let demo = try Demo()
      let before = try engine.threadCount()
      defer { try? engine.setThreadCount(before) }
      let reports = try [1, 2, 4].map { count in
        try engine.setThreadCount(count)
        let silencer = try NeuronSilencer(network: demo.network, layer: "relu3", engine: engine)
        let means = try silencer.means(on: demo.data)
        return try silencer.report(silencing: [[0], [5, 6], [63]], replacement: .mean(means), on: demo.data)
      }
      #expect(reports[0] == reports[1] && reports[0] == reports[2])
    }

    @Test("a file that fixes the number of images, or computes shapes from it, gives the same")
    func fixedBatches() throws {
      func network(batch: Int?, computesShape: Bool) throws -> ONNXNetwork {
        var builder = ONNXBuilder()
        builder.addInput("x", shape: [batch, 2, 2, 2])
        builder.addNode("Relu", name: "layer", inputs: ["x"])
        if computesShape {
          builder.addNode("Shape", name: "shape", inputs: ["x"])
          builder.addInitializer("zero", shape: [1], integers: [0])
          builder.addInitializer("rest", shape: [1], integers: [8])
          builder.addNode("Gather", name: "count", inputs: ["shape", "zero"])
          builder.addNode("Concat", name: "target", inputs: ["count", "rest"], attributes: ["axis": .integer(0)])
        } else {
          builder.addInitializer("target", shape: [2], integers: [Int64(batch ?? 0), 8])
        }
        builder.addNode("Reshape", name: "flat", inputs: ["layer", "target"])
        builder.addInitializer("w", shape: [8, 3], values: (0..<24).map { Float(($0 * 5) % 7) - 3 })
        builder.addNode("MatMul", name: "logits", inputs: ["flat", "w"])
        builder.addOutput("logits", shape: [batch, 3])
        return try ONNXNetwork(builder)
      }
      let images = (0..<5).map { image in (0..<8).map { place -> Float in Float((place * (image + 2)) % 9) - 3 } }
      let data = SilencingData(images, shape: [2, 2, 2], labels: [0, 1, 2, 0, 1], labelOfOutput: [0, 1, 2])
      let reports = try [(nil, false), (nil, true), (1, false), (2, false), (2, true)].map { batch, computesShape in
        let silencer = try NeuronSilencer(
          network: network(batch: batch, computesShape: computesShape), layer: "layer", engine: engine)
        let report = try silencer.report(silencing: [[0], [1]], on: data)
        for (channel, mean) in try silencer.means(on: data).enumerated() {
          let values = images.flatMap { image in image[(channel * 4)..<(channel * 4 + 4)].map { max($0, 0) } }
          #expect(abs(mean - values.reduce(0, +) / 20) < 1e-6)
        }
        return report
      }
      for other in reports.dropFirst() {
        #expect(difference(other.before, reports[0].before) < 1e-6)
        #expect(difference(other.groups[1].after, reports[0].groups[1].after) < 1e-6)
      }
      #expect(reports[0].itemCount == 5)
    }

    @Test("progress rises from 0 to 1, and throwing in it stops")
    func progress() throws {
      let demo = try Demo()
      let silencer = try NeuronSilencer(network: demo.network, layer: "fc1.relu", engine: engine)
      let told = LockedValue<[Double]>([])
      let options = SilencingOptions(largestBatch: 4)
      _ = try silencer.report(silencing: [[0], [1]], on: demo.data, options: options) { share in
        told.update { $0.append(share) }
      }
      let shares = told.update { $0 }
      #expect(shares.first == 0 && shares.last == 1 && shares == shares.sorted() && shares.count > 3)
      let calls = LockedValue(0)
      #expect(throws: CancellationError.self) {
        try silencer.report(silencing: [[0], [1]], on: demo.data, options: options) { _ in
          let count = calls.update { value in
            value += 1
            return value
          }
          if count == 2 { throw CancellationError() }
        }
      }
      #expect(calls.update { $0 } == 2)
    }
  }
}
