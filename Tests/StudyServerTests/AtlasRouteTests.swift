import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import StudyServer
import StudyStore
import Testing

@Suite("Activation atlases: routes")
struct AtlasRouteTests {
  private static let atlas = ServedStudy.layer + "/atlas"
  private let served: ServedStudy

  init() throws { served = try ServedStudy() }

  /// Records what the pipeline writes.
  private func record(_ document: String) throws {
    let study = served.study
    guard case .start(let run) = try study.beginRun(stage: "atlas", scope: .layer("01-relu1", of: "net"), key: "k")
    else { return }
    let folder = study.paths.layer("01-relu1", of: "net").appendingPathComponent("atlas")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(document.utf8).write(to: folder.appendingPathComponent("atlas.json"))
    try Data("a picture".utf8).write(to: folder.appendingPathComponent("0-1.png"))
    try Data("not recorded".utf8).write(to: folder.appendingPathComponent("9-9.png"))
    let path = "models/net/01-relu1/atlas/"
    try study.finishRun(
      run,
      artifacts: [
        FinishedArtifact(path: path + "atlas.json", role: .atlas),
        FinishedArtifact(path: path + "0-1.png", role: .atlasImage, name: "0-1"),
      ])
  }

  private static let document = """
    {"layer":"relu1","columns":2,"rows":1,"height":8,"width":8,"activationCount":20,"imageCount":4,"positionCount":5,
     "positionsInLayer":20,"silentCount":0,"minimumCount":2,"trustworthiness":0.875,"neighborCount":20,
     "minimumDistance":0.01,"cosinePower":2,"isWhitened":true,"classesPerImage":3,"key":"k",
     "parameters":{"parameterization":"fourier","method":"adam","stepCount":8,"learningRate":0.05,"imagesPerObjective":1,
       "tolerance":0.01,"patience":64,"seed":42,"colors":"4 images of the study",
       "transforms":{"jitter":0,"scale":[1,1],"rotation":0,"noise":0},
       "penalties":{"totalVariation":0,"l1":0,"l2":0,"frequency":0,"batchNormalization":0,"diversity":0}},
     "cells":[{"row":0,"column":1,"activationCount":12,"imageCount":3,"classes":[{"class":1,"label":"dog","share":0.75}],
       "items":[2,0],"places":[[0.5,0.25],[0.1,0.9]],"image":"0-1.png","value":3.5,"cosine":0.5,"stepCount":8,
       "outcome":"allSteps"}]}
    """

  @Test("the atlas and its pictures are given; what is not recorded is not there")
  func given() async throws {
    try record(Self.document)
    let reply = try await served.ask(Self.atlas)
    let text = String(buffer: reply.body)
    #expect(reply.status == .ok && text.contains(#""label":"dog""#) && text.contains(#""trustworthiness":0.875"#))
    let picture = try await served.ask(Self.atlas + "/0-1.png")
    #expect(picture.status == .ok && String(buffer: picture.body) == "a picture")
    #expect(picture.headers[.contentType] == "image/png")
    for file in ["9-9.png", "atlas.json", "..%2F..%2Fsecret.txt"] {
      #expect(try await served.ask(Self.atlas + "/" + file).status == .notFound)
    }
    let study = try await served.ask("/api/study")
    #expect(String(buffer: study.body).contains(#""hasAtlas":true"#))
  }

  @Test("without one the command is told; a damaged one says so")
  func absent() async throws {
    let reply = try await served.ask(Self.atlas)
    #expect(reply.status == .notFound && String(buffer: reply.body).contains("strata atlas STUDY --layers 'relu1'"))
    try record("{")
    let damaged = try await served.ask(Self.atlas)
    #expect(damaged.status.code >= 400 && String(buffer: damaged.body).contains("cannot be read as an atlas"))
  }
}
