import Foundation
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

extension CommandLineSuite {
  @Suite("strata serve")
  struct ServeTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func makeStudy() async throws {
      let outcome = try await Strata.run(
        ["analyze", try await DemoModel.path(), "builtin:digits:40", "--study", "digits.study", "--embed", "pca-2d"]
          + DemoModel.preprocessing, in: folder.url)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }

    /// Starts a server and reads its address from what it says.
    private func serve() async throws -> (command: RunningCommand, address: URL) {
      let command = try Strata.start(["serve", "digits.study", "--port", "0"], in: folder.url)
      #expect(try await command.says("Ctrl-C ends it."), "\(command.errors)")
      let match = try #require(
        command.errors.firstMatch(of: /digits\.study is shown at (http:\/\/127\.0\.0\.1:\d+\/)\n/))
      return (command, try #require(URL(string: String(match.1))))
    }

    private func get(_ path: String, from address: URL) async throws -> (status: Int, data: Data) {
      let url = try #require(URL(string: address.absoluteString + path))
      let (data, response) = try await URLSession.shared.data(from: url)
      return (try #require(response as? HTTPURLResponse).statusCode, data)
    }

    private struct StudyReply: Decodable { let itemCount: Int }

    @Test("it says its address, answers, and ends within two seconds of Ctrl-C with 0", arguments: [SIGINT, SIGTERM])
    func answers(signal: Int32) async throws {
      try await makeStudy()
      let (command, address) = try await serve()
      let study = try await get("api/study", from: address)
      #expect(study.status == 200)
      #expect(try JSONDecoder().decode(StudyReply.self, from: study.data).itemCount == 40)
      let page = try await get("", from: address)
      #expect(
        page.status == 200
          && String(decoding: page.data.prefix(200), as: UTF8.self).lowercased().contains("<!doctype html"))
      let image = try await get("images/items/0", from: address)
      #expect(image.status == 200 && image.data.starts(with: [0x89, 0x50, 0x4E, 0x47]))
      #expect(try await get("api/nothing", from: address).status == 404)
      let start = ContinuousClock.now
      command.send(signal)
      #expect(try await command.finished(within: 20).status == 0)
      #expect(ContinuousClock.now - start < .seconds(2))
    }

    @Test("a second server on the same port says so and how to choose another")
    func portInUse() async throws {
      try await makeStudy()
      let (command, address) = try await serve()
      let port = try #require(address.port)
      let second = try await Strata.run(["serve", "digits.study", "--port", "\(port)"], in: folder.url)
      #expect(second.status == Status.inputOutput, "\(second.errors)")
      #expect(second.errors.contains("port \(port)") && second.errors.contains("--port 0"), "\(second.errors)")
      #expect(try await get("api/study", from: address).status == 200)
      command.send(SIGINT)
      #expect(try await command.finished(within: 20).status == 0)
    }

    @Test("clients that go away in the middle of an answer do not end the server")
    func brokenClients() async throws {
      try await makeStudy()
      let (command, address) = try await serve()
      let script = #"""
        for round in 1 2 3 4 5; do
          exec 3<>"/dev/tcp/127.0.0.1/$1"
          for request in 1 2 3 4 5 6 7 8; do printf 'GET /api/study HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n\r\n' "$1" >&3; done
          exec 3>&- 3<&-
        done
        """#
      #expect(try await Strata.shell(script, ["\(try #require(address.port))"]).status == 0)
      #expect(try await get("api/study", from: address).status == 200)
      command.send(SIGINT)
      #expect(try await command.finished(within: 20).status == 0)
    }

    @Test("an address that is not this machine's is an error that says what always works")
    func foreignAddress() async throws {
      try await makeStudy()
      let outcome = try await Strata.run(
        ["serve", "digits.study", "--port", "0", "--host", "192.0.2.1"], in: folder.url)
      #expect(outcome.status == Status.inputOutput)
      #expect(outcome.errors.contains("192.0.2.1") && outcome.errors.contains("127.0.0.1"), "\(outcome.errors)")
    }
  }
}
