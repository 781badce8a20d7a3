import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import NumericKernels
import StudyServer
import StudyStore
import Testing

@Suite("Evolution: routes")
struct EvolutionRouteTests {
  let served: ServedStudy
  static let folder = "layers-net-dynamic-tsne"

  init() throws { served = try ServedStudy() }

  /// Records a sequence as the pipeline does; `activations` is the hash that it was made of.
  private func record(activations: String) throws {
    let study = served.study
    guard
      case .start(let run) = try study.beginRun(
        stage: "evolution", scope: .study(variant: Self.folder), key: activations, seed: 42)
    else { return }
    let url = study.paths.evolution.appendingPathComponent(Self.folder)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    func write(_ name: String, _ values: [Float], _ shape: [Int]) throws {
      try NPYWriter.write(values, shape: shape, to: url.appendingPathComponent(name))
    }
    try NPYWriter.write([0, 2] as [Int32], shape: [2], to: url.appendingPathComponent("items.npy"))
    try NPYWriter.write(
      [0, -1, 1, 1] as [Int32], shape: [2, 2], to: url.appendingPathComponent("neighbor-labels.npy"))
    try write("positions.npy", (0..<8).map(Float.init), [2, 2, 2])
    try write("trails.npy", (0..<12).map(Float.init), [2, 3, 2])
    try Data(Self.sequence(activations).utf8).write(to: url.appendingPathComponent("sequence.json"))
    try study.finishRun(
      run,
      artifacts: [
        ("items.npy", ArtifactRole.evolutionItems), ("positions.npy", .evolutionPositions),
        ("trails.npy", .evolutionTrails), ("neighbor-labels.npy", .evolutionLabels), ("sequence.json", .evolution),
      ].map { FinishedArtifact(path: "evolution/\(Self.folder)/\($0.0)", role: $0.1) })
  }

  private static func sequence(_ activations: String) -> String {
    #"{"bundling":{"bandwidth":0.05},"folder":"\#(folder)","frames":[{"activations":"\#(activations)","epoch":null,"#
      + #""layer":"01-relu1","metrics":{"neighborhoodHit":0.5},"model":"net","name":"relu1"}],"itemCount":2,"#
      + #""kind":"layers","layer":null,"measures":{"meanMovement":0.25},"method":"dynamic-tsne","model":"net","#
      + #""name":"net, layer after layer","parameters":{"perplexity":{"effective":1,"requested":30}},"#
      + #""segmentVertexCount":2,"series":null,"strays":[{"frames":[0,1],"item":2,"via":1}],"vertexCount":3}"#
  }

  private func hash() throws -> String {
    try #require(try served.study.database.artifact(.activations, layer: "01-relu1", of: "net")).sha256
  }

  @Test("a study without sequences has empty lists")
  func none() async throws {
    let reply = try await served.ask("/api/evolution")
    #expect(reply.status == .ok && reply.headers[.contentType] == "application/json; charset=utf-8")
    #expect(reply.text == #"{"sequences":[],"training":[]}"#)
  }

  @Test("sequences are told as they were recorded, and no longer once their layers have other activations")
  func sequences() async throws {
    try record(activations: try hash())
    let reply = try await served.ask("/api/evolution")
    #expect(reply.text == #"{"sequences":[\#(Self.sequence(try hash()))],"training":[]}"#)
    #expect(
      try await served.ask("/api/evolution", headers: [.ifNoneMatch: #require(reply.headers[.eTag])]).status
        == .notModified)
    try record(activations: "another")
    #expect(try await served.ask("/api/evolution").text == #"{"sequences":[],"training":[]}"#)
  }

  @Test("the curves of a training are told as they stand, also while the catalogue does not change")
  func training() async throws {
    let folder = served.study.paths.checkpoints.appendingPathComponent("cnn")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appendingPathComponent("training.json")
    func write(_ epochs: String) throws {
      try Data(
        #"{"formatVersion":1,"series":"cnn","network":"cnn","epochs":[\#(epochs)],"checkpoints":[{"epoch":0}]}"#.utf8
      ).write(to: file)
    }
    for epochs in [
      #"{"epoch":1,"trainingLoss":0.5}"#, #"{"epoch":1,"trainingLoss":0.5},{"epoch":2,"trainingLoss":0.25}"#,
    ] {
      try write(epochs)
      #expect(
        try await served.ask("/api/evolution").text
          == #"{"sequences":[],"training":[{"checkpoints":[0],"epochs":[\#(epochs)],"network":"cnn","series":"cnn"}]}"#)
    }
  }

  @Test("arrays are the files byte for byte, with a tag and in parts; others are 404")
  func arrays() async throws {
    let path = "/api/evolution/\(Self.folder)"
    let missing = try await served.ask("\(path)/items.npy")
    #expect(missing.status == .notFound && missing.text.contains("strata evolution"))
    try record(activations: try hash())
    for name in ["items", "positions", "trails", "neighbor-labels"] {
      let reply = try await served.ask("\(path)/\(name).npy")
      let file = served.study.paths.evolution.appendingPathComponent("\(Self.folder)/\(name).npy")
      #expect(Data(reply.body.readableBytesView) == (try Data(contentsOf: file)))
      #expect(reply.headers[.contentType] == "application/octet-stream" && reply.headers[.eTag] != nil)
    }
    let part = try await served.ask("\(path)/positions.npy", headers: [.range: "bytes=0-5"])
    #expect(part.status == .partialContent && part.body.readableBytes == 6)
    for wrong in ["sequence.json", "items", "../items.npy", "%2e%2e"] {
      #expect(try await served.ask("\(path)/\(wrong)").status == .notFound, "\(wrong)")
    }
    #expect(try await served.ask("/api/evolution/other/items.npy").status == .notFound)
    try FileManager.default.removeItem(
      at: served.study.paths.evolution.appendingPathComponent("\(Self.folder)/trails.npy"))
    #expect(try await served.ask("\(path)/trails.npy").text.contains("its file is gone"))
  }
}
