import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import StudyServer
import StudyStore
import Testing

@Suite("Annotations")
struct AnnotationTests {
  let served: ServedStudy

  init() throws { served = try ServedStudy() }

  private static let json: HTTPFields = [.contentType: "application/json"]

  private func put(_ path: String, _ body: String, headers: HTTPFields = json) async throws -> TestResponse {
    try await served.ask("/api/annotations/\(path)", method: .put, headers: headers, body: body)
  }

  @Test("what is put is there, under the name of the address, until it is deleted")
  func roundTrip() async throws {
    #expect(
      try await served.ask("/api/annotations").text == #"{"decisions":[],"handles":[],"selections":[],"views":[]}"#)
    #expect(try await put("selections/odd%20ones%20%2F%20100%25", #"{"items": [3, 1]}"#).status == .noContent)
    #expect(try await put("views/first", ##"{"name": "other", "hash": "#v=tour"}"##).status == .noContent)
    #expect(
      try await served.ask("/api/annotations").text
        == ##"{"decisions":[],"handles":[],"selections":[{"items":[3,1],"name":"odd ones / 100%"}],"##
        + ##""views":[{"hash":"#v=tour","name":"first"}]}"##)
    #expect(try await put("selections/odd%20ones%20%2F%20100%25", #"{"items": []}"#).status == .noContent)
    #expect(try await served.ask("/api/annotations").text.contains(#"{"items":[],"name":"odd ones / 100%"}"#))
    #expect(try await served.ask("/api/annotations/views/first", method: .delete).status == .noContent)
    #expect(try await served.ask("/api/annotations/views/first", method: .delete).status == .notFound)
    #expect(try await served.ask("/api/annotations").text.hasSuffix(#""views":[]}"#))
  }

  @Test("a decision about an image is kept under its number, with the label it should have")
  func decisions() async throws {
    #expect(try await put("decisions/3", #"{"verdict": "confirmed", "label": "dog"}"#).status == .noContent)
    #expect(try await put("decisions/0", #"{"verdict": "dismissed", "label": null}"#).status == .noContent)
    #expect(
      try await served.ask("/api/annotations").text.hasPrefix(
        #"{"decisions":[{"label":"dog","name":"3","verdict":"confirmed"},"#
          + #"{"label":null,"name":"0","verdict":"dismissed"}]"#))
  }

  @Test("a study opened for reading can be annotated while another process holds it")
  func whileWritten() throws {
    let reader = try Study.open(at: served.study.url, for: .reading)
    let before = try reader.database.changeCounter()
    try reader.database.saveAnnotation(kind: "selections", name: "a", value: .object(["items": .array([])]))
    #expect(try reader.database.annotations().map(\.name) == ["a"])
    #expect(try served.study.database.annotations().map(\.name) == ["a"])
    #expect(try reader.database.changeCounter() != before)
    #expect(try reader.database.removeAnnotation(kind: "selections", name: "a"))
  }

  @Test(
    "what is no annotation is refused and not kept",
    arguments: [
      ("selections/a", #"{"items": [4]}"#), ("selections/a", #"{"items": [-1]}"#),
      ("selections/a", #"{"items": [1.5]}"#), ("selections/a", #"{"items": "1"}"#), ("selections/a", "{}"),
      ("decisions/4", #"{"verdict": "dismissed"}"#), ("decisions/a", #"{"verdict": "dismissed"}"#),
      ("decisions/03", #"{"verdict": "dismissed"}"#), ("decisions/1", #"{"verdict": "perhaps"}"#),
      ("decisions/1", #"{"verdict": "confirmed", "label": 3}"#), ("decisions/1", #"{"label": "dog"}"#),
      ("selections/a", "[]"), ("selections/a", "not JSON"), ("selections/a", ""), ("views/a", #"{"hash": "tour"}"#),
      ("selections/" + String(repeating: "x", count: 201), #"{"items": []}"#), ("selections/a%0Ab", #"{"items": []}"#),
    ])
  func refused(path: String, body: String) async throws {
    #expect(try await put(path, body).status == .badRequest)
    #expect(
      try await served.ask("/api/annotations").text == #"{"decisions":[],"handles":[],"selections":[],"views":[]}"#)
  }

  @Test("other kinds, other methods and other paths are not writable")
  func notWritable() async throws {
    #expect(try await put("labels/a", "{}").status == .notFound)
    #expect(
      try await served.ask("/api/annotations/views/a", method: .post, headers: Self.json, body: "{}").status
        == .methodNotAllowed)
    #expect(
      try await served.ask("/api/study", method: .put, headers: Self.json, body: "{}").status == .methodNotAllowed)
    #expect(try await served.ask("/api/annotations", method: .delete).status == .methodNotAllowed)
  }

  @Test("a page of another site cannot write through the reader's browser")
  func otherSites() async throws {
    let body = #"{"items": []}"#
    #expect(try await put("selections/a", body, headers: [.contentType: "text/plain"]).status == .forbidden)
    #expect(try await put("selections/a", body, headers: [:]).status == .forbidden)
    var foreign = Self.json
    foreign[.origin] = "http://evil.example"
    #expect(try await put("selections/a", body, headers: foreign).status == .forbidden)
    var site = Self.json
    if let name = HTTPField.Name("Sec-Fetch-Site") { site[name] = "cross-site" }
    #expect(try await put("selections/a", body, headers: site).status == .forbidden)
    #expect(
      try await served.ask("/api/annotations/selections/a", method: .delete, headers: [.origin: "null"]).status
        == .forbidden)
    #expect(try await served.ask("/api/annotations").text.contains(#""selections":[]"#))
  }

  @Test("a catalogue that cannot be written says so")
  func readOnly() async throws {
    let folder = served.study.url
    // The superuser may write everywhere, so permissions say nothing there.
    guard getuid() != 0 else { return }
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
    defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path) }
    #expect(try await put("selections/a", #"{"items": []}"#).status == .methodNotAllowed)
  }

  @Test("the activations of a channel are a column of the layer, as a .npy array")
  func activations() async throws {
    let reply = try await served.ask("\(ServedStudy.layer)/activations?channel=1")
    #expect(reply.status == .ok)
    let bytes = Array(reply.body.readableBytesView)
    #expect(Array(bytes.prefix(6)) == [0x93] + Array("NUMPY".utf8))
    let values = bytes.suffix(16).withUnsafeBytes { raw in
      (0..<4).map { raw.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) }
    }
    #expect(values == [3, 0, 5, 2])
    #expect(try await served.ask("\(ServedStudy.layer)/activations?channel=3").status == .notFound)
    #expect(try await served.ask("\(ServedStudy.layer)/activations?channel=x").status == .badRequest)
    #expect(try await served.ask("/api/models/net/layers/00-data/activations?channel=0").status == .notFound)
  }

  @Test("the stored neighbours of a layer are served as they are on disk")
  func neighbors() async throws {
    let reply = try await served.ask("\(ServedStudy.layer)/neighbors.npy")
    #expect(reply.status == .ok)
    #expect(Data(reply.body.readableBytesView) == (try Data(contentsOf: served.file("neighbors.npy"))))
    #expect(try await served.ask("/api/models/net/layers/00-data/neighbors.npy").status == .notFound)
  }
}
