import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle
import StudyStore

/// `/api/events`: tells pages, as server-sent events, that the catalogue has changed.
struct EventRoutes: Sendable {
  let study: Study
  /// How often the catalogue is asked.
  let interval: Duration
  /// After how many silent rounds a comment keeps the connection alive.
  let roundsPerComment: Int

  func add(to router: Router<StudyRequestContext>) {
    router.get("/api/events") { request, _ in
      Response(
        status: .ok,
        headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
        body: ResponseBody { writer in
          try await send(request, to: &writer)
          try await writer.finish(nil)
        })
    }
  }

  /// Writes events until the page goes away or the server is told to stop. Both must end the stream: a connection that
  /// stays open keeps the server from stopping.
  private func send(_ request: Request, to writer: inout any ResponseBodyWriter) async throws {
    let (events, continuation) = AsyncStream<String>.makeStream()
    let watcher = Task { await watch(continuation) }
    defer { watcher.cancel() }
    try await request.body.consumeWithInboundCloseHandler { _ in
      try await withGracefulShutdownHandler {
        for await event in events { try await writer.write(ByteBuffer(string: event)) }
      } onGracefulShutdown: {
        continuation.finish()
      }
    } onInboundClosed: {
      continuation.finish()
    }
  }

  /// One event at once, so that a page that was away learns the state; then one for every change.
  private func watch(_ continuation: AsyncStream<String>.Continuation) async {
    var last: Int?
    var silentRounds = 0
    while !Task.isCancelled {
      // An unreadable catalogue is no event: the next request for it says why.
      let revision = try? await onBlockingThread { try study.revision() }
      if let revision, revision != last {
        continuation.yield("event: study\ndata: {\"revision\":\(revision)}\n\n")
        last = revision
        silentRounds = 0
      } else {
        silentRounds += 1
        if silentRounds.isMultiple(of: roundsPerComment) { continuation.yield(": still here\n\n") }
      }
      try? await Task.sleep(for: interval)
    }
    continuation.finish()
  }
}
