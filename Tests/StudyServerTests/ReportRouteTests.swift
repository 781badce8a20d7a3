import Foundation
import HTTPTypes
import HummingbirdTesting
import NumericKernels
import StudyServer
import StudyStore
import Testing

@Suite("Routes of neighbours and the report")
struct ReportRouteTests {
  let served: ServedStudy

  init() throws { served = try ServedStudy() }

  private func nearest(_ query: String) async throws -> TestResponse {
    try await served.ask("\(ServedStudy.layer)/nearest?\(query)")
  }

  @Test("neighbours that the study keeps are read, by its own metric")
  func kept() async throws {
    let wanted =
      #"{"metric":"euclidean","rows":[{"item":2,"neighbors":[{"distance":0.125,"item":3},{"distance":3,"item":0}]},"#
      + #"{"item":0,"neighbors":[{"distance":0.5,"item":1},{"distance":1,"item":2}]}]}"#
    #expect(try await nearest("items=2,0&count=2").text == wanted)
    #expect(try await nearest("items=2,0&count=2&metric=euclidean").text == wanted)
    #expect(
      try await nearest("items=3&count=1").text
        == #"{"metric":"euclidean","rows":[{"item":3,"neighbors":[{"distance":0.5,"item":2}]}]}"#)
  }

  private struct Reply: Decodable {
    struct Row: Decodable {
      var item: Int
      var neighbors: [Neighbor]
    }
    struct Neighbor: Decodable {
      var item: Int
      var distance: Double
    }
    var metric: String
    var rows: [Row]
  }

  private func found(_ query: String) async throws -> Reply {
    try JSONDecoder().decode(Reply.self, from: Data(try await nearest(query).text.utf8))
  }

  @Test("any others are searched for: by another metric, and more than are kept")
  func searched() async throws {
    // The rows are (1, 3, 2), (0, 0, 0), (5, 5, 9) and (1, 2, 3).
    let cosine = try await found("items=3,0&count=2&metric=cosine")
    #expect(cosine.metric == "cosine" && cosine.rows.map(\.item) == [3, 0])
    #expect(cosine.rows.map { $0.neighbors.map(\.item) } == [[2, 0], [3, 2]])
    let expected = [1 - 42 / (131 * 14.0).squareRoot(), 1 - 13 / 14.0]
    for (near, distance) in zip(cosine.rows[0].neighbors, expected) { #expect(abs(near.distance - distance) < 1e-5) }
    let manhattan = try await found("items=1&count=3&metric=manhattan").rows[0].neighbors
    #expect(manhattan.map(\.item) == [0, 3, 2] && manhattan.map(\.distance) == [6, 6, 19])
    let more = try await found("items=1&count=3")
    #expect(more.metric == "euclidean" && more.rows[0].neighbors.map(\.item) == [0, 3, 2])
  }

  @Test("metrics and splits that there are not are refused with a remedy")
  func refusedSearches() async throws {
    let metric = try await nearest("items=1&metric=near")
    #expect(metric.status == .badRequest && metric.text.contains("cosine"))
    let split = try await nearest("items=1&among=elsewhere")
    #expect(split.status == .badRequest && split.text.contains("elsewhere"))
  }

  @Test("lists that are none, images and layers that are not there are refused")
  func refused() async throws {
    for query in ["", "items=", "items=1,,2", "items=a", "items=-1", "items=1&count=0", "items=1&count=1001"] {
      #expect(try await nearest(query).status == .badRequest, "\(query)")
    }
    #expect(
      try await nearest("items=" + Array(repeating: "1", count: 501).joined(separator: ",")).status == .badRequest)
    #expect(try await nearest("items=1,4").status == .notFound)
    #expect(try await served.ask("/api/models/net/layers/none/nearest?items=1").status == .notFound)
  }

  @Test("suspects are the file of the last finished search, and 404 until there is one")
  func suspects() async throws {
    let path = "/api/models/net/suspects"
    let missing = try await served.ask(path)
    #expect(missing.status == .notFound && missing.text.contains("strata measure"))
    guard case .start(let run) = try served.study.beginRun(stage: "suspects", scope: .model("net"), key: "k") else {
      return
    }
    let file = "models/net/suspects.json"
    try Data(#"{"suspects":[]}"#.utf8).write(to: served.study.paths.url(ofRelativePath: file))
    #expect(try await served.ask(path).status == .notFound)
    try served.study.finishRun(run, artifacts: [FinishedArtifact(path: file, role: .suspects)])
    let reply = try await served.ask(path)
    #expect(reply.text == #"{"suspects":[]}"#)
    #expect(reply.headers[.contentType] == "application/json; charset=utf-8")
    #expect(try await served.ask(path, headers: [.ifNoneMatch: #require(reply.headers[.eTag])]).status == .notModified)
  }

  @Test("the likeness of layers has null where a layer is constant")
  func likeness() async throws {
    #expect(try await served.ask("/api/likeness").status == .notFound)
    guard case .start(let run) = try served.study.beginRun(stage: "likeness", scope: .study, key: "k") else { return }
    try NPYWriter.write(
      [1, .nan, 0.5, 1] as [Float], shape: [2, 2], to: served.study.paths.url(ofRelativePath: "cka.npy"))
    try NPYWriter.write(
      [1, 0.25, 0.25, 1] as [Float], shape: [2, 2], to: served.study.paths.url(ofRelativePath: "overlap.npy"))
    try served.study.finishRun(
      run,
      artifacts: [
        FinishedArtifact(
          path: "cka.npy", role: .kernelAlignment, shape: [2, 2],
          attributes: ["layers": .array([]), "measure": "linear CKA", "itemCount": 4]),
        FinishedArtifact(
          path: "overlap.npy", role: .neighborOverlap, shape: [2, 2],
          attributes: ["layers": .array([]), "measure": "neighbour overlap (Jaccard, k = 3)", "itemCount": 4]),
      ])
    let alignment = #"{"itemCount":4,"layers":[],"measure":"linear CKA","values":[[1,null],[0.5,1]]}"#
    for query in ["", "?measure=cka"] { #expect(try await served.ask("/api/likeness\(query)").text == alignment) }
    #expect(
      try await served.ask("/api/likeness?measure=neighbors").text
        == #"{"itemCount":4,"layers":[],"measure":"neighbour overlap (Jaccard, k = 3)","values":[[1,0.25],[0.25,1]]}"#)
    let missing = try await served.ask("/api/likeness?measure=procrustes")
    #expect(missing.status == .notFound && missing.text.contains("strata measure"))
    let refused = try await served.ask("/api/likeness?measure=euclid")
    #expect(refused.status == .badRequest)
    for name in ["euclid", "cka", "procrustes", "neighbors"] { #expect(refused.text.contains(name), "\(name)") }
  }
}
