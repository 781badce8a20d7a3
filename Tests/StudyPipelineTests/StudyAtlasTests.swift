import FeatureVisualization
import Foundation
import ImageDatasets
import NumericKernels
import StudyPipeline
import StudyStore
import TensorEngine
import Testing

@Suite(
  "Activation atlases in a study", .serialized, .enabled(if: (try? TensorEngine.load()) != nil, "libtorch is not there")
)
struct StudyAtlasTests {
  private let base: AnalysisFixture

  init() throws {
    base = try AnalysisFixture()
    var options = try base.options("a.study", images: "builtin:digits:150:5")
    (options.embeddings, options.measuresLayers) = ([], false)
    try base.run(options)
  }

  private func request(_ layer: String = "relu2") -> AtlasRequest {
    var request = AtlasRequest(study: base.url("a.study"), layers: [layer])
    (request.activationLimit, request.gridSide, request.minimumCount) = (900, 4, 5)
    (request.options.stepCount, request.options.batchSize, request.threadCount) = (12, 4, 2)
    return request
  }

  private func run(
    _ request: AtlasRequest, observer: Recorder = Recorder(), cancellation: AnalysisCancellation = .init()
  ) throws -> StudyAtlas.Layer {
    let found = try StudyAtlas(request: request, observer: observer, cancellation: cancellation).run()
    return try #require(found.first)
  }

  @Test("every activation is in a cell or left out, every cell has a picture, images and classes; it is kept")
  func whole() throws {
    let made = try run(request())
    let document = made.document
    #expect(document.isComplete && document.columns <= 4 && document.rows <= 4 && document.cells.count > 3)
    #expect(document.positionCount == 6 && document.imageCount == 150)
    #expect(document.activationCount + document.silentCount == 900)
    let inside = document.cells.reduce(0) { $0 + $1.activationCount }
    #expect(inside <= document.activationCount && inside > document.activationCount / 2)
    #expect((0.5...1).contains(document.trustworthiness))
    let decoder = ImageDecoder()
    for cell in document.cells {
      #expect(cell.activationCount >= 5 && cell.imageCount <= cell.activationCount)
      #expect(cell.items.count == Set(cell.items).count && cell.items.allSatisfy { (0..<150).contains($0) })
      #expect(
        cell.places?.count == cell.items.count && cell.places?.joined().allSatisfy { (0...1).contains($0) } == true)
      #expect(cell.classes.reduce(0) { $0 + $1.share } <= 1.0001)
      #expect(cell.classes.map(\.share) == cell.classes.map(\.share).sorted(by: >))
      let image = try decoder.decode(contentsOf: made.folder.appendingPathComponent(try #require(cell.image)))
      #expect(image.width == document.width && image.height == document.height)
      #expect((-1...1).contains(try #require(cell.cosine)))
    }
    let (sources, means) = (
      try NPYFile(contentsOf: made.folder.appendingPathComponent("sources.npy")),
      try NPYFile(contentsOf: made.folder.appendingPathComponent("means.npy"))
    )
    #expect(sources.header.shape == [document.activationCount, 3] && means.header.shape.first == document.cells.count)
    let study = try Study.open(at: base.url("a.study"), for: .reading)
    let told = try study.description().models.flatMap(\.layers).filter(\.hasAtlas).map(\.name)
    #expect(told == [document.layer])
    let model = try #require(try study.database.models().first)
    let files = AtlasFiles(study, model: model.folder, layer: made.layer.folder)
    #expect(try files.document() == document)
    #expect(try files.image("9-9") == nil)
  }

  @Test("optimized pictures point in their cell's direction more than those of one step do")
  func pointing() throws {
    // Not whitened, the cosine with the mean is a factor of what is maximized.
    var long = request()
    (long.options.stepCount, long.isWhitened, long.cosinePower) = (60, false, 4)
    var short = long
    short.options.stepCount = 1
    let early = try run(short).document.cells.compactMap(\.cosine)
    let late = try run(long).document.cells.compactMap(\.cosine)
    let mean = { (values: [Double]) in values.reduce(0, +) / Double(max(1, values.count)) }
    #expect(late.count == early.count && mean(late) > mean(early) + 0.01, "\(mean(early)) \(mean(late))")
  }

  @Test("stopped in the middle, what is done stays; a second run gives what one run gives; a third has nothing to do")
  func resumed() throws {
    let cancellation = AnalysisCancellation()
    let stopping = Recorder { if $0.stage == "atlas", $0.fraction > 0.8 { cancellation.cancel() } }
    #expect(throws: CancellationError.self) { try run(request(), observer: stopping, cancellation: cancellation) }
    let folder = try #require(
      FileManager.default.enumerator(at: base.url("a.study"), includingPropertiesForKeys: nil)?
        .compactMap { $0 as? URL }.first { $0.lastPathComponent == "atlas" })
    let partial = try JSONDecoder().decode(
      AtlasDocument.self, from: Data(contentsOf: folder.appendingPathComponent("atlas.json")))
    let done = partial.cells.count { $0.image != nil }
    #expect(done > 0 && done < partial.cells.count)
    let whole = try run(request()).document
    try FileManager.default.removeItem(at: folder)
    let anew = try run(request()).document
    #expect(anew == whole)
    let again = Recorder()
    #expect(try run(request(), observer: again).document == whole)
    #expect(again.ended.contains { $0.stage == "atlas" && $0.detail.hasSuffix("up to date") })
  }

  @Test("threads change nothing; another seed changes the sample")
  func determinism() throws {
    var one = request()
    one.threadCount = 1
    let first = try run(one).document
    var other = request()
    other.options.seed = 7
    let different = try run(other).document
    #expect(different.key != first.key)
    let second = try run(request()).document
    #expect(
      second.cells.map(\.items) == first.cells.map(\.items) && second.cells.map(\.classes) == first.cells.map(\.classes)
    )
  }

  @Test("layers that are not there, grids without cells and options out of range say what is expected")
  func refusals() throws {
    let unknown = #expect(throws: StudyPipelineError.self) { try run(request("conv77")) }
    #expect(unknown?.description.contains("no layer conv77") == true)
    var sparse = request()
    sparse.minimumCount = 100_000
    let empty = #expect(throws: StudyPipelineError.self) { try run(sparse) }
    #expect(empty?.description.contains("Take fewer cells") == true)
    var few = request()
    few.activationLimit = 3
    let limit = #expect(throws: StudyPipelineError.self) { try run(few) }
    #expect(limit?.description.contains("expected 100 to") == true)
    var side = request()
    side.imageSide = 5
    let size = #expect(throws: StudyPipelineError.self) { try run(side) }
    #expect(size?.description.contains("images of 5 pixels; expected 16 to") == true)
  }
}
