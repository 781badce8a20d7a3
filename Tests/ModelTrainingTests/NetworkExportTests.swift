import ActivationTaps
import Foundation
import ImageDatasets
import ModelTraining
import ONNXModel
import TensorEngine
import Testing

extension TrainingSuite {
  @Suite("Trained networks as ONNX")
  struct NetworkExportTests {
    let folder: TestFolder

    init() throws { folder = try TestFolder() }

    /// Every kind of layer, with values that training has moved.
    private let everything = NetworkDescription(
      name: "everything",
      layers: [
        LayerDescription(.convolution(channels: 5, kernel: 3, stride: 2, padding: .same, activation: .leakyRelu)),
        LayerDescription(.batchNormalization(activation: .relu)), LayerDescription(.maxPooling(size: 2, stride: 1)),
        LayerDescription(.convolution(channels: 4, kernel: 2, stride: 1, padding: .valid, activation: .tanh)),
        LayerDescription(.averagePooling(size: 3, stride: 2)), LayerDescription(.dropout(probability: 0.3)),
        LayerDescription(.activation(.sigmoid)), LayerDescription(.flatten),
        LayerDescription(.dense(units: 20, activation: .relu)), LayerDescription(.batchNormalization(activation: nil)),
      ])

    private func trained(_ description: NetworkDescription) throws -> (network: SequentialNetwork, file: URL) {
      let network = try makeNetwork(description)
      let history = try NetworkTraining(
        network, on: try digits(200), options: makeOptions(epochs: 2), folder: folder.url, engine: TensorEngine.load()
      ).run()
      return (network, folder.url.appendingPathComponent(try #require(history.checkpoints.last).file))
    }

    @Test(
      "the file computes in another engine what was trained, to 1e-5",
      arguments: [NetworkDescription.multilayerPerceptron, .convolutionalNetwork, smallNetwork, nil])
    func agrees(description: NetworkDescription?) throws {
      let (network, file) = try trained(description ?? everything)
      let images = try digits(16, seed: 9)
      var input = [Float](repeating: 0, count: 16 * images.elementCount)
      try input.withUnsafeMutableBufferPointer { try images.write(Array(0..<16)[...], epoch: nil, into: $0) }
      let engine = try TensorEngine.load()
      let expected = try engine.withoutGradient {
        try network.logits(of: engine.tensor(input, shape: [16, 1, 32, 32]), in: .inference).softmax().floats()
      }
      let session = try InferenceSession(
        bytes: Data(contentsOf: file), name: "trained", inputShape: [16, 1, 32, 32], threadCount: 1)
      let request = try session.makeRequest()
      _ = request.input.update(fromContentsOf: input)
      try request.start()
      try request.wait()
      let found = try request.withOutput(0) { Array($0) }
      #expect(found.count == 160)
      #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-5 })
      // A network that says the same of everything would agree with anything.
      #expect(Set(stride(from: 0, to: 160, by: 10).map { found[$0] }).count > 3)
    }

    @Test("layers have the names that they were given, and the last hidden layer is offered")
    func names() throws {
      let (_, file) = try trained(.smallConvolutionalNetwork)
      let network = try ONNXNetwork(contentsOf: file)
      let names = network.defaultTapPoints().map(\.name)
      for name in ["image", "conv1", "conv2", "pool1", "conv4", "hidden", "logits", "prob"] {
        #expect(names.contains(name), "\(name) in \(names)")
      }
      #expect(network.classifierHead?.classCount == 10)
    }
  }
}
