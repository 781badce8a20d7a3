import Foundation
import Testing

extension CommandLineSuite {
  @Suite("Networks that cannot be used")
  struct BadModelTests {
    /// A network that is wrong, and what has to be said of it.
    struct Case: CustomTestStringConvertible, Sendable {
      let testDescription: String
      let data: Data
      let expected: [String]
      var status = Status.data
    }

    static let relu = ONNXFixture.node("Relu", ["x"], "y")
    static func multiply(location: String) -> Data {
      ONNXFixture.model(
        nodes: [ONNXFixture.node("Mul", ["x", "w"], "y")],
        weights: [ONNXFixture.externalWeight("w", location: location)])
    }

    static let cases: [Case] = [
      Case(testDescription: "empty file", data: Data(), expected: ["is empty", "again."]),
      Case(
        testDescription: "JPEG", data: Data([0xFF, 0xD8, 0xFF, 0xE0]) + Data(count: 100),
        expected: ["not an ONNX file", "a JPEG image", "Give the .onnx file"]),
      Case(
        testDescription: "PNG", data: PNGFixture.image(), expected: ["not an ONNX file", "a PNG image"]),
      Case(
        testDescription: "text", data: Data("just some words\n".utf8), expected: ["not an ONNX file", "a text file"]),
      Case(
        testDescription: "Git LFS pointer",
        data: Data("version https://git-lfs.github.com/spec/v1\noid sha256:0\n".utf8),
        expected: ["Git LFS pointer", "git lfs pull"]),
      Case(
        testDescription: "zip archive", data: Data([0x50, 0x4B, 0x03, 0x04]) + Data(count: 40),
        expected: ["zip archive", "torch.onnx.export"]),
      Case(
        testDescription: "two inputs",
        data: ONNXFixture.model(nodes: [ONNXFixture.node("Add", ["x", "z"], "y")], inputs: ["x", "z"]),
        expected: ["has 2 inputs: `x`, `z`", "with the other inputs fixed."]),
      Case(
        testDescription: "unknown operator",
        data: ONNXFixture.model(nodes: [ONNXFixture.node("Frobnicate", ["x"], "y")]),
        expected: ["`Frobnicate`", "Export the model again with standard operators."]),
      Case(
        testDescription: "input that is no image", data: ONNXFixture.model(nodes: [relu], shape: [0, 8]),
        expected: ["has 2 axes", "[N, channels, height, width]"]),
      Case(
        testDescription: "tensor that nothing makes",
        data: ONNXFixture.model(nodes: [ONNXFixture.node("Relu", ["nowhere"], "y")]),
        expected: ["`nowhere`", "Export the model again."]),
      Case(
        testDescription: "external data missing", data: multiply(location: "weights.bin"),
        expected: ["`weights.bin`", "missing", "Put that file beside the model."]),
      Case(
        testDescription: "external data above the folder", data: multiply(location: "../weights.bin"),
        expected: ["`../weights.bin`", "outside the model's folder"]),
      Case(
        testDescription: "external data at an absolute path", data: multiply(location: "/etc/hostname"),
        expected: ["`/etc/hostname`", "outside the model's folder"]),
    ]

    @Test("it is named with the remedy, and no study is begun", arguments: cases)
    func refused(_ example: Case) async throws {
      let folder = try TemporaryFolder()
      try folder.writePhotos(3, to: "photos")
      try folder.write(example.data, to: "network.onnx")
      let outcome = try await Strata.run(
        ["analyze", "network.onnx", "photos", "--study", "new.study", "--embed", "none"], in: folder.url)
      #expect(outcome.status == example.status, "\(outcome.errors)")
      #expect(outcome.errors.contains("network.onnx"), "\(outcome.errors)")
      for text in example.expected { #expect(outcome.errors.contains(text), "\(outcome.errors)") }
      #expect(outcome.errors.hasSuffix(".\n"))
      #expect(outcome.output.isEmpty)
      #expect(!folder.contains("new.study"))
    }

    @Test("a network cut off anywhere is called truncated", arguments: [0.01, 0.5, 0.9, 0.99999])
    func truncated(share: Double) async throws {
      let folder = try TemporaryFolder()
      let whole = try Data(contentsOf: URL(fileURLWithPath: try await DemoModel.path()))
      try folder.write(whole.prefix(Int(Double(whole.count) * share)), to: "cut.onnx")
      let outcome = try await Strata.run(["layers", "cut.onnx"], in: folder.url)
      #expect(outcome.status == Status.data)
      #expect(outcome.errors.contains("cut.onnx is truncated"), "\(outcome.errors)")
      #expect(outcome.errors.contains("again."))
    }

    @Test("a network that is not there, or is a folder, is an input/output error")
    func absent() async throws {
      let folder = try TemporaryFolder()
      try folder.writePhotos(1, to: "photos")
      let missing = try await Strata.run(["layers", "none.onnx"], in: folder.url)
      #expect(missing.status == Status.inputOutput)
      #expect(missing.errors == "strata: none.onnx does not exist. Check the path of the model.\n")
      let directory = try await Strata.run(["layers", "photos"], in: folder.url)
      #expect(directory.status == Status.inputOutput)
      #expect(directory.errors.contains("photos is a folder"))
    }

    @Test("a small network that is right runs: the encoder of these tests is not what fails")
    func encoder() async throws {
      let folder = try TemporaryFolder()
      try folder.writePhotos(20, to: "photos")
      try folder.write(ONNXFixture.model(nodes: [Self.relu]), to: "relu.onnx")
      let outcome = try await Strata.run(
        ["analyze", "relu.onnx", "photos", "--study", "new.study", "--embed", "none", "--preprocess", "unit"],
        in: folder.url)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(folder.contains("new.study/models/relu/01-y/activations.npy"))
    }

    @Test("a layer that is not there is refused before a study is begun")
    func unknownLayer() async throws {
      let folder = try TemporaryFolder()
      let outcome = try await Strata.run(
        [
          "analyze", try await DemoModel.path(), "builtin:digits:20", "--study", folder.path("new.study"), "--layers",
          "covn2",
        ])
      #expect(outcome.status == Status.data)
      #expect(outcome.errors.contains("matches `covn2`. The nearest names are `conv2`"), "\(outcome.errors)")
      #expect(!folder.contains("new.study"))
    }
  }
}
