import Foundation
import HummingbirdTesting
import StudyServer
import StudyStore
import Testing

@Suite("Where in the image: routes")
struct SeenRegionRouteTests {
  let served: ServedStudy

  init() throws { served = try ServedStudy() }

  /// The layer of 4 × 5 positions sees squares of an input of 8 × 8, which is the middle of images of 20 × 10.
  private func record(field: JSONValue) throws {
    let database = served.study.database
    var model = try #require(try database.models().first)
    model.preprocessing = .object([
      "name": "test", "resize": "none", "channelOrder": "rgb", "scale": 1, "mean": .array([0]),
      "standardDeviation": .array([1]), "interpolation": "bilinear",
    ])
    let layers = try database.layers(ofModel: "net").map { layer in
      var layer = layer
      if layer.name == "relu1" { layer.receptiveField = field }
      return layer
    }
    try database.recordModel(model, layers: layers)
    let items = try database.items().map { item in
      var item = item
      if item.identifier != "0.jpg" { (item.width, item.height) = (20, 10) }
      return item
    }
    try database.recordItems(items, classes: ["cat", "dog"])
  }

  private func axis(_ position: Int, stride: Int, start: Int, end: Int) -> JSONValue {
    .object([
      "positionAxis": .integer(position), "stride": .integer(stride), "start": .integer(start), "end": .integer(end),
    ])
  }

  @Test("the part that the strongest position sees is told in the image's own pixels, clipped to what the network sees")
  func regions() async throws {
    try record(
      field: .object([
        "axes": .array([axis(2, stride: 2, start: -1, end: 1), axis(3, stride: 1, start: 0, end: 2)])
      ]))
    let reply = try await served.ask(ServedStudy.layer + "/top-images?channel=0")
    #expect(reply.text.contains(#""field":{"columns":3,"inputColumns":8,"inputRows":8,"rows":3}"#), "\(reply.text)")
    // Position (2, 3) sees rows 3 ... 5 and columns 3 ... 5 of the input, which begins at (6, 1) of the image.
    #expect(
      reply.text.contains(
        #"{"column":3,"height":10,"item":2,"region":{"height":3,"width":3,"x":9,"y":4},"row":2,"value":5,"width":20}"#))
    // The size of the first image is not known.
    #expect(reply.text.contains(#"{"column":0,"item":0,"row":0,"value":1}"#))
    let corner = try await served.ask(ServedStudy.layer + "/top-images?channel=1")
    #expect(corner.text.contains(#""region":{"height":2,"width":3,"x":10,"y":1},"row":0"#), "\(corner.text)")
  }

  @Test("a position that sees everything has all that the network sees of the image")
  func everything() async throws {
    try record(field: .object(["axes": .array([.null, .null])]))
    let reply = try await served.ask(ServedStudy.layer + "/top-images?channel=1")
    #expect(reply.text.contains(#""field":{"columns":null,"inputColumns":8,"inputRows":8,"rows":null}"#))
    #expect(reply.text.contains(#""region":{"height":8,"width":8,"x":6,"y":1}"#), "\(reply.text)")
  }
}
