import Foundation
import StudyStore

/// Replies about the current state of the catalogue, so that a page that asks again costs no query.
final class ReplyCache: @unchecked Sendable {
  // `lock` guards `replies`.
  private let lock = NSLock()
  private var replies: [String: (revision: Int, reply: ContentReply)] = [:]

  /// The reply of `key` at `revision`, made with `make` if there is none yet.
  func reply(_ key: String, revision: Int, make: () throws -> ContentReply) throws -> ContentReply {
    if let known = lock.withLock({ replies[key] }), known.revision == revision { return known.reply }
    let reply = try make()
    lock.withLock {
      if replies.count >= 256 { replies.removeAll() }
      replies[key] = (revision, reply)
    }
    return reply
  }

  /// The JSON reply of `key` about a study as it is now, made where it holds up no other request.
  func json(
    _ key: String, of study: Study, make: @escaping @Sendable () throws -> Data
  ) async throws -> ContentReply {
    try await onBlockingThread { try self.reply(key, revision: study.revision()) { ContentReply(json: try make()) } }
  }
}

extension ContentReply {
  /// A JSON reply.
  init(json data: Data) {
    self.init(content: .data(data), contentType: "application/json; charset=utf-8", tag: EntityTag(of: data))
  }

  /// A JSON reply of `value`.
  init(json value: some Encodable) throws {
    self.init(json: try StudyJSON.data(value))
  }
}
