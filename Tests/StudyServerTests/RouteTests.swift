import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import StudyServer
import StudyStore
import Testing

@Suite("Routes")
struct RouteTests {
  let served: ServedStudy

  init() throws { served = try ServedStudy() }

  @Test("the study, its items and predictions are those that the catalogue tells")
  func catalogue() async throws {
    let study = try await served.ask("/api/study")
    #expect(study.status == .ok)
    #expect(study.headers[.contentType] == "application/json; charset=utf-8")
    #expect(study.text == (try StudyJSON.text(served.study.description())))
    #expect(
      try await served.ask("/api/items").text
        == #"{"attributes":{},"identifiers":["0.jpg","1.jpg","2.jpg","3.jpg"],"labels":[0,1,0,1]}"#)
    let predictions = try await served.ask("/api/models/net/predictions")
    #expect(predictions.text.hasPrefix(#"{"classIndex":[0,0,1,1],"correct":[1,0,0,1],"labelIndex":[0,0,1,1],"#))
  }

  @Test("labels alone are an array of whole numbers, one an item, and follow the catalogue")
  func labels() async throws {
    let reply = try await served.ask("/api/items/labels")
    #expect(reply.headers[.contentType] == "application/octet-stream")
    let bytes = Data(reply.body.readableBytesView)
    #expect(String(decoding: bytes[1..<6], as: UTF8.self) == "NUMPY")
    #expect(String(decoding: bytes, as: UTF8.self).contains("'descr': '<i4', 'fortran_order': False, 'shape': (4,)"))
    #expect(bytes.suffix(16) == Data([0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]))
    let tag = try #require(reply.headers[.eTag])
    #expect(try await served.ask("/api/items/labels", headers: [.ifNoneMatch: tag]).status == .notModified)
  }

  @Test("a change of the catalogue changes the reply and its tag")
  func freshness() async throws {
    try await served.server().routes.test(.router) { client in
      let before = try await client.execute(uri: "/api/study", method: .get) { $0 }
      try served.study.reportProgress(StudyProgress(stage: "embed", model: "net", layer: "00-data", fraction: 0.25))
      let after = try await client.execute(uri: "/api/study", method: .get) { $0 }
      #expect(!before.text.contains("embed, 25 %"))
      #expect(after.text.contains("embed, 25 %"))
      #expect(before.headers[.eTag] != after.headers[.eTag])
    }
  }

  @Test("embeddings are the files byte for byte")
  func embeddings() async throws {
    for (path, file) in [("umap-2d", "umap-2d.npy"), ("umap-2d/aligned", "umap-2d.aligned.npy")] {
      let reply = try await served.ask("\(ServedStudy.layer)/embeddings/\(path)")
      #expect(reply.status == .ok)
      #expect(reply.headers[.contentType] == "application/octet-stream")
      #expect(Data(reply.body.readableBytesView) == (try Data(contentsOf: served.file(file))))
    }
    let missing = try await served.ask("\(ServedStudy.layer)/embeddings/umap-2d/trust")
    #expect(missing.status == .notFound)
  }

  @Test("neighbours come nearest first, as many as asked for")
  func neighbors() async throws {
    #expect(
      try await served.ask("\(ServedStudy.layer)/neighbors?item=2").text
        == #"{"item":2,"neighbors":[{"distance":0.125,"item":3},{"distance":3,"item":0}]}"#)
    #expect(
      try await served.ask("\(ServedStudy.layer)/neighbors?item=0&count=1").text
        == #"{"item":0,"neighbors":[{"distance":0.5,"item":1}]}"#)
  }

  @Test("units come strongest first; among equals the lower channel")
  func units() async throws {
    #expect(
      try await served.ask("\(ServedStudy.layer)/units?item=2&count=2").text
        == #"{"item":2,"units":[{"activation":9,"channel":2},{"activation":5,"channel":0}]}"#)
    #expect(
      try await served.ask("\(ServedStudy.layer)/units?item=1&count=9").text
        == #"{"item":1,"units":[{"activation":0,"channel":0},{"activation":0,"channel":1},{"activation":0,"channel":2}]}"#
    )
    #expect(try await served.ask("/api/models/net/layers/00-data/units?item=1").status == .notFound)
  }

  @Test("top images carry their place in the feature map; an unused place in the table is left out")
  func topImages() async throws {
    #expect(
      try await served.ask("\(ServedStudy.layer)/top-images?channel=0").text
        == #"{"channel":0,"field":null,"images":[{"column":3,"item":2,"row":2,"value":5},{"column":0,"item":0,"row":0,"value":1}]}"#
    )
    #expect(
      try await served.ask("\(ServedStudy.layer)/top-images?channel=1").text
        == #"{"channel":1,"field":null,"images":[{"column":4,"item":1,"row":0,"value":5}]}"#)
  }

  @Test("images and thumbnails are served; a broken image says what is wrong")
  func images() async throws {
    let image = try await served.ask("/images/items/2")
    #expect(image.text == "image 2")
    #expect(image.headers[.contentType] == "image/png")
    let broken = try await served.ask("/images/items/3")
    #expect(broken.status == .notFound)
    #expect(broken.text == #"{"error":{"message":"3.jpg is truncated.","remedy":"Export it again."}}"#)
    let page = try await served.ask("/images/thumbnails/thumbnails-000.jpg")
    #expect(page.text == "not really a JPEG")
    #expect(page.headers[.contentType] == "image/jpeg")
  }

  @Test(
    "what does not exist is a 404 and a wrong query a 400, both as JSON",
    arguments: [
      ("/api/none", 404), ("/api/models/none/predictions", 404),
      ("\(ServedStudy.layer)/neighbors?item=4", 404), ("\(ServedStudy.layer)/top-images?channel=3", 404),
      ("/api/models/net/layers/99-x/neighbors?item=0", 404), ("/images/items/4", 404), ("/images/items/-1", 404),
      ("/images/items/x", 404), ("/viewer/none.js", 404), ("\(ServedStudy.layer)/neighbors", 400),
      ("\(ServedStudy.layer)/neighbors?item=-1", 400), ("\(ServedStudy.layer)/neighbors?item=1e3", 400),
      ("\(ServedStudy.layer)/neighbors?item=99999999999999999999", 400),
      ("\(ServedStudy.layer)/neighbors?item=0&count=0", 400),
    ])
  func errors(uri: String, status: Int) async throws {
    let reply = try await served.ask(uri)
    #expect(reply.status.code == status)
    let error = try JSONDecoder().decode([String: [String: String]].self, from: Data(reply.body.readableBytesView))
    #expect(error["error"]?["message"]?.isEmpty == false)
    #expect(error["error"]?["remedy"]?.isEmpty == false)
  }

  @Test("a recorded array whose file is gone is a 404 that says so")
  func lostFile() async throws {
    try FileManager.default.removeItem(at: served.file("umap-2d.npy"))
    let reply = try await served.ask("\(ServedStudy.layer)/embeddings/umap-2d")
    #expect(reply.status == .notFound)
    #expect(reply.text.contains("its file is gone"))
  }

  @Test("a table of the wrong type is an error, not a crash")
  func wrongTable() async throws {
    try FileManager.default.removeItem(at: served.file("neighbors.npy"))
    try FileManager.default.copyItem(at: served.file("umap-2d.npy"), to: served.file("neighbors.npy"))
    let reply = try await served.ask("\(ServedStudy.layer)/neighbors?item=0")
    #expect(reply.status == .internalServerError)
    #expect(reply.text.contains("is no Int32 table"))
  }
}
