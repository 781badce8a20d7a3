import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import NumericKernels
import StudyServer
import StudyStore
import Testing

@Suite("Neurons: routes")
struct NeuronRouteTests {
  let served: ServedStudy
  private static let neurons = ServedStudy.layer + "/neurons"
  private static let json: HTTPFields = [.contentType: "application/json"]

  init() throws { served = try ServedStudy() }

  private func ask(_ question: String, _ body: String, headers: HTTPFields = json) async throws -> TestResponse {
    try await served.ask(Self.neurons + "/" + question, method: .post, headers: headers, body: body)
  }

  /// Records what the pipeline writes.
  private func record() throws {
    let study = served.study
    guard case .start(let run) = try study.beginRun(stage: "neurons", scope: .layer("01-relu1", of: "net"), key: "k")
    else { return }
    let folder = study.paths.layer("01-relu1", of: "net").appendingPathComponent("neurons")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try NPYWriter.write(
      Matrix(rowCount: 3, columnCount: 2, elements: [0, 1, 2, 3, .nan, .nan]),
      to: folder.appendingPathComponent("mds.npy"))
    let path = "models/net/01-relu1/neurons/", by = folder.appendingPathComponent("by/camera")
    try FileManager.default.createDirectory(at: by, withIntermediateDirectories: true)
    try Data(Self.groups.utf8).write(to: by.appendingPathComponent("scores.json"))
    try NPYWriter.write(
      Matrix(rowCount: 3, columnCount: 2, elements: [1, 0, 0, 1, 0, 0]),
      to: by.appendingPathComponent("score-importance.npy"))
    try Data(Self.document.utf8).write(to: folder.appendingPathComponent("neurons.json"))
    try study.finishRun(
      run,
      artifacts: [
        FinishedArtifact(path: path + "mds.npy", role: .neuronPositions, name: "mds", shape: [3, 2]),
        FinishedArtifact(path: path + "neurons.json", role: .neurons),
        FinishedArtifact(path: path + "by/camera/scores.json", role: .neuronGroups, name: "camera"),
        FinishedArtifact(
          path: path + "by/camera/score-importance.npy", role: .neuronScores, name: "camera/importance", shape: [3, 2]),
      ])
  }

  private static let groups =
    #"{"bestClass":[0,1,-1],"bestScore":[1,1,0],"bins":null,"column":"camera","forests":[],"itemCount":4,"#
    + #""scoredClasses":[0,1],"scores":[],"specialization":null,"values":["new","old"]}"#

  private static let document =
    #"{"bestClass":[1,0,-1],"bestScore":[0.75,0.5,0],"clusters":{"count":0,"ofNeuron":[-1,-1,-1],"silhouette":0},"#
    + #""columns":["camera"],"constant":[2],"forests":[{"accuracy":0.5,"balancedAccuracy":null,"baseline":0.5,"class":1,"itemCount":2}],"#
    + #""groups":null,"itemCount":4,"kind":"channel","meanActivation":[1.5,2,3],"neuronCount":3,"projections":[{"measures":{"normalizedStress":0.25},"name":"mds","#
    + #""parameters":{},"title":"MDS of 1 − |r|"}],"scoredClasses":[1],"#
    + #""scores":[{"name":"importance","parameters":{},"title":"Importance"}],"specialization":null}"#

  @Test("a layer that is not analyzed is a 404 that names the command")
  func missing() async throws {
    let reply = try await served.ask(Self.neurons)
    #expect(reply.status == .notFound)
    #expect(reply.text.contains("strata neurons"))
    let map = try await served.ask(Self.neurons + "/projections/mds")
    #expect(map.status == .notFound)
  }

  @Test("facts and maps are told as they were written")
  func recorded() async throws {
    try record()
    let reply = try await served.ask(Self.neurons)
    #expect(reply.status == .ok)
    #expect(reply.text == Self.document)
    let map = try await served.ask(Self.neurons + "/projections/mds")
    #expect(map.status == .ok && map.body.readableBytes == 128 + 24)
    let other = try await served.ask(Self.neurons + "/projections/tsne-2d")
    #expect(other.status == .notFound)
  }

  @Test("with a column in the query, facts and scores are those of its values")
  func byColumn() async throws {
    let early = try await served.ask(Self.neurons + "?by=camera")
    #expect(early.status == .notFound)
    try record()
    let reply = try await served.ask(Self.neurons + "?by=camera")
    #expect(reply.status == .ok)
    #expect(
      reply.text.contains(#""groups":{"column":"camera","itemCount":4,"upperBounds":null,"values":["new","old"]}"#))
    #expect(reply.text.contains(#""bestClass":[0,1,-1]"#) && reply.text.contains(#""name":"mds""#))
    let label = try await served.ask(Self.neurons + "?by=label")
    #expect(label.text == Self.document)
    let scores = try await served.ask(Self.neurons + "/scores/importance?by=camera")
    #expect(scores.status == .ok && scores.body.readableBytes == 128 + 24)
    let ofLabel = try await served.ask(Self.neurons + "/scores/importance")
    #expect(ofLabel.status == .notFound)
    let other = try await served.ask(Self.neurons + "?by=lens")
    #expect(other.status == .notFound && other.text.contains("--by"))
  }

  @Test("partners of a neuron come by the size of their correlation")
  func correlated() async throws {
    // Columns 1 0 5 1, 3 0 5 2 and 2 0 9 3.
    let reply = try await served.ask(Self.neurons + "/correlated?neuron=0&count=1")
    #expect(reply.status == .ok)
    #expect(reply.text.contains(#""neuron":2}"#) && reply.text.hasSuffix(#""neuron":0}"#))
    let beyond = try await served.ask(Self.neurons + "/correlated?neuron=3")
    #expect(beyond.status == .notFound && beyond.text.contains("there are 3"))
  }

  @Test("images are told apart by neurons, and neurons excited together by images")
  func questions() async throws {
    let separating = try await ask("separating", #"{"items":[2],"count":1}"#)
    #expect(separating.status == .ok)
    #expect(separating.text.contains(#""area":1"#) && separating.text.contains(#""outside":3"#))
    let exciting = try await ask("exciting", #"{"neurons":[0,1],"count":1}"#)
    #expect(exciting.status == .ok)
    #expect(exciting.text.contains(#""item":2"#))
  }

  @Test(
    "wrong questions are told what is expected",
    arguments: [
      ("separating", "{}", 400), ("separating", #"{"items":[]}"#, 400), ("separating", #"{"items":[4]}"#, 404),
      ("separating", #"{"items":[0,1,2,3]}"#, 400), ("separating", "[", 400), ("exciting", #"{"neurons":[-1]}"#, 404),
      ("exciting", #"{"neurons":[0],"count":0}"#, 400), ("exciting", #"{"items":[0]}"#, 400),
    ])
  func refusals(question: String, body: String, status: Int) async throws {
    let reply = try await ask(question, body)
    #expect(reply.status.code == status, "\(reply.text)")
    #expect(reply.text.contains("remedy"))
  }

  @Test("other sites, forms and other routes cannot ask with POST")
  func safety() async throws {
    let question = #"{"neurons":[0]}"#
    let form = try await ask("exciting", question, headers: [.contentType: "text/plain"])
    #expect(form.status == .forbidden)
    var foreign = Self.json
    foreign[.origin] = "http://evil.example"
    let site = try await ask("exciting", question, headers: foreign)
    #expect(site.status == .forbidden)
    let route = try await served.ask(ServedStudy.layer + "/units", method: .post, headers: Self.json, body: "{}")
    #expect(route.status == .methodNotAllowed)
  }
}
