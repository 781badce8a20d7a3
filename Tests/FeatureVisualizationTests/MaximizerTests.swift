import FeatureVisualization
import Foundation
import ImageDatasets
import NumericKernels
import ONNXModel
import TensorEngine
import Testing

extension FeatureVisualizationSuite {
  @Suite("Maximizer")
  struct MaximizerTests {
    @Test("one seed gives one image for any number of threads, whatever else is optimized; another seed another")
    func repeatable() throws {
      let engine = try TensorEngine.load()
      let threads = try engine.threadCount()
      defer { try? engine.setThreadCount(threads) }
      let network = try VisualizedNetwork.small()
      let objectives = (0..<5).map { Objective.channel("conv2", $0) }
      func images(_ chosen: [Objective], threads: Int = 2, seed: UInt64 = 42, batch: Int = 8) throws -> [PixelImage] {
        try engine.setThreadCount(threads)
        let options = MaximizationOptions(stepCount: 10, batchSize: batch, seed: seed)
        return try ActivationMaximizer(network, options: options).maximize(chosen).map(\.image)
      }
      let reference = try images(objectives)
      #expect(try images(objectives) == reference)
      for count in [1, 3, 4] { #expect(try images(objectives, threads: count) == reference) }
      // Batches of other sizes may be rounded otherwise; Adam follows the signs of the smallest slopes.
      let alone = try images([objectives[3]])
      #expect(alone[0].difference(reference[3]) < 5)
      #expect(try images(objectives, batch: 2)[4].difference(reference[4]) < 5)
      #expect(try images([objectives[3]], seed: 43)[0].difference(alone[0]) > 5)
      #expect(Set(reference.map(\.pixels)).count == 5)
    }

    @Test("a unit that is silent at first is woken; one that never can be is told")
    func silence() throws {
      let options = MaximizationOptions(stepCount: 60, transforms: .none, tolerance: 0)
      let sleepy = try VisualizedNetwork.small(bias: -1.2)
      for layer in ["conv2", "joined"] {
        let offset = layer == "joined" ? 8 : 0
        let made = try ActivationMaximizer(sleepy, options: options)
          .maximize((0..<6).map { .channel(layer, offset + $0) })
        let woken = made.filter { $0.firstValue == 0 && $0.value > 0 }
        #expect(woken.count >= 2, "\(made.map { ($0.firstValue, $0.value) })")
        #expect(made.allSatisfy { ($0.outcome == .silent) == ($0.value == 0) })
      }
      let dead = try ActivationMaximizer(.small(bias: -1000), options: options).maximize([.channel("conv2", 1)])
      #expect(dead[0].outcome == .silent && dead[0].value == 0)
    }

    @Test("numbers that are none end an image, and it is the last one before")
    func notFinite() throws {
      let network = try VisualizedNetwork.unary { builder in
        builder.addInitializer("limit", shape: [1], values: [0.55])
        // The root of what the ascent makes negative.
        builder.addNode("Sub", name: "rest", inputs: ["limit", "image"], outputs: ["r"])
        builder.addNode("Sqrt", name: "root", inputs: ["r"], outputs: ["q"])
        builder.addNode("Neg", name: "minus", inputs: ["q"], outputs: ["n"])
      }
      let made = try ActivationMaximizer(
        network, options: .init(stepCount: 400, transforms: .none, tolerance: 0),
        colors: .neutral(channelCount: 3)
      ).maximize([.channel("match", 0)])
      #expect(made[0].outcome == .notFinite && made[0].stepCount < 400)
      #expect(made[0].value.isFinite && made[0].curve.allSatisfy(\.isFinite) == true)
      #expect(made[0].curve.allSatisfy { $0.isFinite })
      #expect(!made[0].image.pixels.contains { $0 > 150 })
    }

    @Test("where no slope leads back, this is told")
    func noSlope() throws {
      let stepped = try VisualizedNetwork.unary { builder in
        builder.addInitializer("ten", shape: [1], values: [10])
        builder.addNode("Mul", name: "times", inputs: ["image", "ten"], outputs: ["t"])
        builder.addNode("Floor", name: "floor", inputs: ["t"], outputs: ["n"])
      }
      let made = try ActivationMaximizer(stepped, options: .init(stepCount: 40)).maximize([.channel("match", 0)])
      #expect(made[0].outcome == .silent && made[0].stepCount < 40)
      let rounded = try VisualizedNetwork.unary { builder in
        builder.addNode("Round", name: "round", inputs: ["image"], outputs: ["n"])
      }
      let flat = try ActivationMaximizer(rounded, options: .init(stepCount: 40)).maximize([.channel("match", 0)])
      #expect(flat[0].outcome == .silent && flat[0].stepCount < 40)
      // The rounding of 8-bit activations passes gradients on.
      let quantized = try VisualizedNetwork.unary { builder in
        builder.addInitializer("scale", shape: [], values: [1.0 / 255])
        builder.addInitializer("zero", shape: [], integers: [0], elementType: .uint8)
        builder.addNode("QuantizeLinear", name: "q", inputs: ["image", "scale", "zero"], outputs: ["q"])
        builder.addNode("DequantizeLinear", name: "d", inputs: ["q", "scale", "zero"], outputs: ["n"])
      }
      let risen = try ActivationMaximizer(quantized, options: .init(stepCount: 40)).maximize([.channel("match", 0)])
      let (last, first) = (risen[0].value, risen[0].firstValue)
      #expect(risen[0].outcome != .silent && last > first + 0.05, "\(first) \(last)")
      let cut = try VisualizedNetwork.unary { builder in
        builder.addNode(
          "ArgMax", name: "arg", inputs: ["image"], outputs: ["a"],
          attributes: ["axis": .integer(1), "keepdims": .integer(1)])
        builder.addNode("Cast", name: "cast", inputs: ["a"], outputs: ["n"], attributes: ["to": .integer(1)])
      }
      let error = try failure { _ = try ActivationMaximizer(cut).maximize([.channel("match", 0)]) }
      #expect(error.kind == .computation && error.description.contains("Nothing leads from match:0 back"))
    }

    @Test("an image that rises no more is done before the others")
    func converges() throws {
      let network = try VisualizedNetwork.small()
      let made = try ActivationMaximizer(
        network, options: .init(stepCount: 600, transforms: .none, tolerance: 0.02, patience: 20)
      ).maximize([.channel("conv1", 0), .channel("conv2", 1)])
      #expect(made.allSatisfy { $0.outcome == .converged && $0.stepCount < 600 && $0.stepCount >= 40 })
      #expect(made.allSatisfy { $0.curve.count == $0.stepCount })
    }

    @Test("L-BFGS climbs further than Adam in as many steps where nothing is random, and stops at the top")
    func newton() throws {
      let picture = PixelImage.picture(width: 16, height: 16)
      func value(_ method: MaximizationOptions.Method) throws -> OptimizedImage {
        let options = MaximizationOptions(
          stepCount: 60, method: method, parameterization: .pixels, transforms: .none, tolerance: 0)
        return try ActivationMaximizer(.matching(picture), options: options).maximize([.channel("match", 0)])[0]
      }
      let (adam, newton) = (try value(.adam), try value(.lbfgs))
      #expect(newton.value > adam.value / 2, "\(newton.value) and \(adam.value)")
      #expect(newton.value > -1e-4)
    }

    @Test("results come as soon as they are done; stopping keeps those")
    func delivery() throws {
      struct Stop: Error {}
      let maximizer = try ActivationMaximizer(
        .small(), options: .init(stepCount: 5, imagesPerObjective: 2, batchSize: 4, tolerance: 0))
      let objectives = [
        Objective.channel("conv2", 0), .channel("conv1", 1), .channel("conv2", 2), .channel("conv1", 3),
      ]
      var places: [Int] = []
      let all = try maximizer.maximize(
        objectives,
        finished: { place, images in
          places.append(place)
          #expect(images.map(\.number) == [0, 1])
          #expect(images.map(\.objective) == [objectives[place], objectives[place]])
        })
      #expect(places == [1, 3, 0, 2])
      #expect(all.map(\.objective.name) == objectives.flatMap { [$0.name, $0.name] })
      let fractions = LockedValue<[Double]>([])
      var done = 0
      #expect(throws: Stop.self) {
        _ = try maximizer.maximize(
          objectives,
          progress: { fraction in
            fractions.update { $0.append(fraction) }
            if fraction > 0.7 { throw Stop() }
          }, finished: { _, _ in done += 1 })
      }
      let told = fractions.update { $0 }
      #expect(done == 2 && told == told.sorted() && told.first == 0)
    }

    @Test("options out of range and networks without images are refused")
    func refusals() throws {
      let wrong: [(MaximizationOptions, String)] = [
        (.init(stepCount: 0), "stepCount is 0"), (.init(learningRate: -1), "learningRate is -1"),
        (.init(transforms: .init(rotation: 200)), "rotation is 200"), (.init(tolerance: 1), "tolerance is 1"),
        (.init(parameterization: .fourier(decayPower: 9)), "power of the frequency is 9"),
        (.init(penalties: .init(l2: -0.5)), "penalty on l2 has the weight -0.5"),
        (.init(imagesPerObjective: 0), "imagesPerObjective is 0"),
      ]
      for (options, said) in wrong {
        let error = try failure { _ = try ActivationMaximizer(.small(), options: options) }
        #expect(error.kind == .badOption && error.description.contains(said), "\(error)")
      }
      var builder = ONNXBuilder()
      builder.addInput("words", shape: [nil, 7])
      builder.addNode("Relu", name: "r", inputs: ["words"], outputs: ["out"])
      builder.addOutput("out", shape: [nil, 7])
      let error = try failure { _ = try VisualizedNetwork(builder) }
      #expect(error.kind == .badNetwork && error.description.contains("words"))
      let filtered = try failure {
        _ = try VisualizedNetwork(
          network: VisualizedNetwork.small().network, preprocessing: Preprocessing(specification: "unit:filter=sobel"))
      }
      #expect(filtered.kind == .badNetwork && filtered.description.contains("filters images"))
    }
  }
}
