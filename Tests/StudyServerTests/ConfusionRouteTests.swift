import Foundation
import HTTPTypes
import HummingbirdTesting
import StudyServer
import StudyStore
import Testing

@Suite("Confusion and emergence over HTTP")
struct ConfusionRouteTests {
  let served: ServedStudy

  init() throws { served = try ServedStudy() }

  @Test("confusion has the classes side by side by likeness, sparse counts, and the pairs")
  func confusion() async throws {
    let reply = try await served.ask("/api/models/net/confusion")
    #expect(reply.status == .ok && reply.headers[.contentType] == "application/json; charset=utf-8")
    #expect(
      reply.text
        == #"{"classes":[{"index":0,"isLabel":true,"labeled":2,"name":"cat","right":1},"#
        + #"{"index":1,"isLabel":true,"labeled":2,"name":"dog","right":1}],"counted":4,"#
        + #""counts":[[0,0,1],[0,1,1],[1,0,1],[1,1,1]],"#
        + #""pairs":[{"first":0,"firstAsSecond":1,"rate":0.5,"second":1,"secondAsFirst":1}]}"#)
    let tag = try #require(reply.headers[.eTag])
    let again = try await served.ask("/api/models/net/confusion", headers: [.ifNoneMatch: tag])
    #expect(again.status == .notModified)
  }

  @Test("emergence follows the layers whose neighbours are known")
  func emergence() async throws {
    // The nearest neighbour of every image is of the other class, the second of its own.
    #expect(
      try await served.ask("/api/models/net/emergence").text
        == #"{"classes":[{"hits":[0.5],"index":0,"layer":0,"name":"cat"},{"hits":[0.5],"index":1,"layer":0,"name":"dog"}],"#
        + #""images":[-1,-1,-1,-1],"layers":[{"classCount":2,"folder":"01-relu1","imageCount":0,"name":"relu1"}],"#
        + #""model":"net","neighborCount":2,"share":0.9}"#)
  }

  @Test("zones name the layer, the embedding and the images; another place can be asked for")
  func zones() async throws {
    let reply = try await served.ask("/api/models/net/zones")
    #expect(reply.status == .ok && reply.text.hasPrefix(#"{"embedding":"umap-2d","layer":"01-relu1","zones":["#))
    #expect(try await served.ask("/api/models/net/zones?layer=01-relu1&embedding=umap-2d").text == reply.text)
    let none = try await served.ask("/api/models/net/zones?embedding=tsne-3d")
    #expect(none.status == .badRequest && none.text.contains("tsne-3d"))
  }

  @Test("new predictions change the reply and its tag")
  func freshness() async throws {
    try await served.server().routes.test(.router) { client in
      let before = try await client.execute(uri: "/api/models/net/confusion", method: .get) { $0 }
      try served.study.database.recordPredictions(
        (0..<4).map { StudyPrediction(classIndices: [$0 % 2, 1 - $0 % 2], probabilities: [0.75, 0.25]) }, ofModel: "net"
      )
      let after = try await client.execute(uri: "/api/models/net/confusion", method: .get) { $0 }
      #expect(after.text.contains(#""counts":[[0,0,2],[1,1,2]],"pairs":[]"#))
      #expect(before.headers[.eTag] != after.headers[.eTag])
    }
  }

  @Test("networks that are not there and studies without labels are a 404 that says so")
  func missing() async throws {
    for path in ["confusion", "emergence", "zones", "groups?by=label", "audit"] {
      let reply = try await served.ask("/api/models/none/\(path)")
      #expect(reply.status == .notFound && reply.text.contains("no network none"))
    }
    try served.study.database.recordItems((0..<4).map { StudyItem(identifier: "\($0).png") }, classes: [])
    let layers = [
      StudyLayer(
        name: "data", tensorName: "data", folder: "00-data", operatorName: "Input", shape: [3], featureCount: 3,
        pooling: "none", depth: 0)
    ]
    try served.study.database.recordModel(
      StudyModel(name: "net", folder: "net", contentHash: "h", inputShape: [3]), layers: layers)
    let confusion = try await served.ask("/api/models/net/confusion")
    #expect(confusion.status == .notFound && confusion.text.contains("--classes"))
    let emergence = try await served.ask("/api/models/net/emergence")
    #expect(emergence.status == .notFound && emergence.text.contains("no labels"))
  }
}
