import EmbeddingMethods
import FeatureVisualization
import NeighborSearch
import NumericKernels
import StudyStore

/// Activations in the plane, and how far the plane can be trusted.
struct AtlasLayout {
  /// As Carter et al. (2019, doi:10.23915/distill.00015) took them.
  static let neighborCount = 20
  static let minimumDistance = 0.01
  /// Trustworthiness compares all with all.
  private static let measuredCount = 5000

  let positions: Matrix
  let trustworthiness: Double

  init(_ activations: Matrix, seed: UInt64, parallel: ParallelRows, progress: @escaping ProgressHandler) throws {
    var options = UMAPOptions()
    (options.neighborCount, options.minimumDistance) = (Self.neighborCount, Self.minimumDistance)
    (options.metric, options.seed) = (.cosine, seed)
    positions = try UMAP(options: options, parallel: parallel).embed(activations) { try progress(0.8 * $0) }.embedding
    let step = max(1, (activations.rowCount + Self.measuredCount - 1) / Self.measuredCount)
    let rows = Array(stride(from: 0, to: activations.rowCount, by: step))
    trustworthiness = try Trustworthiness(
      of: positions.selecting(rows: rows), data: activations.selecting(rows: rows), metric: .cosine, parallel: parallel,
      progress: { try progress(0.8 + 0.2 * $0) }
    ).overall
  }
}
