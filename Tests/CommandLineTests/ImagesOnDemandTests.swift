import Foundation
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

extension CommandLineSuite {
  @Suite("Images on demand", .enabled(if: Strata.hasTorch, "libtorch is not there"), .timeLimit(.minutes(5)))
  struct ImagesOnDemandTests {
    /// What the server says where no images are being made.
    static let nothing = #"{"images":null}"#

    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A server of a new study and the address of its layers.
    private func serve() async throws -> (command: RunningCommand, layers: String) {
      try await DigitStudy.make(60, in: folder)
      let command = try Strata.start(["serve", "a.study", "--port", "0"], in: folder.url)
      #expect(try await command.says("Ctrl-C ends it."), "\(command.errors)")
      let address = try #require(command.errors.firstMatch(of: /shown at (http:\/\/127\.0\.0\.1:\d+)\/\n/))
      let models = folder.url.appendingPathComponent("a.study/models")
      let model = try #require(try FileManager.default.contentsOfDirectory(atPath: models.path).first)
      return (command, "\(address.1)/api/models/\(model)/layers")
    }

    private func layer(_ name: String) throws -> String {
      let models = folder.url.appendingPathComponent("a.study/models")
      let model = try #require(try FileManager.default.contentsOfDirectory(atPath: models.path).first)
      let layers = try FileManager.default.contentsOfDirectory(atPath: models.appendingPathComponent(model).path)
      return try #require(layers.first { $0.hasSuffix("-\(name)") })
    }

    private func ask(
      _ address: String, _ method: String = "GET", _ body: String? = nil
    ) async throws -> (status: Int, text: String) {
      var request = URLRequest(url: try #require(URL(string: address)))
      request.httpMethod = method
      request.httpBody = body.map { Data($0.utf8) }
      if body != nil { request.setValue("application/json", forHTTPHeaderField: "Content-Type") }
      let (data, response) = try await URLSession.shared.data(for: request)
      return (try #require(response as? HTTPURLResponse).statusCode, String(decoding: data, as: UTF8.self))
    }

    private func base(_ layers: String) throws -> String {
      String(layers[..<(try #require(layers.range(of: "/api/"))).lowerBound])
    }

    @Test("a saved selection becomes a direction, on the command line and over HTTP in one gallery")
    func selection() async throws {
      let (command, layers) = try await serve()
      let (base, relu) = (try base(layers), try layer("relu2"))
      #expect(try await ask(base + "/api/annotations/selections/odd", "PUT", #"{"items": [1, 3, 5]}"#).status == 204)
      #expect(try await ask(base + "/api/annotations/selections/even", "PUT", #"{"items": [2, 4]}"#).status == 204)
      let arguments = ["maximize", "a.study", "--layers", "relu2", "--steps", "8", "--quiet", "--selection"]
      let made = try await Strata.run(arguments + ["odd", "--against", "even", "--json"], in: folder.url)
      #expect(made.status == 0 && made.errors.isEmpty, "\(made.errors)")
      #expect(made.output.contains("odd − even") && made.output.contains("\"itemCount\""))
      let unknown = try await Strata.run(arguments + ["dogs"], in: folder.url)
      #expect(unknown.status == Status.data && unknown.errors.contains("It has: odd, even."), "\(unknown.errors)")
      let features = "\(layers)/\(relu)/features"
      let body = #"{"direction": {"items": [1, 3, 5], "against": null, "name": "odd"}}"#
      let started = try await ask(features, "POST", body)
      #expect(started.status == 202 && started.text.contains("odd − rest"), "\(started.text)")
      while try await ask(base + "/api/features/job").text.contains("running") {
        try await Task.sleep(for: .milliseconds(20))
      }
      #expect(try await ask(base + "/api/features/job").text.contains("\"done\""))
      let gallery = try await ask(features)
      #expect(gallery.text.contains("odd − even") && gallery.text.contains("odd − rest"))
      command.send(SIGINT)
      #expect(try await command.finished(within: 20).status == 0)
    }

    @Test("images that another terminal makes can be watched; stopping the server stops its own")
    func watched() async throws {
      let (command, layers) = try await serve()
      let (base, features) = (try base(layers), "\(layers)/\(try layer("logits"))/features")
      let long = ["--steps", "90000", "--tolerance", "0", "--quiet"]
      let other = try Strata.start(
        ["maximize", "a.study", "--layers", "logits", "--channels", "1"] + long, in: folder.url)
      while try await !ask(features + "/running").text.contains("0-0.png") {
        try await Task.sleep(for: .milliseconds(20))
      }
      let refused = try await ask(features, "POST", #"{"channels": [1]}"#)
      #expect(refused.status == 409 && refused.text.contains("process \(other.identifier)"), "\(refused.text)")
      other.send(SIGINT)
      #expect(try await other.finished(within: 30).status == Status.interrupted)
      #expect(try await ask(features + "/running").text == Self.nothing)

      #expect(try await ask(features, "POST", #"{"channels": [1], "stepCount": 90000}"#).status == 202)
      while try await ask(features + "/running").text == Self.nothing { try await Task.sleep(for: .milliseconds(20)) }
      #expect(try await ask(base + "/api/study").status == 200)
      command.send(SIGINT)
      #expect(try await command.finished(within: 30).status == 0)
      let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path("a.study"))
      #expect(!files.contains { $0.hasSuffix("/running") })
    }
  }
}
