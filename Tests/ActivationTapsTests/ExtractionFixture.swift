import ActivationTaps
import Foundation
import ONNXModel
import Testing

/// A small network of our own and inputs made from numbers, with answers found by another way than the extraction's: one
/// item at a time, whole feature maps.
struct ExtractionFixture {
  static let inputShape = [3, 32, 32]
  let network: ONNXNetwork
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let file = folder.url.appendingPathComponent("demo.onnx")
    try DemoNetwork.make(seed: 7).write(to: file)
    network = try ONNXNetwork(contentsOf: file)
  }

  /// The input of an item: smooth waves that differ from item to item, and some that are equal.
  static func input(_ item: Int) -> [Float] {
    let kind = Float(item % 23)
    return (0..<(3 * 32 * 32)).map { place in
      let (channel, row, column) = (Float(place / 1024), Float(place % 1024 / 32), Float(place % 32))
      return sin(kind * 0.3 + row * (0.1 + kind * 0.02)) * cos(column * 0.2 + channel + kind)
    }
  }

  final class Loader: ItemLoader {
    func load(item: Int, into input: UnsafeMutableBufferPointer<Float>) throws {
      _ = input.update(fromContentsOf: ExtractionFixture.input(item))
    }
  }

  /// Runs an extraction into a folder of its own and returns where the layers are.
  @discardableResult
  func extract(
    _ name: String, itemCount: Int, options: ExtractionOptions = .init(), tapPoints: [TapPoint]? = nil,
    key: String = "key", makeLoader: @escaping @Sendable () throws -> any ItemLoader = { Loader() },
    progress: (@Sendable (ExtractionProgress) throws -> Void)? = nil
  ) throws -> (result: ExtractionResult, files: [LayerFiles], plan: TapPlan) {
    let extractor = try ActivationExtractor(
      network: network, tapPoints: tapPoints ?? network.defaultTapPoints(), inputShape: Self.inputShape,
      options: options)
    let files = try extractor.plan.layers.indices.map { LayerFiles(folder: try folder.folder("\(name)/\($0)")) }
    let result = try extractor.run(
      itemCount: itemCount, files: files, checkpointFile: checkpoint(name), key: key, makeLoader: makeLoader,
      progress: progress)
    return (result, files, extractor.plan)
  }

  func checkpoint(_ name: String) -> URL { folder.url.appendingPathComponent("\(name).checkpoint") }

  /// The whole values of a layer for one item.
  func whole(_ tapPoint: TapPoint, item: Int) throws -> [Float] {
    if tapPoint.isInput { return Self.input(item) }
    let bytes = try network.serialized(tapping: [TapOutput(tapPoint: tapPoint, reduction: .whole)])
    let session = try InferenceSession(bytes: bytes, name: "demo", inputShape: [1] + Self.inputShape, threadCount: 1)
    let request = try session.makeRequest()
    _ = request.input.update(fromContentsOf: Self.input(item))
    try request.start()
    try request.wait()
    return try request.withOutput(0) { Array($0) }
  }

  /// The bytes of every file below a folder, by path.
  func bytes(_ name: String) throws -> [String: Data] {
    let root = folder.url.appendingPathComponent(name)
    var result: [String: Data] = [:]
    let paths = try FileManager.default.subpathsOfDirectory(atPath: root.path)
    for path in paths where path.hasSuffix(".npy") {
      result[path] = try Data(contentsOf: root.appendingPathComponent(path))
    }
    return result
  }
}
