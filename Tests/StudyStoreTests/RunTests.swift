import Foundation
import StudyStore
import Testing

@Suite("Runs")
struct RunTests {
  let folder: TemporaryFolder
  let study: Study

  init() throws {
    folder = try TemporaryFolder()
    study = try SampleStudy.make(at: folder.study)
  }

  @Test("a stage with the same key and files in place is up to date, also after reopening")
  func upToDate() throws {
    let run = try #require(try SampleStudy.embed(study))
    #expect(run.parameters["neighborCount"] == ParameterPair(requested: 15, effective: 3))
    let again = try study.beginRun(stage: "embed", scope: SampleStudy.scope, key: "k1")
    guard case .upToDate(let known) = again else { throw Unexpected() }
    #expect(known.id == run.id)
    #expect(known.status == .finished)
    #expect(known.seed == 42)
    #expect(known.parameters == run.parameters)
  }

  @Test("a deleted file makes the stage run again")
  func deletedFile() throws {
    try SampleStudy.embed(study)
    let file = try #require(try study.file(.embedding, name: "umap-15d", layer: "01-relu1", of: "tiny_net"))
    try FileManager.default.removeItem(at: file)
    #expect(try study.finishedRun(stage: "embed", scope: SampleStudy.scope, key: "k1") == nil)
    #expect(try SampleStudy.embed(study) != nil)
  }

  @Test("a file of another size makes the stage run again")
  func changedFile() throws {
    try SampleStudy.embed(study)
    try SampleStudy.write("012345678", to: "models/tiny_net/01-relu1/umap-15d.npy", of: study)
    #expect(try SampleStudy.embed(study) != nil)
  }

  @Test("another key replaces the run, its artifacts and its metrics")
  func staleRun() throws {
    try SampleStudy.embed(study, key: "k1")
    let second = try #require(try SampleStudy.embed(study, key: "k2", text: "abc"))
    #expect(try study.database.finishedRuns().map(\.key) == ["k2"])
    let artifacts = try study.database.artifacts(ofRun: second.id)
    #expect(artifacts.map(\.byteCount) == [3])
    #expect(artifacts.map(\.sha256) == ["ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"])
    #expect(
      try study.database.metrics(layer: "01-relu1", of: "tiny_net").map(\.name) == [
        "neighborhoodHit", "trustworthiness.umap-15d",
      ])
  }

  @Test("a run that was begun with another key is not up to date under the old one")
  func begunButNotFinished() throws {
    try SampleStudy.embed(study, key: "k1")
    _ = try study.beginRun(stage: "embed", scope: SampleStudy.scope, key: "k2")
    #expect(try study.finishedRun(stage: "embed", scope: SampleStudy.scope, key: "k1") == nil)
    #expect(try study.description().models[0].layers[1].embeddings.isEmpty)
  }

  @Test("variants of one stage on one layer do not replace each other")
  func variants() throws {
    try SampleStudy.embed(study)
    let other = RunScope.layer("01-relu1", of: "tiny_net", variant: "tsne-2d")
    guard case .start(let run) = try study.beginRun(stage: "embed", scope: other, key: "t") else { throw Unexpected() }
    try study.finishRun(run)
    #expect(try study.database.finishedRuns().map(\.scope) == [SampleStudy.scope, other])
  }

  @Test("a missing file, a path outside the study or an infinite metric leaves no finished run")
  func refusedFinish() throws {
    guard case .start(let run) = try study.beginRun(stage: "embed", scope: SampleStudy.scope, key: "k") else {
      throw Unexpected()
    }
    for path in ["models/none.npy", "../outside.npy", "/etc/hostname", "models/../study.sqlite"] {
      let error = storeError { try study.finishRun(run, artifacts: [FinishedArtifact(path: path, role: .other)]) }
      #expect(error?.kind == .badInput, "\(path)")
      #expect(error?.description.contains(path) == true)
    }
    let error = storeError { try study.finishRun(run, metrics: [StudyMetric(name: "hit", value: .infinity)]) }
    #expect(error?.kind == .badInput)
    #expect(try study.database.finishedRuns().isEmpty)
    #expect(try study.finishRun(run).status == .finished)
  }

  @Test("when two artifacts clash the whole transaction is taken back")
  func clash() throws {
    guard case .start(let run) = try study.beginRun(stage: "embed", scope: SampleStudy.scope, key: "k") else {
      throw Unexpected()
    }
    try SampleStudy.write("x", to: "models/x.npy", of: study)
    let file = FinishedArtifact(path: "models/x.npy", role: .other)
    let error = storeError {
      try study.finishRun(run, artifacts: [file, file], metrics: [StudyMetric(name: "hit", value: 1)])
    }
    #expect(error?.kind == .badInput)
    #expect(try study.database.finishedRuns().isEmpty)
    #expect(try study.database.artifacts(ofRun: run.id).isEmpty)
    #expect(try study.database.metrics(layer: "01-relu1", of: "tiny_net").isEmpty)
  }

  @Test("an abandoned run cannot be finished")
  func abandoned() throws {
    guard case .start(let run) = try study.beginRun(stage: "embed", scope: SampleStudy.scope, key: "k") else {
      throw Unexpected()
    }
    try study.abandonRun(run)
    #expect(storeError { try study.finishRun(run) }?.kind == .badInput)
  }

  @Test("a run on an unknown layer is refused with the known ones")
  func unknownLayer() throws {
    let error = storeError {
      _ = try study.beginRun(stage: "embed", scope: .layer("09-none", of: "tiny_net"), key: "k")
    }
    #expect(error?.kind == .badInput)
    #expect(error?.description.contains("00-data, 01-relu1") == true)
  }

  @Test("a run that is recorded at once replaces the one before, or leaves it when a file is missing")
  func recordedAtOnce() throws {
    func record(_ key: String, _ names: [String]) throws -> Bool {
      try study.recordRun(
        stage: "features", scope: SampleStudy.scope, key: key, seed: 3,
        artifacts: names.map {
          FinishedArtifact(path: "models/tiny_net/01-relu1/\($0).png", role: .featureImage, name: $0)
        })
    }
    func names() throws -> [String] {
      try study.database.artifactNames(.featureImage, layer: "01-relu1", of: "tiny_net")
    }
    for name in ["a", "b"] { try SampleStudy.write(name, to: "models/tiny_net/01-relu1/\(name).png", of: study) }
    #expect(try record("one", ["a"]))
    #expect(try !record("one", ["a"]))
    #expect(try record("two", ["a", "b"]))
    #expect(try names() == ["a", "b"])
    let run = try #require(try study.finishedRun(stage: "features", scope: SampleStudy.scope, key: "two"))
    #expect(run.seed == 3 && run.finished != nil)
    #expect(throws: StudyStoreError.self) { try record("three", ["a", "b", "c"]) }
    #expect(try names() == ["a", "b"])
  }
}

struct Unexpected: Error {}
