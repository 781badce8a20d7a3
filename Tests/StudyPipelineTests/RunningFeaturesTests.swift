import FeatureVisualization
import Foundation
import ImageDatasets
import StudyPipeline
import StudyStore
import Testing

/// Looks at a study each time that something is told of.
private final class Watcher: @unchecked Sendable {
  private let lock = NSLock()
  private var running: [RunningFeatures] = []
  private var counts: [Int] = []
  private var pictures: [Int] = []

  func look(_ files: FeatureFiles, _ study: Study) {
    guard let found = try? files.running() else { return }
    let sizes = found.images.compactMap { image -> Int? in
      guard let url = try? files.runningImage(image.image) else { return nil }
      return (try? ImageDecoder().decode(contentsOf: url))?.width
    }
    let count = (try? study.description().models.flatMap(\.layers).map(\.features).reduce(0, +)) ?? -1
    lock.withLock {
      running.append(found)
      counts.append(count)
      pictures.append(sizes.count)
    }
  }

  var seen: (running: [RunningFeatures], counts: [Int], pictures: [Int]) {
    lock.withLock { (running, counts, pictures) }
  }
}

@Suite("Images of a layer while they are made", .needsLibtorch, .serialized)
struct RunningFeaturesTests {
  private let fixture: FeatureFixture

  init() throws { fixture = try FeatureFixture() }

  private func folder() throws -> URL {
    let found = try fixture.layer("relu2")
    return try fixture.study().paths.layer(found.layer.folder, of: found.model.folder)
      .appendingPathComponent("features/running")
  }

  @Test("they are there for others as they come, each batch is recorded at once, and nothing stays")
  func shown() throws {
    let (files, study, watcher) = (try fixture.files("relu2"), try fixture.study(), Watcher())
    try fixture.make(observer: Recorder { _ in watcher.look(files, study) }) {
      $0.selection.objectives = (0..<6).map { "relu2:\($0)" }
    }
    let seen = watcher.seen
    // The catalogue grows by batches of two, and never shrinks.
    #expect(Set(seen.counts) == [0, 2, 4] && seen.counts == seen.counts.sorted())
    #expect(try study.description().models.flatMap(\.layers).map(\.features).reduce(0, +) == 6)
    #expect(seen.pictures == seen.running.map(\.images.count))
    let first = seen.running.filter { $0.images.first?.channel == 0 }
    #expect(Set(first.map { $0.images[0].step }) == [1, 2, 4, 8])
    let image = try #require(first.first?.images.first)
    #expect(
      image.kind == .channel && image.name == "relu2:0" && image.stepCount == 12 && image.image == "0-0.png"
        && image.number == 0)
    #expect(!FileManager.default.fileExists(atPath: try folder().path))
    #expect(try files.running() == nil)
  }

  @Test("nothing stays after a cancellation, either; what is done is in the catalogue")
  func cancelled() throws {
    let cancellation = AnalysisCancellation()
    let (files, study, watcher) = (try fixture.files("relu2"), try fixture.study(), Watcher())
    let observer = Recorder { progress in
      watcher.look(files, study)
      if progress.fraction > 0.5 { cancellation.cancel() }
    }
    #expect(throws: CancellationError.self) {
      try fixture.make(observer: observer, cancellation) { $0.selection.objectives = (0..<6).map { "relu2:\($0)" } }
    }
    #expect(watcher.seen.running.contains { !$0.images.isEmpty })
    #expect(!FileManager.default.fileExists(atPath: try folder().path))
    #expect(try fixture.document("relu2").features.map(\.channel) == [0, 1])
    #expect(try study.description().models.flatMap(\.layers).map(\.features).reduce(0, +) == 2)
    #expect(try study.database.progress() == nil)
  }

  @Test("what a crash left behind does not count, and goes with the next run")
  func leftBehind() throws {
    let folder = try folder()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(#"{"images":[]}"#.utf8).write(to: folder.appendingPathComponent("running.json"))
    let files = try fixture.files("relu2")
    #expect(try files.running() == nil)
    // Another writer that does something else makes it no truer.
    let writer = try Study.open(at: fixture.url, for: .writing)
    #expect(try files.running() == nil)
    try writer.reportProgress(StudyProgress(stage: "neighbours", model: nil, layer: nil, fraction: 0))
    #expect(try files.running() == nil)
    try withExtendedLifetime(writer) {
      let found = try fixture.layer("relu2")
      try writer.reportProgress(
        StudyProgress(stage: "features", model: found.model.folder, layer: found.layer.folder, fraction: 0.1))
      #expect(try files.running()?.images == [])
    }
  }
}
