import FeatureVisualization
import NumericKernels
import StudyStore

/// How the study's own images excite the channels of a layer, to compare optimized ones with.
struct FeatureComparison {
  private let columns: [[Float]]

  /// Nil where the study's activations are no means over positions: those of maximum pooling, and grids.
  init?(_ study: Study, layer: StudyLayer, model: String) throws {
    guard let found = try NeuronColumns(study, layer: layer, model: model) else { return nil }
    let matrix = try found.file.matrix()
    guard layer.shape.count < 2 || layer.pooling == "average" else { return nil }
    columns = (0..<matrix.columnCount).map { column in
      (0..<matrix.rowCount).map { matrix[$0, column] }.filter(\.isFinite).sorted()
    }
  }

  /// The share of the images that excite a channel less than a value, and the largest activation among them.
  func compare(_ value: Double, channel: Int) -> (rank: Double, largest: Double)? {
    guard columns.indices.contains(channel), let largest = columns[channel].last else { return nil }
    let below = columns[channel].firstIndex { Double($0) >= value } ?? columns[channel].count
    return (Double(below) / Double(columns[channel].count), Double(largest))
  }
}
