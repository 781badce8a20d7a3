import Foundation
import ONNXModel
import Testing

@Suite("Weights in other files")
struct ExternalDataTests {
  private let values = (0..<100).map { Float($0) / 7 }

  private func builder() -> ONNXBuilder {
    var builder = ONNXBuilder()
    builder.addInput("x", shape: [nil, 10])
    builder.addInitializer("first", shape: [10, 10], values: values)
    builder.addInitializer("second", shape: [10, 2], values: Array(values.prefix(20)))
    builder.addNode("MatMul", name: "hidden", inputs: ["x", "first"])
    builder.addNode("MatMul", name: "scores", inputs: ["hidden", "second"])
    builder.addOutput("scores", shape: [nil, 2])
    return builder
  }

  @Test("external weights are put inside, to the bytes that an embedded file has")
  func inlined() throws {
    let folder = try TemporaryFolder()
    try builder().write(to: folder.file("model.onnx"), weightsFile: "model.weights")
    try builder().write(to: folder.file("whole.onnx"))
    let external = try ONNXNetwork(contentsOf: folder.file("model.onnx"))
    let whole = try ONNXNetwork(contentsOf: folder.file("whole.onnx"))
    #expect(try Data(contentsOf: folder.file("model.onnx")).count < 500)
    #expect(try external.externalDataFiles.map(\.lastPathComponent) == ["model.weights"])
    #expect(try whole.externalDataFiles.isEmpty)
    let tapped = try external.serialized(tapping: external.tapPoints.map { TapOutput(tapPoint: $0, reduction: .whole) })
    let expected = try whole.serialized(tapping: whole.tapPoints.map { TapOutput(tapPoint: $0, reduction: .whole) })
    #expect(tapped == expected)
    // The bytes stand alone: they open where there is no weights file.
    let alone = try ONNXNetwork(data: tapped, url: URL(fileURLWithPath: "/nowhere/model.onnx"))
    #expect(alone.nodes.count == 5)
  }

  @Test("a missing weights file is named")
  func missing() throws {
    let folder = try TemporaryFolder()
    try builder().write(to: folder.file("model.onnx"), weightsFile: "model.weights")
    try FileManager.default.removeItem(at: folder.file("model.weights"))
    let failure = try error { _ = try ONNXNetwork(contentsOf: folder.file("model.onnx")) }
    #expect(failure.kind == .externalData)
    #expect(failure.description.contains("`first`") && failure.description.contains("`model.weights`"))
  }

  @Test("a weights file that is too short is refused, at opening and when it shrinks later")
  func short() throws {
    let folder = try TemporaryFolder()
    try builder().write(to: folder.file("model.onnx"), weightsFile: "model.weights")
    let network = try ONNXNetwork(contentsOf: folder.file("model.onnx"))
    _ = try folder.file("model.weights", Data(count: 410))
    let opening = try error { _ = try ONNXNetwork(contentsOf: folder.file("model.onnx")) }
    #expect(opening.kind == .externalData && opening.description.contains("410 bytes"))
    let tapping = try error {
      _ = try network.serialized(tapping: [TapOutput(tapPoint: network.tap("scores"), reduction: .whole)])
    }
    #expect(tapping.kind == .externalData)
  }

  @Test("files outside the model's folder are not opened", arguments: ["../secret", "/etc/hostname", "a/../../secret"])
  func outside(_ location: String) throws {
    let folder = try TemporaryFolder()
    let inner = folder.file("model")
    try FileManager.default.createDirectory(at: inner.appendingPathComponent("a"), withIntermediateDirectories: true)
    _ = try folder.file("secret", Data(count: 1000))
    let name = "model.weights".padding(toLength: location.utf8.count, withPad: "w", startingAt: 0)
    try builder().write(to: inner.appendingPathComponent("model.onnx"), weightsFile: name)
    try replace(name, with: location, in: inner.appendingPathComponent("model.onnx"))
    let failure = try error { _ = try ONNXNetwork(contentsOf: inner.appendingPathComponent("model.onnx")) }
    #expect(failure.kind == .externalData && failure.description.contains("outside"))
  }

  @Test("a symbolic link out of the model's folder is not followed")
  func link() throws {
    let folder = try TemporaryFolder()
    let inner = folder.file("model")
    try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
    try builder().write(to: inner.appendingPathComponent("model.onnx"), weightsFile: "model.weights")
    let weights = inner.appendingPathComponent("model.weights")
    try FileManager.default.moveItem(at: weights, to: folder.file("elsewhere"))
    try FileManager.default.createSymbolicLink(at: weights, withDestinationURL: folder.file("elsewhere"))
    let failure = try error { _ = try ONNXNetwork(contentsOf: inner.appendingPathComponent("model.onnx")) }
    #expect(failure.kind == .externalData && failure.description.contains("outside"))
  }

  private func replace(_ text: String, with other: String, in file: URL) throws {
    var data = try Data(contentsOf: file)
    while let range = data.range(of: Data(text.utf8)) { data.replaceSubrange(range, with: Data(other.utf8)) }
    try data.write(to: file)
  }
}
