public import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
public import StudyStore

/// What the HTTP API answers, without a server: an exported page keeps the replies that a live page would get.
public struct StudyReplies: Sendable {
  /// An answer with content.
  public struct Reply: Sendable, Equatable {
    /// Its bytes.
    public let data: Data
    /// E.g. `application/json; charset=utf-8`.
    public let contentType: String
  }

  private let responder: RouterResponder<StudyRequestContext>
  private let logger = Logger(label: "strata.replies")

  /// The replies about a study; what only a running server has (jobs, events, images of the data set) is not among them.
  public init(study: Study) {
    let router = Router(context: StudyRequestContext.self)
    StudyServer.addReadingRoutes(of: study, tags: EntityTagCache(), to: router)
    responder = router.buildResponder()
  }

  /// The answer to `GET path`; nil where a server would say 404: there is nothing of that kind in the study.
  ///
  /// - Parameter path: with its query, percent-encoded where it has to be.
  /// - Returns: the answer, or nil.
  /// - Throws: `StudyServerError` for any other refusal, with the reason: of kind `badInput` where the question does not fit
  ///   the study, or a file of it cannot be read.
  public func reply(to path: String) async throws -> Reply? {
    let request = Request(
      head: HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: path),
      body: RequestBody(buffer: ByteBuffer()))
    let response: Response
    do {
      response = try await responder.respond(to: request, context: StudyRequestContext(logger: logger))
    } catch {
      let refusal = ErrorResponse(error)
      if refusal.status == .notFound { return nil }
      if refusal.status == .internalServerError { throw error }
      throw StudyServerError(kind: .badInput, "\(path): \(refusal.message) \(refusal.remedy)")
    }
    let collected = CollectedBody()
    try await response.body.write(collected)
    return Reply(data: collected.data, contentType: response.headers[.contentType] ?? "application/octet-stream")
  }
}

/// The body of a reply, put together.
private final class CollectedBody: ResponseBodyWriter {
  private(set) var data = Data()

  func write(_ buffer: ByteBuffer) async throws {
    data.append(contentsOf: buffer.readableBytesView)
  }

  func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
