import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import ImageDatasets
import NIOCore
import ONNXModel
import StudyPipeline
import StudyServer
import StudyStore
import TensorEngine
import Testing

/// A study of drawn digits through a small network, made as `strata analyze` makes one.
private final class DigitStudy: Sendable {
  let folder: URL
  let network: URL
  let study: Study

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("FeatureJobTests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    network = folder.appendingPathComponent("net.onnx")
    try DemoNetwork.make(seed: 3).write(to: network)
    var options = AnalysisOptions(
      study: folder.appendingPathComponent("digits.study"), model: network, images: "builtin:digits:60:5")
    (options.preprocessing, options.layers, options.neighborCount) = (.symmetric, ["default"], 20)
    (options.embeddings, options.measuresLayers) = ([], false)
    _ = try StudyAnalysis(options: options, observer: Silent()).run()
    study = try Study.open(at: options.study, for: .reading)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private struct Silent: AnalysisObserver {
    func stageProgressed(_ progress: StageProgress) {}
    func stageEnded(stage: String, detail: String) {}
    func remark(_ text: String) {}
  }

  func server(network: URL? = nil) throws -> StudyServer {
    let page = folder.appendingPathComponent("page")
    try FileManager.default.createDirectory(at: page, withIntermediateDirectories: true)
    try Data("<!doctype html>".utf8).write(to: page.appendingPathComponent("index.html"))
    return try StudyServer(
      study: study, images: nil, options: ServerOptions(port: 0, assetsDirectory: page, network: network))
  }

  /// The address of a layer's images.
  func address(_ name: String) throws -> String {
    let model = try #require(try study.database.models().first)
    let layer = try #require(try study.database.layers(ofModel: model.folder).first { $0.name == name })
    return "/api/models/\(model.folder)/layers/\(layer.folder)/features"
  }
}

extension TestClientProtocol {
  fileprivate func ask(
    _ uri: String, _ method: HTTPRequest.Method = .get, _ body: String? = nil
  ) async throws -> TestResponse {
    try await execute(
      uri: uri, method: method, headers: body == nil ? [:] : [.contentType: "application/json"],
      body: body.map { ByteBuffer(string: $0) }
    ) { $0 }
  }

  /// The reply about the job once its state is none of `states`.
  fileprivate func job(leaving states: [String] = ["running"]) async throws -> [String: Any] {
    while true {
      let reply = try await ask("/api/features/job")
      let told = try #require(try JSONSerialization.jsonObject(with: Data(reply.text.utf8)) as? [String: Any])
      guard let state = told["state"] as? String, states.contains(state) else { return told }
      try await Task.sleep(for: .milliseconds(10))
    }
  }
}

@Suite(
  "Jobs that make images", .serialized, .enabled(if: (try? TensorEngine.load()) != nil, "libtorch is not there"),
  .timeLimit(.minutes(5)))
struct FeatureJobTests {
  private let digits: DigitStudy

  init() throws { digits = try DigitStudy() }

  private func features(_ client: some TestClientProtocol, _ address: String) async throws -> [String] {
    let reply = try await client.ask(address)
    let told = try #require(try JSONSerialization.jsonObject(with: Data(reply.text.utf8)) as? [String: Any])
    return try #require(told["features"] as? [[String: Any]]).compactMap { $0["name"] as? String }
  }

  @Test("channels, classes and directions are made one job after another, and the gallery only grows")
  func made() async throws {
    let (relu, prob) = (try digits.address("relu2"), try digits.address("prob"))
    try await digits.server().routes.test(.router) { client in
      #expect(try await client.ask("/api/features/job").text == #"{"state":"none"}"#)
      #expect(try await client.ask(relu + "/running").text == #"{"images":null}"#)
      let orders = [
        (relu, #"{"channels": [3, 1], "stepCount": 6}"#, ["relu2:1", "relu2:3"]),
        (relu, #"{"direction": {"items": [1, 2], "name": "a"}}"#, ["a − rest"]),
        (
          relu, #"{"direction": {"items": [1, 2], "against": [4], "name": "a", "againstName": "b", "cosinePower": 0}}"#,
          ["a − b"]
        ),
        (prob, #"{"classes": [7], "stepCount": 6}"#, ["class:7"]),
        (relu, #"{"channels": [1, 2]}"#, ["relu2:1", "relu2:2"]),
      ]
      for (number, (address, body, names)) in orders.enumerated() {
        let reply = try await client.ask(address, .post, body)
        #expect(reply.status == .accepted, "\(reply.text)")
        let told = try #require(try JSONSerialization.jsonObject(with: Data(reply.text.utf8)) as? [String: Any])
        #expect(told["id"] as? String == "\(number + 1)" && told["names"] as? [String] == names)
        let job = try await client.job()
        #expect(
          job["state"] as? String == "done" && job["fraction"] as? Double == 1 && job["error"] is NSNull, "\(job)")
        #expect(job["names"] as? [String] == names)
        let found = try await features(client, address)
        #expect(names.allSatisfy(found.contains))
      }
      #expect(try await features(client, relu) == ["relu2:1", "relu2:2", "relu2:3", "a − b", "a − rest"])
      #expect(try await client.ask("/api/features/job").headers[.cacheControl] == "no-store")
      // The lock is free again.
      _ = try Study.open(at: digits.study.url, for: .writing)
    }
  }

  @Test("a job can be watched and stopped; meanwhile there is no other, and what is done stays")
  func watched() async throws {
    let (relu, logits) = (try digits.address("relu2"), try digits.address("logits"))
    try await digits.server().routes.test(.router) { client in
      // An image is done once it rises no more, which a slow machine may not see in time: then the next one is tried.
      var state: String?
      for channel in 0..<8 where state != "stopped" {
        let steps = channel == 0 ? #", "stepCount": 60000"# : ""
        _ = try await client.ask(relu, .post, "{\"channels\": [\(channel)]\(steps)}")
        let busy = try await client.ask(logits, .post, #"{"channels": [1]}"#)
        var running = try await client.ask(relu + "/running")
        while try await client.job(leaving: [])["state"] as? String == "running",
          !running.text.contains("\(channel)-0.png")
        {
          running = try await client.ask(relu + "/running")
        }
        let picture = try await client.ask(relu + "/running/\(channel)-0.png")
        var others: [HTTPResponse.Status] = []
        for name in ["9-0.png", "running.json", "..%2Ffeatures.json"] {
          others.append(try await client.ask(relu + "/running/\(name)").status)
        }
        let elsewhere = try await client.ask(logits + "/running").text
        #expect(try await client.ask("/api/features/job", .delete).status == .noContent)
        let job = try await client.job()
        state = job["state"] as? String
        guard state == "stopped", job["names"] as? [String] == ["relu2:\(channel)"] else {
          state = nil
          continue
        }
        #expect(job["error"] is NSNull)
        #expect(busy.status == .conflict && busy.text.contains("other images: relu2:\(channel)"))
        #expect(running.status == .ok && running.headers[.cacheControl] == "no-store")
        #expect(running.text.contains(#""stepCount":60000"#) && running.text.contains(#""label":null"#))
        #expect(picture.status == .ok && picture.headers[.cacheControl] == "no-store")
        #expect(Array(picture.body.readableBytesView.prefix(4)) == [0x89] + Array("PNG".utf8))
        #expect(others.allSatisfy { $0 == .notFound } && elsewhere == #"{"images":null}"#)
      }
      #expect(state == "stopped")
      #expect(try await client.ask(relu + "/running").text == #"{"images":null}"#)
      #expect(try await client.ask("/api/features/job", .delete).status == .noContent)
      #expect(try await client.ask(logits, .post, #"{"channels": [1]}"#).status == .accepted)
      #expect(try await client.job()["state"] as? String == "done")
    }
  }

  @Test("another process that writes the study is named")
  func locked() async throws {
    let relu = try digits.address("relu2")
    try await digits.server().routes.test(.router) { client in
      let writer = try Study.open(at: digits.study.url, for: .writing)
      let reply = try await client.ask(relu, .post, #"{"channels": [1]}"#)
      #expect(reply.status == .conflict && reply.text.contains("process \(getpid())"), "\(reply.text)")
      withExtendedLifetime(writer) {}
    }
    // What was refused leaves nothing behind.
    try await digits.server().routes.test(.router) { client in
      #expect(try await client.ask("/api/features/job").text == #"{"state":"none"}"#)
      #expect(try await client.ask(relu, .post, #"{"channels": [1], "stepCount": 3}"#).status == .accepted)
      _ = try await client.job()
    }
  }

  @Test("without the network's file the server says how to name it, and takes the one that is named")
  func network() async throws {
    let (relu, elsewhere) = (try digits.address("relu2"), digits.folder.appendingPathComponent("moved.onnx"))
    try FileManager.default.moveItem(at: digits.network, to: elsewhere)
    try await digits.server().routes.test(.router) { client in
      let reply = try await client.ask(relu, .post, #"{"channels": [1]}"#)
      #expect(reply.status == .serviceUnavailable && reply.text.contains("--network"), "\(reply.text)")
      #expect(try await client.ask("/api/features/job").text == #"{"state":"none"}"#)
    }
    try await digits.server(network: elsewhere).routes.test(.router) { client in
      let reply = try await client.ask(relu, .post, #"{"channels": [1], "stepCount": 3}"#)
      #expect(reply.status == .accepted)
      #expect(try await client.job()["state"] as? String == "done")
    }
  }

  @Test("a job that fails says why")
  func failed() async throws {
    let relu = try digits.address("relu2")
    try await digits.server().routes.test(.router) { client in
      // A file in the place of the folder.
      let model = try #require(try digits.study.database.models().first)
      let layer = try #require(relu.split(separator: "/").dropLast().last)
      let place = digits.study.paths.layer(String(layer), of: model.folder).appendingPathComponent("features")
      try Data("no folder".utf8).write(to: place)
      #expect(try await client.ask(relu, .post, #"{"channels": [1], "stepCount": 3}"#).status == .accepted)
      let job = try await client.job()
      #expect(job["state"] as? String == "failed")
      let error = try #require(job["error"] as? [String: String])
      #expect(error["message"]?.contains("cannot be written") == true && error["remedy"]?.isEmpty == false)
    }
  }

  @Test(
    "what does not fit is refused, with a remedy",
    arguments: [
      ("relu2", #"{"channels": [5000]}"#, 400, "no channel 5000"), ("relu2", "{}", 400, "exactly one"),
      ("relu2", #"{"channels": [1], "classes": [1]}"#, 400, "exactly one"), ("relu2", "[]", 400, "API.md"),
      ("relu2", #"{"channels": "all"}"#, 400, "API.md"), ("relu2", #"{"classes": [1]}"#, 400, "last layer"),
      ("relu2", #"{"direction": {"items": [], "name": "a"}}"#, 400, "no images"),
      ("relu2", #"{"direction": {"items": [60], "name": "a"}}"#, 400, "0 to 59"),
      ("relu2", #"{"direction": {"items": [1], "name": "a", "cosinePower": 20}}"#, 400, "0 to 8"),
      ("relu2", #"{"direction": {"items": [1]}}"#, 400, "API.md"),
      ("relu2", #"{"channels": [1], "stepCount": 0}"#, 400, "0 steps"),
    ])
  func refusals(layer: String, body: String, status: Int, said: String) async throws {
    let address = try digits.address(layer)
    try await digits.server().routes.test(.router) { client in
      let reply = try await client.ask(address, .post, body)
      #expect(reply.status.code == status && reply.text.contains(said), "\(reply.text)")
      #expect(try await client.ask("/api/features/job").text == #"{"state":"none"}"#)
    }
  }
}

@Suite("Who may ask for images")
struct FeatureJobAccessTests {
  let served: ServedStudy

  init() throws { served = try ServedStudy() }

  private let body = #"{"channels": [1]}"#

  @Test("other methods, addresses and sites are refused")
  func refused() async throws {
    let features = ServedStudy.layer + "/features"
    let json: HTTPFields = [.contentType: "application/json"]
    #expect(try await served.ask(features, method: .put, headers: json, body: body).status == .methodNotAllowed)
    #expect(try await served.ask(features, method: .delete).status == .methodNotAllowed)
    for path in [features + "/running", "/api/features/job", features + "/", "/api/models/net/features", "/features"] {
      let reply = try await served.ask(path, method: .post, headers: json, body: body)
      #expect(reply.status == .methodNotAllowed && reply.text.contains("optimized images"), "\(path)")
    }
    #expect(try await served.ask(features, method: .post, headers: [:], body: body).status == .forbidden)
    let foreign: HTTPFields = [.contentType: "application/json", .origin: "http://evil.example"]
    #expect(try await served.ask(features, method: .post, headers: foreign, body: body).status == .forbidden)
    #expect(
      try await served.ask("/api/features/job", method: .delete, headers: [.origin: "http://evil.example"]).status
        == .forbidden)
  }

  @Test("layers that are not there are not found, and nothing runs")
  func notFound() async throws {
    let json: HTTPFields = [.contentType: "application/json"]
    for path in ["/api/models/net/layers/77-none", "/api/models/none/layers/01-relu1"] {
      #expect(try await served.ask(path + "/features", method: .post, headers: json, body: body).status == .notFound)
      #expect(try await served.ask(path + "/features/running").status == .notFound)
    }
    #expect(try await served.ask(ServedStudy.layer + "/features/running").text == #"{"images":null}"#)
    #expect(try await served.ask("/api/features/job").text == #"{"state":"none"}"#)
    #expect(try await served.ask("/api/features/job", method: .delete).status == .noContent)
  }

  @Test("a study that cannot be written says so")
  func readOnly() async throws {
    // The superuser may write everywhere, so permissions say nothing there.
    guard getuid() != 0 else { return }
    let folder = served.study.url
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
    defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path) }
    let reply = try await served.ask(
      ServedStudy.layer + "/features", method: .post, headers: [.contentType: "application/json"], body: body)
    #expect(reply.status == .methodNotAllowed && reply.text.contains("cannot be written"))
  }
}
