import Foundation
import GraphExecution
import ONNXModel
import TensorEngine
import Testing

/// Real networks with the outputs of ONNX Runtime at every node, where they have been downloaded.
enum SharedData {
  static let folder: URL? = {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let path =
      ProcessInfo.processInfo.environment["STRATA_DATA"]
      ?? package.deletingLastPathComponent().appendingPathComponent("shared/data").path
    return FileManager.default.fileExists(atPath: path + "/models") ? URL(fileURLWithPath: path) : nil
  }()

  static let isMissing: Comment = "the folder of test data is absent (set STRATA_DATA)"

  static func data(_ path: String) throws -> Data {
    try Data(contentsOf: #require(folder).appendingPathComponent(path))
  }

  /// The elements of an NPY file after its header.
  static func npy<Element: BitwiseCopyable>(_ path: String, _ type: Element.Type) throws -> [Element] {
    let data = try data(path)
    let header = 10 + Int(data[8]) + Int(data[9]) << 8
    return data.dropFirst(header).withUnsafeBytes { bytes in
      (0..<bytes.count / MemoryLayout<Element>.size).map {
        bytes.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Element>.size, as: type)
      }
    }
  }

  static func unzipped(_ path: String) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", try #require(folder).appendingPathComponent(path).path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return data
  }
}

/// A network with how its images become its input.
struct RealNetwork: Sendable, CustomTestStringConvertible {
  let name: String
  let images: @Sendable () throws -> [[Float]]
  let shape: [Int]
  var testDescription: String { name }

  static let all = [
    RealNetwork(
      name: "googlenet", images: { try photos { Float($0[2 - $1]) - [104, 117, 123][$1] } }, shape: [3, 224, 224]),
    RealNetwork(name: "squeezenet1.1", images: { try photos(imageNet) }, shape: [3, 224, 224]),
    RealNetwork(
      name: "mobilenet_v2_int8w", images: { try photos { Float($0[$1]) / 127.5 - 1 } }, shape: [3, 224, 224]),
    RealNetwork(name: "resnet20-cifar10", images: cifar, shape: [3, 32, 32]),
    RealNetwork(name: "mnist-cntk", images: { try digits { Float($0) } }, shape: [1, 28, 28]),
    RealNetwork(name: "vit-mnist", images: { try digits { (Float($0) / 255 - 0.5) / 0.5 } }, shape: [1, 28, 28]),
  ]

  @Sendable private static func imageNet(_ pixel: ArraySlice<UInt8>, _ channel: Int) -> Float {
    let (mean, deviation): ([Float], [Float]) = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
    return (Float(pixel[pixel.startIndex + channel]) / 255 - mean[channel]) / deviation[channel]
  }

  /// Four photos; the value of a channel from the three bytes of a pixel.
  private static func photos(_ value: (ArraySlice<UInt8>, Int) -> Float) throws -> [[Float]] {
    let bytes = try SharedData.npy("reference/photos4_rgb_u8.npy", UInt8.self)
    let plane = 224 * 224
    return (0..<4).map { image in
      (0..<3 * plane).map { place in
        let start = (image * plane + place % plane) * 3
        return value(ArraySlice(Array(bytes[start..<start + 3])), place / plane)
      }
    }
  }

  @Sendable private static func cifar() throws -> [[Float]] {
    let bytes = try SharedData.unzipped("cifar10/test_batch.bin.gz")
    let (mean, deviation): ([Float], [Float]) = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
    return (0..<16).map { image in
      (0..<3072).map { place in
        (Float(bytes[image * 3073 + 1 + place]) / 255 - mean[place / 1024]) / deviation[place / 1024]
      }
    }
  }

  private static func digits(_ value: (UInt8) -> Float) throws -> [[Float]] {
    let bytes = try SharedData.unzipped("mnist/t10k-images-idx3-ubyte.gz")
    return (0..<16).map { image in (0..<784).map { value(bytes[16 + image * 784 + $0]) } }
  }
}

extension GraphExecutionSuite {
  @Suite("Real networks", .enabled(if: SharedData.folder != nil, SharedData.isMissing))
  struct NetworkTests {
    private struct Reference: Decodable {
      struct Output: Decodable {
        let output: String
        let shape: [Int]
        let mean, std, min, max: Double
        let first8: [Double]
      }
      let outputs: [Output]
    }

    let engine: TensorEngine

    init() throws { engine = try TensorEngine.load() }

    private func executor(_ name: String) throws -> GraphExecutor {
      let url = try #require(SharedData.folder).appendingPathComponent("models/\(name).onnx")
      return try GraphExecutor(network: ONNXNetwork(contentsOf: url), engine: engine)
    }

    @Test("every node gives what ONNX Runtime gives", arguments: RealNetwork.all)
    func nodes(_ example: RealNetwork) throws {
      let executor = try executor(example.name)
      let reference = try JSONDecoder().decode(
        Reference.self, from: SharedData.data("reference/\(example.name)-nodes.json"))
      let image = try engine.tensor(try example.images()[0], shape: [1] + example.shape)
      let input = try #require(executor.network.inputs.first?.name)
      let found = try engine.withoutGradient {
        try executor.evaluate([input: image], outputs: reference.outputs.map(\.output))
      }
      #expect(reference.outputs.count > 10)
      for expected in reference.outputs {
        let tensor = try #require(found[expected.output])
        let values = try tensor.doubles()
        let mean = values.reduce(0, +) / Double(values.count)
        let deviated = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
        let measures = [mean, deviated, values.min() ?? 0, values.max() ?? 0] + values.prefix(8)
        let wish = [expected.mean, expected.std, expected.min, expected.max] + expected.first8
        let scale = max(abs(expected.min), abs(expected.max))
        #expect(tensor.shape == expected.shape, "\(expected.output)")
        #expect(deviation(measures, wish, absolute: 2e-5 * scale + 1e-7, relative: 1e-5) <= 1, "\(expected.output)")
      }
    }

    @Test("the outputs for several images are those of ONNX Runtime", arguments: RealNetwork.all)
    func outputs(_ example: RealNetwork) throws {
      let executor = try executor(example.name)
      let expected = try SharedData.npy("reference/\(example.name)-output.npy", Float.self).map(Double.init)
      let images = try example.images()
      let (input, output) = (
        try #require(executor.network.inputs.first), try #require(executor.network.outputs.first?.name)
      )
      // One network of these was exported for one image at a time.
      let batches = input.shape[0] == 1 ? images.map { [$0] } : [images]
      let found = try engine.withoutGradient {
        try batches.flatMap { batch in
          let tensor = try engine.tensor(batch.flatMap { $0 }, shape: [batch.count] + example.shape)
          return try #require(try executor.evaluate([input.name: tensor], outputs: [output])[output]).doubles()
        }
      }
      let scale = expected.reduce(0) { max($0, abs($1)) }
      #expect(deviation(found, expected, absolute: 2e-5 * scale, relative: 1e-4) <= 1)
    }

    @Test("the slope of a class with respect to the image is a central difference", arguments: RealNetwork.all)
    func slope(_ example: RealNetwork) throws {
      let url = try #require(SharedData.folder).appendingPathComponent("models/\(example.name).onnx")
      let network = try ONNXNetwork(contentsOf: url)
      let executor = try GraphExecutor(network: network, engine: engine, elementType: .float64)
      let (input, head) = (network.inputs[0].name, try #require(network.classifierHead))
      let scores = head.logits ?? network.outputs[0].name
      // Even areas tie in max pools, where there is no slope.
      let values = try example.images()[0].enumerated().map { Double($1) + Double(($0 * 7919) % 101) * 1e-3 }
      func score(_ image: Tensor) throws -> Tensor {
        try #require(try executor.evaluate([input: image], outputs: [scores])[scores])
          .narrowed(1, to: 3..<4).sum()
      }
      let image = try engine.tensor(values, shape: [1] + example.shape).requiringGradient()
      try score(image).backward()
      let slope = try #require(try image.gradient()).doubles()
      // Along the gradient itself the difference is its squared length. The step is small beside where units switch.
      let length = slope.reduce(0) { $0 + $1 * $1 }
      let step = 1e-6 / length.squareRoot()
      let moved = try [step, -step].map { step in
        let tensor = try engine.tensor(zip(values, slope).map { $0 + step * $1 }, shape: [1] + example.shape)
        return try engine.withoutGradient { try score(tensor).scalar() }
      }
      #expect(length > 0)
      #expect(abs((moved[0] - moved[1]) / (2 * step) - length) <= 2e-3 * length)
    }
  }
}
