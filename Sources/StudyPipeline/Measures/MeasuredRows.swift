import ImageDatasets
import NumericKernels
import StudyStore

/// The items that are measured: of a large study a sample, equally many of each class, drawn by the seed.
///
/// Silhouettes take the distances of all pairs and probes many passes over the data, so their time is bounded here. How
/// many items took part is recorded with the run.
struct MeasuredRows {
  /// At most so many items, equally many of each class.
  static let largestItemCount = 4_000
  /// At most so many in the linear probe.
  static let largestProbeItemCount = 2_000

  /// The rows of the study that take part, ascending.
  let rows: [Int]
  /// Whether they are all that there are.
  let isWhole: Bool

  init(labels: [Int?], limit: Int = MeasuredRows.largestItemCount, seed: UInt64) {
    rows = SampleSelection(strategy: .stratified, limit: limit, seed: seed).indices(labels: labels)
    isWhole = rows.count == labels.count
  }

  /// The labels of the rows.
  func labels(_ all: [Int?]) -> [Int?] { rows.map { all[$0] } }

  /// The activations of the rows.
  func activations(_ study: Study, layer: StudyLayer, model: String) throws -> Matrix {
    let file = try study.array("activations.npy", layer: layer, model: model)
    guard !isWhole else { return try file.matrix() }
    var elements: [Float] = []
    elements.reserveCapacity(rows.count * layer.featureCount)
    for row in rows { elements += try file.rows(row..<row + 1).elements }
    return Matrix(rowCount: rows.count, columnCount: layer.featureCount, elements: elements)
  }
}
