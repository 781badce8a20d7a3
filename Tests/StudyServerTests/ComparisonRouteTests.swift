import Foundation
import HTTPTypes
import HummingbirdTesting
import NumericKernels
import StudyServer
import StudyStore
import Testing

@Suite("Route of the comparison of two layers")
struct ComparisonRouteTests {
  let served: ServedStudy

  init() throws { served = try ServedStudy() }

  /// A second network with neighbors of its own, which gets three of four images right.
  private func addNetwork() throws {
    let study = served.study
    let layer = StudyLayer(
      name: "conv", tensorName: "conv", folder: "00-conv", operatorName: "Conv", shape: [2, 4, 4], featureCount: 2,
      pooling: "mean", depth: 1)
    let outputs = [OutputClass(name: "cat", labelIndex: 0), OutputClass(name: "dog", labelIndex: 1)]
    try study.database.recordModel(
      StudyModel(name: "other", folder: "other", contentHash: "o", inputShape: [3, 8, 8], outputClasses: outputs),
      layers: [layer])
    try study.database.recordPredictions(
      [0, 1, 0, 0].map { StudyPrediction(classIndices: [$0, 1 - $0], probabilities: [0.9, 0.1]) }, ofModel: "other")
    try FileManager.default.createDirectory(
      at: study.paths.layer("00-conv", of: "other"), withIntermediateDirectories: true)
    let scope = RunScope.layer("00-conv", of: "other")
    guard case .start(let run) = try study.beginRun(stage: "neighbors", scope: scope, key: "k") else { return }
    let (indices, distances) = ("models/other/00-conv/neighbors.npy", "models/other/00-conv/neighbor-distances.npy")
    try NPYWriter.write(
      [1, 2, 0, 2, 3, 1, 0, 1] as [Int32], shape: [4, 2], to: study.paths.url(ofRelativePath: indices))
    try NPYWriter.write(
      [1, 2, 1, 2, 1, 2, 1, 2] as [Float], shape: [4, 2], to: study.paths.url(ofRelativePath: distances))
    try study.finishRun(
      run,
      artifacts: [
        FinishedArtifact(path: indices, role: .neighbors, shape: [4, 2]),
        FinishedArtifact(path: distances, role: .neighborDistances, shape: [4, 2]),
      ])
  }

  @Test("classes and images come by how much of their neighbourhoods changes, with the networks' agreement")
  func comparison() async throws {
    try addNetwork()
    // {1,2}{0,3}{3,0}{2,1} against {1,2}{0,2}{3,1}{0,1}: overlaps 1, 1/3, 1/3, 1/3.
    let reply = try await served.ask("/api/comparison?a=net/01-relu1&b=other/00-conv&count=2")
    #expect(reply.status == .ok)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(reply.text.utf8)) as? [String: Any])
    #expect(Set(object.keys) == ["a", "b", "neighborCount", "expected", "classes", "images", "predictions"])
    #expect(object["a"] as? [String: String] == ["model": "net", "layer": "01-relu1"])
    #expect(object["b"] as? [String: String] == ["model": "other", "layer": "00-conv"])
    #expect(object["neighborCount"] as? Int == 2)
    // Two of three others: one in common with probability 2/3 (1/3), both with 1/3.
    let expected = try #require(object["expected"] as? Double)
    #expect(abs(expected - (2.0 / 9 + 1.0 / 3)) < 1e-12)
    let classes = try #require(object["classes"] as? [[String: Double]])
    #expect(classes.map { $0["class"] } == [1, 0] && classes.map { $0["images"] } == [2, 2])
    for (found, wanted) in zip(classes, [2.0 / 3, 1.0 / 3]) { #expect(abs((found["changed"] ?? -1) - wanted) < 1e-12) }
    let images = try #require(object["images"] as? [[String: Double]])
    #expect(images.map { $0["item"] } == [1, 2])
    for image in images { #expect(abs((image["changed"] ?? -1) - 2.0 / 3) < 1e-12) }
    // net says 0, 0, 1, 1 and other 0, 1, 0, 0, of the labels 0, 1, 0, 1.
    let predictions = try #require(object["predictions"] as? [String: Double])
    #expect(predictions == ["both": 1, "onlyA": 1, "onlyB": 2, "neither": 0, "pValue": 1])
  }

  @Test("a network without predictions leaves them null")
  func withoutPredictions() async throws {
    try addNetwork()
    try served.study.database.recordModel(
      StudyModel(name: "mute", folder: "mute", contentHash: "m", inputShape: [3, 8, 8]), layers: [])
    let same = try await served.ask("/api/comparison?a=net/01-relu1&b=net/01-relu1")
    #expect(same.status == .ok && same.text.contains(#""changed":0"#))
    try served.study.database.recordModel(
      StudyModel(name: "other", folder: "other", contentHash: "o", inputShape: [3, 8, 8]),
      layers: try served.study.database.layers(ofModel: "other"))
    let reply = try await served.ask("/api/comparison?a=net/01-relu1&b=other/00-conv")
    #expect(reply.status == .ok && reply.text.contains(#""predictions":null"#), "\(reply.text)")
  }

  @Test("layers without neighbours are 404, wrong addresses 400 with what there is")
  func refused() async throws {
    try addNetwork()
    let missing = try await served.ask("/api/comparison?a=net/00-data&b=other/00-conv")
    #expect(missing.status == .notFound && missing.text.contains("no neighbours"))
    for query in ["b=other/00-conv", "a=&b=other/00-conv", "a=net&b=other/00-conv", "a=none/x&b=other/00-conv"] {
      let reply = try await served.ask("/api/comparison?\(query)")
      #expect(reply.status == .badRequest && reply.text.contains("net, other"), "\(query): \(reply.text)")
    }
    let layer = try await served.ask("/api/comparison?a=net/conv9&b=other/00-conv")
    #expect(layer.status == .badRequest && layer.text.contains("00-data, 01-relu1"))
    #expect(try await served.ask("/api/comparison?a=net/01-relu1&b=other/00-conv&count=0").status == .badRequest)
  }
}
