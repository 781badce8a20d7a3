import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOPosix

/// A reply with bytes that are known: an ETag, `304` when the browser has them, parts when it asks for them.
struct ContentReply: Sendable {
  /// Where the bytes are.
  enum Content: Sendable {
    case data(Data)
    case file(OpenFile)

    var byteCount: Int {
      switch self {
      case .data(let data): data.count
      case .file(let file): file.state.byteCount
      }
    }
  }

  var content: Content
  var contentType: String
  var tag: EntityTag

  /// The response to `request`.
  ///
  /// - Throws: ``ErrorResponse`` with status 416 for a range beyond the end.
  func response(to request: Request) throws -> Response {
    var headers: HTTPFields = [.eTag: tag.text, .cacheControl: "no-cache", .acceptRanges: "bytes"]
    if tag.isNamed(by: request.headers[.ifNoneMatch]) {
      return Response(status: .notModified, headers: headers)
    }
    headers[.contentType] = contentType
    let asksForPart = request.method == .get && tag.allowsPart(ifRange: request.headers[.ifRange])
    let count = content.byteCount
    switch ByteRange(asksForPart ? request.headers[.range] : nil, byteCount: count) {
    case .whole:
      headers[.contentLength] = String(count)
      return Response(status: .ok, headers: headers, body: body(0..<count))
    case .part(let range):
      headers[.contentLength] = String(range.count)
      headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(count)"
      return Response(status: .partialContent, headers: headers, body: body(range))
    case .unsatisfiable:
      throw ErrorResponse(
        status: .rangeNotSatisfiable, message: "The range begins behind the last of \(count) bytes.",
        remedy: "Ask for bytes below \(count).", headers: [.contentRange: "bytes */\(count)"])
    }
  }

  private func body(_ range: Range<Int>) -> ResponseBody {
    switch content {
    case .data(let data):
      let part = data[(data.startIndex + range.lowerBound)..<(data.startIndex + range.upperBound)]
      return ResponseBody(byteBuffer: ByteBuffer(bytes: part))
    case .file(let file):
      return ResponseBody(contentLength: range.count) { writer in
        var offset = range.lowerBound
        while offset < range.upperBound {
          let (start, count) = (offset, min(256 << 10, range.upperBound - offset))
          let piece = try await onBlockingThread { file.bytes(from: start, count: count) }
          // A file that shrank must not look complete: the connection ends before the announced length.
          guard piece.count == count else { throw CancellationError() }
          try await writer.write(ByteBuffer(bytes: piece))
          offset += count
        }
        try await writer.finish(nil)
      }
    }
  }
}

/// Runs work that blocks (the database, files, image codecs) where it does not keep other requests waiting.
func onBlockingThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await NIOThreadPool.singleton.runIfActive(work)
}
