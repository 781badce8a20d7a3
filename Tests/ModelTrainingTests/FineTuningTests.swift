import Foundation
import GraphExecution
import ImageDatasets
import ModelTraining
import ONNXModel
import TensorEngine
import Testing

@Suite("Fine-tuning", .serialized, .enabled(if: (try? TensorEngine.load()) != nil, "libtorch is not there"))
struct FineTuningTests {
  private let engine: TensorEngine
  private let place: TestFolder
  private var folder: URL { place.url }

  init() throws {
    engine = try TensorEngine.load()
    place = try TestFolder()
  }

  /// A convolution with batch normalization and a classifier of seven classes, written to a file.
  private func network() throws -> ONNXNetwork {
    var builder = ONNXBuilder()
    builder.addInput("image", shape: [nil, 1, 32, 32])
    let wave = { (count: Int) in (0..<count).map { sin(Float($0) * 1.7) * 0.4 } }
    builder.addInitializer("conv.weight", shape: [6, 1, 5, 5], values: wave(150))
    for (name, value) in [("scale", 1), ("shift", 0), ("mean", 0.1), ("variance", 0.5)] as [(String, Float)] {
      builder.addInitializer("norm.\(name)", shape: [6], values: Array(repeating: value, count: 6))
    }
    builder.addInitializer("classes.weight", shape: [7, 294], values: wave(2058))
    builder.addInitializer("classes.bias", shape: [7], values: wave(7))
    builder.addNode(
      "Conv", name: "conv", inputs: ["image", "conv.weight"], attributes: ["strides": .integers([2, 2])])
    builder.addNode(
      "BatchNormalization", name: "norm",
      inputs: ["conv", "norm.scale", "norm.shift", "norm.mean", "norm.variance"])
    builder.addNode("Relu", name: "relu", inputs: ["norm"])
    builder.addNode(
      "MaxPool", name: "pool", inputs: ["relu"],
      attributes: ["kernel_shape": .integers([2, 2]), "strides": .integers([2, 2])])
    builder.addNode("Flatten", name: "flat", inputs: ["pool"])
    builder.addNode("Dropout", name: "dropout", inputs: ["flat"])
    builder.addNode(
      "Gemm", name: "classes", inputs: ["dropout", "classes.weight", "classes.bias"],
      attributes: ["transB": .integer(1)])
    builder.addNode("Softmax", name: "prob", inputs: ["classes"])
    builder.addOutput("prob", shape: [nil, 7])
    let file = folder.appendingPathComponent("waves.onnx")
    try builder.write(to: file)
    return try ONNXNetwork(contentsOf: file)
  }

  private func images(_ count: Int, side: Int = 32) throws -> DecodedImages {
    var preprocessing = try Preprocessing.unit.adapted(toInput: (1, side, side))
    if side != 32 { preprocessing.resizing = .shorterSide(side) }
    return try DecodedImages(of: BuiltInDigits(count: count, seed: 5), preprocessing: preprocessing)
  }

  private func options(_ epochs: Int) -> TrainingOptions {
    var options = TrainingOptions()
    options.epochCount = epochs
    options.batchSize = 20
    options.validationShare = 0
    options.checkpointEpochs = [0]
    return options
  }

  private func tuned(_ part: TrainedPart, features: Bool = false) throws -> FineTunedNetwork {
    try FineTunedNetwork(network(), classCount: 10, training: part, readsFeatures: features, seed: 3, engine: engine)
  }

  @Test("the head alone is trained: all else keeps its bits, and the loss falls")
  func head() throws {
    let network = try tuned(.head)
    #expect(network.parameters.map(\.name) == ["classes.weight", "classes.bias"] && network.buffers.isEmpty)
    let images = try images(200)
    let before = try NetworkEvaluation(of: network, on: images, indices: Array(0..<200), engine: engine)
    var tuning = options(12)
    tuning.learningRate = 0.05
    let history = try NetworkTraining(
      network, on: images, options: tuning, folder: folder.appendingPathComponent("head"), engine: engine
    ).run()
    let after = try NetworkEvaluation(of: network, on: images, indices: Array(0..<200), engine: engine)
    #expect(after.loss < before.loss - 0.2 && after.accuracy > before.accuracy + 0.2, "\(before) \(after)")
    #expect(history.epochs.count == 12)
    let written = try ONNXNetwork(contentsOf: folder.appendingPathComponent("head/epoch-0012.onnx"))
    let original = try GraphExecutor(network: self.network(), engine: engine).parameters
    for (name, tensor) in try GraphExecutor(network: written, engine: engine).parameters {
      #expect(try (tensor.floats() == original[name]?.floats()) == !name.hasPrefix("classes."), "\(name)")
    }
  }

  @Test("the written file keeps the names of all layers and gives the same scores")
  func export() throws {
    let network = try tuned(.all)
    let images = try images(60)
    _ = try NetworkTraining(
      network, on: images, options: options(1), folder: folder.appendingPathComponent("all"), engine: engine
    ).run()
    let written = try ONNXNetwork(contentsOf: folder.appendingPathComponent("all/epoch-0001.onnx"))
    #expect(written.tapPoints.map(\.name) == (try self.network()).tapPoints.map(\.name))
    #expect(written.metadata["description"] == "waves after 1 epochs, seed 42")
    let batch = try engine.tensor((0..<2048).map { Float($0 % 13) / 13 }, shape: [2, 1, 32, 32])
    let executor = try GraphExecutor(network: written, engine: engine)
    let scores = try engine.withoutGradient {
      (
        try network.logits(of: batch, in: .inference).floats(),
        try executor.evaluate(["image": batch], outputs: ["classes"])
      )
    }
    #expect(try scores.0 == scores.1["classes"]?.floats())
  }

  @Test("where all is trained, every weight and the running values change")
  func all() throws {
    let network = try tuned(.all)
    let names = ["conv.weight", "norm.scale", "norm.shift", "classes.weight", "classes.bias"]
    #expect(network.parameters.map(\.name) == names && network.buffers.map(\.name) == ["norm.mean", "norm.variance"])
    let tensors = (network.parameters + network.buffers).map(\.tensor)
    let before = try tensors.map { try $0.detached().floats() }
    _ = try NetworkTraining(
      network, on: images(60), options: options(1), folder: folder.appendingPathComponent("all"), engine: engine
    ).run()
    for (tensor, old) in zip(tensors, before) { #expect(try tensor.detached().floats() != old) }
  }

  @Test("features that are computed once give the training that images give, up to rounding, and the same again")
  func features() throws {
    let images = try images(60)
    func weights(features: Bool, _ name: String) throws -> [Float] {
      let network = try tuned(.head, features: features)
      let shown: any TrainingImages =
        try features ? FeatureImages(of: images, by: network, engine: engine, batchSize: 7) : images
      _ = try NetworkTraining(
        network, on: shown, options: options(3), folder: folder.appendingPathComponent(name), engine: engine
      ).run()
      return try network.parameters[0].tensor.detached().floats()
    }
    let (once, again) = (try weights(features: true, "a"), try weights(features: true, "b"))
    let each = try weights(features: false, "c")
    #expect(once == again)
    #expect(zip(once, each).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  @Test("a job from files replaces the classifier, and the same command repeats it bit for bit")
  func job() async {
    // In a process of its own: a job sets the number of threads, which is the process's.
    await #expect(processExitsWith: .success) { try FineTuningTests().checkJob() }
  }

  private func checkJob() throws {
    _ = try network()
    func weights(_ part: TrainedPart, augmented: Bool, _ name: String) throws -> Data {
      var request = TrainingRequest(
        images: "builtin:digits",
        network: .imported(folder.appendingPathComponent("waves.onnx"), training: part), folder: folder)
      request.options = options(2)
      request.sample = SampleSelection(limit: 60, seed: 1)
      request.preprocessing = .unit
      request.series = name
      request.isAugmented = augmented
      let result = try TrainingJob(request, observer: SilentObserver()).run()
      try #require(result.record.network == "waves" && result.record.epochs.count == 2)
      return try Data(contentsOf: result.folder.appendingPathComponent("epoch-0002.onnx"))
    }
    for part in TrainedPart.allCases {
      let plain = try weights(part, augmented: false, "\(part)-1")
      let augmented = try weights(part, augmented: true, "\(part)-2")
      try #require(plain != augmented)
      let again = try weights(part, augmented: true, "\(part)-3")
      try #require(again == augmented)
    }
  }

  @Test("a network of which the input's size is free is refused with what to do")
  func freeSize() throws {
    var builder = ONNXBuilder()
    builder.addInput("x", shape: [nil, 4])
    builder.addInitializer("w", shape: [4, 3], values: Array(repeating: 1, count: 12))
    builder.addNode("MatMul", name: "scores", inputs: ["x", "w"])
    builder.addOutput("scores", shape: [nil, 3])
    let network = try ONNXNetwork(data: builder.serialized(), url: folder.appendingPathComponent("flat.onnx"))
    let error = try #require(throws: ModelTrainingError.self) {
      _ = try FineTunedNetwork(network, classCount: 2, training: .head, seed: 1, engine: engine)
    }
    #expect(error.kind == .badInput && error.description.contains("[any, 4]"))
  }

  @Test("augmented images are crops, half of them mirrored; judged ones are the center")
  func augmentation() throws {
    let base = try images(40, side: 36)
    let shown = try AugmentedImages(base, height: 32, width: 32, seed: 9)
    #expect(shown.inputShape == [1, 32, 32] && shown.labels == base.labels)
    func read(_ images: any TrainingImages, _ index: Int, _ epoch: Int?) throws -> [Float] {
      try [Float](unsafeUninitializedCapacity: images.elementCount) { buffer, count in
        try images.write([index], epoch: epoch, into: buffer)
        count = images.elementCount
      }
    }
    var mirrored = 0
    for index in 0..<40 {
      let whole = try read(base, index, nil)
      func crop(_ top: Int, _ left: Int, mirrored: Bool) -> [Float] {
        (0..<32).flatMap { row in
          let line = whole[((top + row) * 36 + left)..<((top + row) * 36 + left + 32)]
          return mirrored ? line.reversed() : Array(line)
        }
      }
      #expect(try read(shown, index, nil) == crop(2, 2, mirrored: false))
      let found = try read(shown, index, 1)
      #expect(try read(shown, index, 1) == found)
      let places = (0..<50).map { ($0 / 2 / 5, $0 / 2 % 5, $0 % 2 == 1) }
      let place = places.first { crop($0.0, $0.1, mirrored: $0.2) == found }
      #expect(place != nil)
      mirrored += place?.2 == true ? 1 : 0
    }
    #expect((10...30).contains(mirrored))
    #expect(try (0..<40).contains { try read(shown, $0, 1) != read(shown, $0, 2) })
    #expect(throws: ModelTrainingError.self) { try AugmentedImages(base, height: 40, width: 32, seed: 1) }
  }
}

private final class SilentObserver: TrainingJobObserver {
  func decoding(_ fraction: Double) throws {}
  func remark(_ text: String) {}
  func stepped(_ progress: TrainingProgress) throws {}
  func epochEnded(_ record: EpochRecord, of epochCount: Int) throws {}
  func checkpointWritten(_ record: CheckpointRecord) throws {}
}
