import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import StudyServer
import Testing

@Suite("Ranges, tags and HEAD")
struct ContentTests {
  let served: ServedStudy
  let uri = "\(ServedStudy.layer)/embeddings/umap-2d"

  init() throws { served = try ServedStudy() }

  @Test(
    "a range gives exactly these bytes",
    arguments: [
      ("bytes=0-0", 0..<1), ("bytes=0-", 0..<160), ("bytes=10-19", 10..<20), ("bytes=150-", 150..<160),
      ("bytes=159-159", 159..<160), ("bytes=100-99999", 100..<160), ("bytes=-10", 150..<160), ("bytes=-9999", 0..<160),
      ("bytes=5-99999999999999999999999", 5..<160), ("BYTES=1-2", 1..<3), ("bytes= 1-2 ", 1..<3),
    ])
  func satisfiable(header: String, range: Range<Int>) async throws {
    let whole = try Data(contentsOf: served.file("umap-2d.npy"))
    #expect(whole.count == 160)
    let reply = try await served.ask(uri, headers: [.range: header])
    #expect(reply.status == .partialContent)
    #expect(reply.headers[.contentRange] == "bytes \(range.lowerBound)-\(range.upperBound - 1)/160")
    #expect(reply.headers[.contentLength] == "\(range.count)")
    #expect(Data(reply.body.readableBytesView) == whole[range])
  }

  @Test("a range behind the end is a 416 with the length", arguments: ["bytes=160-", "bytes=500-600", "bytes=-0"])
  func unsatisfiable(header: String) async throws {
    let reply = try await served.ask(uri, headers: [.range: header])
    #expect(reply.status == .rangeNotSatisfiable)
    #expect(reply.headers[.contentRange] == "bytes */160")
  }

  @Test(
    "a range that is not understood is ignored",
    arguments: ["bytes=5-4", "bytes=-", "bytes=", "items=0-1", "bytes=0-1,4-5", "bytes=a-b", "bytes=1--2", "0-1", ""])
  func ignored(header: String) async throws {
    let reply = try await served.ask(uri, headers: [.range: header])
    #expect(reply.status == .ok)
    #expect(reply.body.readableBytes == 160)
    #expect(reply.headers[.acceptRanges] == "bytes")
  }

  @Test("a tag that the browser knows is answered with 304 and no body; after a change it is not")
  func tags() async throws {
    for uri in [uri, "/api/study", "/images/items/1", "/", "/images/thumbnails/thumbnails-000.jpg"] {
      let tag = try #require(try await served.ask(uri).headers[.eTag])
      #expect(tag.hasPrefix("\"") && tag.hasSuffix("\"") && tag.count == 34)
      for header in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
        let reply = try await served.ask(uri, headers: [.ifNoneMatch: header])
        #expect(reply.status == .notModified, "\(uri) \(header)")
        #expect(reply.body.readableBytes == 0)
        #expect(reply.headers[.eTag] == tag)
      }
      #expect(try await served.ask(uri, headers: [.ifNoneMatch: "\"other\""]).status == .ok)
    }
    let tag = try #require(try await served.ask(uri).headers[.eTag])
    var bytes = try Data(contentsOf: served.file("umap-2d.npy"))
    bytes[159] ^= 1
    try bytes.write(to: served.file("umap-2d.npy"))
    #expect(try await served.ask(uri, headers: [.ifNoneMatch: tag]).status == .ok)
  }

  @Test("If-Range gives the part only of the very same version")
  func ifRange() async throws {
    let tag = try #require(try await served.ask(uri).headers[.eTag])
    let same = try await served.ask(uri, headers: [.range: "bytes=0-1", .ifRange: tag])
    #expect(same.status == .partialContent)
    for other in ["\"other\"", "W/\(tag)", "Sat, 21 Nov 2026 00:00:00 GMT"] {
      let reply = try await served.ask(uri, headers: [.range: "bytes=0-1", .ifRange: other])
      #expect(reply.status == .ok)
      #expect(reply.body.readableBytes == 160)
    }
  }

  @Test("HEAD tells what GET would, without the body, and knows no ranges")
  func head() async throws {
    for uri in [uri, "/api/study", "/", "/images/items/0"] {
      let get = try await served.ask(uri)
      let head = try await served.ask(uri, method: .head, headers: [.range: "bytes=0-1"])
      #expect(head.status == .ok)
      #expect(head.body.readableBytes == 0)
      for name in [HTTPField.Name.eTag, .contentType, .contentLength] {
        #expect(head.headers[name] == get.headers[name], "\(uri) \(name)")
      }
    }
  }
}
