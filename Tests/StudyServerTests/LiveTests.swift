import Foundation
import StudyServer
import StudyStore
import Testing

/// Servers on real ports. One after the other, because one test sends a signal to the whole process.
@Suite("Live server", .serialized)
struct LiveTests {
  let served: ServedStudy

  init() throws { served = try ServedStudy() }

  /// Runs a server until SIGINT, and `body` with its port meanwhile; returns how long it took to stop.
  private func withServer(_ server: StudyServer, _ body: (Int) async throws -> Void) async throws -> Duration {
    let (addresses, continuation) = AsyncStream<URL>.makeStream()
    let running = Task { try await server.run { continuation.yield($0) } }
    var iterator = addresses.makeAsyncIterator()
    let address = try #require(await iterator.next())
    #expect(address.host == "127.0.0.1")
    let port = try #require(address.port)
    #expect(port > 0)
    let result: Result<Void, any Error>
    do { result = .success(try await body(port)) } catch { result = .failure(error) }
    let clock = ContinuousClock()
    let start = clock.now
    kill(getpid(), SIGINT)
    try await running.value
    try result.get()
    return clock.now - start
  }

  @Test("SIGINT stops the server while pages listen for events, which would keep it for ever")
  func gracefulShutdown() async throws {
    let time = try await withServer(served.server()) { port in
      let clients = try (0..<3).map { _ in try RawConnection(port: port) }
      for client in clients {
        try client.send("GET /api/events HTTP/1.1\r\nHost: localhost:\(port)\r\n\r\n")
        let head = try client.receive(until: "\n\n")
        #expect(head.contains("HTTP/1.1 200"))
        #expect(head.lowercased().contains("content-type: text/event-stream"))
      }
      // One page goes away first; the others stay.
      clients[0].close()
      withExtendedLifetime(clients) {}
      LiveTests.keep(clients)
    }
    // A server that waits for its pages does not end at all; how fast it ends depends on what else the machine does.
    #expect(time < .seconds(60))
  }

  @Test("a page learns the state at once and every change after it")
  func events() async throws {
    _ = try await withServer(served.server()) { port in
      let client = try RawConnection(port: port)
      try client.send("GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n")
      let first = try client.receive(until: "}\n\n")
      #expect(first.contains("event: study\ndata: {\"revision\":"))
      try served.study.database.saveAnnotation(kind: "view", name: "a", value: 1)
      let second = try client.receive(until: "}\n\n")
      #expect(second.contains("event: study\ndata: {\"revision\":"))
      #expect(second != first)
    }
  }

  @Test("a port in use is an error that names the port and the remedy")
  func portInUse() async throws {
    _ = try await withServer(served.server()) { port in
      let error = await #expect(throws: StudyServerError.self) {
        try await served.server(port: port).run { _ in Issue.record("two servers on one port") }
      }
      #expect(error?.kind == .portInUse)
      #expect(error?.description.contains("port \(port). Choose another port with --port") == true)
    }
  }

  @Test(
    "a host that this machine does not have is an error that names it", arguments: ["192.0.2.1", "no.such.invalid"])
  func unknownHost(host: String) async throws {
    let server = try StudyServer(study: served.study, images: nil, options: ServerOptions(host: host, port: 0))
    let error = await #expect(throws: StudyServerError.self) { try await server.run { _ in } }
    #expect(error?.kind == .inputOutput)
    #expect(error?.description.contains(host) == true)
  }

  @Test("the Host header must be this server's, with its port")
  func host() async throws {
    _ = try await withServer(served.server()) { port in
      let wrongPort = port == 65535 ? 1 : port + 1
      for (host, status) in [
        ("127.0.0.1:\(port)", 200), ("localhost:\(port)", 200), ("LOCALHOST:\(port)", 200), ("[::1]:\(port)", 200),
        ("evil.example:\(port)", 421), ("localhost.evil.example:\(port)", 421), ("localhost", 421),
        ("localhost:\(wrongPort)", 421), ("127.0.0.2:\(port)", 421), ("[::1]", 421), ("[::1", 421),
        ("localhost:x", 421), ("", 421),
      ] {
        let client = try RawConnection(port: port)
        try client.send("GET /api/items HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
        let reply = try client.receive(until: "\r\n\r\n")
        #expect(reply.hasPrefix("HTTP/1.1 \(status)") || (host.isEmpty && reply.hasPrefix("HTTP/1.1 4")), "\(host)")
      }
      let client = try RawConnection(port: port)
      try client.send("GET /api/items HTTP/1.1\r\nConnection: close\r\n\r\n")
      #expect(try client.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 4"))
    }
  }

  @Test("a large array arrives whole over the network")
  func largeFile() async throws {
    let bytes = Data((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) })
    try bytes.write(to: served.file("umap-2d.npy"))
    _ = try await withServer(served.server()) { port in
      let client = try RawConnection(port: port)
      try client.send(
        "GET \(ServedStudy.layer)/embeddings/umap-2d HTTP/1.1\r\nHost: localhost:\(port)\r\nConnection: close\r\n\r\n")
      #expect(try client.receive(until: "\r\n\r\n").contains("200 OK"))
      #expect(try client.receiveRest() == bytes)
    }
  }

  /// Keeps connections open until the server has stopped.
  private static func keep(_ connections: [RawConnection]) {
    Task {
      try? await Task.sleep(for: .seconds(3))
      for connection in connections { connection.close() }
    }
  }
}
