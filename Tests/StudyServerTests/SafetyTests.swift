import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import StudyServer
import StudyStore
import Testing

@Suite("Safety")
struct SafetyTests {
  let served: ServedStudy

  init() throws { served = try ServedStudy() }

  @Test(
    "no path leads out of the study or the page's folder",
    arguments: [
      "/viewer/../secret.txt", "/viewer/..%2Fsecret.txt", "/viewer/%2e%2e/secret.txt", "/viewer/data/../../secret.txt",
      "/viewer//etc/passwd", "/viewer/%2Fetc%2Fpasswd", "/viewer/link.js", "/viewer/.hidden.js", "/viewer/data",
      "/viewer/index.html%00.js", "/viewer/..%5Csecret.txt", "/images/thumbnails/..%2Fstudy.sqlite",
      "/images/thumbnails/../study.sqlite", "/images/thumbnails/other.jpg", "/images/thumbnails/%2Fetc%2Fpasswd",
      "\(ServedStudy.layer)/embeddings/..%2Factivations.npy", "\(ServedStudy.layer)/embeddings/activations",
      "/api/models/..%2F..%2F/layers/01-relu1/embeddings/umap-2d", "/study.sqlite", "/study.lock",
    ])
  func traversal(uri: String) async throws {
    let reply = try await served.ask(uri)
    #expect(reply.status == .notFound)
    #expect(!reply.text.contains("secret\"") && !reply.text.hasPrefix("secret") && !reply.text.contains("root:"))
  }

  @Test("an array that is a link to a file outside the study is not served; one inside is")
  func links() async throws {
    let file = served.file("umap-2d.npy")
    let outside = served.folder.appendingPathComponent("outside.npy")
    try FileManager.default.moveItem(at: file, to: outside)
    try FileManager.default.createSymbolicLink(at: file, withDestinationURL: outside)
    #expect(try await served.ask("\(ServedStudy.layer)/embeddings/umap-2d").status == .notFound)
    try FileManager.default.removeItem(at: file)
    try FileManager.default.createSymbolicLink(at: file, withDestinationURL: served.file("umap-2d.aligned.npy"))
    #expect(try await served.ask("\(ServedStudy.layer)/embeddings/umap-2d").status == .ok)
  }

  @Test("every reply forbids foreign scripts and guessing of types, errors too, and none allows other origins")
  func headers() async throws {
    for uri in ["/", "/api/study", "/viewer/none.js"] {
      let headers = try await served.ask(uri, headers: [.origin: "http://evil.example"]).headers
      #expect(headers[.contentSecurityPolicy]?.contains("default-src 'none'; script-src 'self';") == true)
      #expect(headers[.contentSecurityPolicy]?.contains("unsafe") == false)
      #expect(headers[.xContentTypeOptions] == "nosniff")
      #expect(headers[.accessControlAllowOrigin] == nil)
    }
  }

  @Test("the page and its modules have their types")
  func page() async throws {
    let page = try await served.ask("/")
    #expect(page.text == "<!doctype html><title>Strata</title>")
    #expect(page.headers[.contentType] == "text/html; charset=utf-8")
    let module = try await served.ask("/viewer/data/store.js")
    #expect(module.text == "export const x = 1;")
    #expect(module.headers[.contentType] == "text/javascript; charset=utf-8")
  }

  @Test("only GET and HEAD are answered", arguments: ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
  func methods(method: String) async throws {
    let method = try #require(HTTPRequest.Method(rawValue: method))
    for uri in ["/api/study", "/nowhere"] {
      let reply = try await served.ask(uri, method: method)
      #expect(reply.status == .methodNotAllowed)
      #expect(reply.headers[.allow] == "GET, HEAD")
    }
  }

  @Test("an assets folder without a page and an impossible port are refused")
  func options() throws {
    for options in [
      ServerOptions(assetsDirectory: served.study.url), ServerOptions(port: 70_000), ServerOptions(port: -1),
    ] {
      #expect {
        try StudyServer(study: served.study, images: nil, options: options)
      } throws: {
        ($0 as? StudyServerError)?.kind == .badInput
      }
    }
  }
}
