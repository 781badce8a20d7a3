import Foundation
import ImageDatasets
import NumericKernels
import StudyPipeline
import StudyServer
import StudyStore

/// What is exported from: the study as it is now, the images that take part, and what is left out.
struct ExportContext: Sendable {
  let study: Study
  let replies: StudyReplies
  let description: StudyDescription
  let sample: ItemSample
  let without: Set<PrivatePart>
  let parallel: ParallelRows
  let observer: any AnalysisObserver
  let cancellation: AnalysisCancellation

  func has(_ part: PrivatePart) -> Bool { !without.contains(part) }

  /// The same for other images.
  func sampling(_ sample: ItemSample) -> ExportContext {
    ExportContext(
      study: study, replies: replies, description: description, sample: sample, without: without, parallel: parallel,
      observer: observer, cancellation: cancellation)
  }

  /// Every layer with its network, in the order of the catalogue.
  var layers: [(model: ModelDescription, layer: LayerDescription)] {
    description.models.flatMap { model in model.layers.map { (model, $0) } }
  }

  /// The address of a layer.
  static func address(_ model: ModelDescription, _ layer: LayerDescription) -> String {
    "/api/models/\(model.folder)/layers/\(layer.folder)"
  }

  /// What the API answers, as JSON; nil where it has nothing.
  func json(_ path: String) async throws -> JSONValue? {
    try cancellation.check()
    guard let reply = try await replies.reply(to: path) else { return nil }
    var told = try JSONDecoder().decode(JSONValue.self, from: reply.data)
    // Reports begin with the name of the study.
    if !has(.names), told["study"]?.stringValue != nil { told["study"] = "study" }
    return told
  }

  func progressed(_ stage: String, _ done: Int, of total: Int, layer: String? = nil) throws {
    try cancellation.check()
    observer.stageProgressed(
      StageProgress(stage: stage, layer: layer, fraction: Double(done) / Double(max(1, total)), items: (done, total)))
  }
}

/// The images that take part, and where they are afterwards.
struct ItemSample: Sendable, Equatable {
  /// Ascending positions in the study.
  let rows: [Int]
  /// Images of the study.
  let total: Int
  private let places: [Int32]

  init(rows: [Int], total: Int) {
    (self.rows, self.total) = (rows, total)
    var places = [Int32](repeating: -1, count: total)
    for (place, row) in rows.enumerated() { places[row] = Int32(place) }
    self.places = places
  }

  /// Whether all images take part.
  var isWhole: Bool { rows.count == total }

  /// Where an image of the study is; nil if it does not take part.
  func place(of row: Int) -> Int? {
    places.indices.contains(row) && places[row] >= 0 ? Int(places[row]) : nil
  }

  /// The values of those that take part, of a list with one for each image.
  func selected<Value>(_ values: [Value]) -> [Value] { isWhole ? values : rows.map { values[$0] } }

  /// The rows of those that take part.
  func selected(_ file: NPYFile) throws -> (values: [Float], shape: [Int]) {
    let values = file.floatElements()
    guard !isWhole else { return (values, file.header.shape) }
    let width = file.header.shape.dropFirst().reduce(1, *)
    return (
      rows.flatMap { values[($0 * width)..<(($0 + 1) * width)] }, [rows.count] + file.header.shape.dropFirst()
    )
  }
}
