import FeatureVisualization
import Foundation
import NumericKernels
import StudyStore

/// How the study's own images excite the channels of a layer, and lie along directions in it, to compare optimized ones with.
struct FeatureComparison {
  private let columns: [[Float]]
  private let matrix: Matrix
  /// Whether the layer has no positions, so that what is recorded is all there is to an image.
  private let isWithoutPositions: Bool

  /// Nil where the study's activations are no means over positions: those of maximum pooling, and grids.
  init?(_ study: Study, layer: StudyLayer, model: String) throws {
    guard let found = try NeuronColumns(study, layer: layer, model: model) else { return nil }
    matrix = try found.file.matrix()
    guard layer.shape.count < 2 || layer.pooling == "average" else { return nil }
    isWithoutPositions = layer.shape.count < 2
    columns = (0..<matrix.columnCount).map { [matrix] column in
      (0..<matrix.rowCount).map { matrix[$0, column] }.filter(\.isFinite).sorted()
    }
  }

  /// The share of the study's images whose value for the same objective is less, and the largest of their values; nil where these
  /// are not known.
  func compare(_ value: Double, with entry: FeatureObjectives.Entry) -> (rank: Double, largest: Double)? {
    switch (entry.kind, entry.objective.terms.first?.target) {
    case (.channel, _):
      guard columns.indices.contains(entry.channel) else { return nil }
      return compare(value, among: columns[entry.channel])
    case (.direction, .direction(let direction)?) where entry.direction != nil:
      return along(direction).flatMap { compare(value, among: $0) }
    default: return nil
    }
  }

  private func compare(_ value: Double, among values: [Float]) -> (rank: Double, largest: Double)? {
    guard let largest = values.last else { return nil }
    let below = values.firstIndex { Double($0) >= value } ?? values.count
    return (Double(below) / Double(values.count), Double(largest))
  }

  /// The objective of a direction for every image, ascending. The mean over positions of dot products is that of the mean; with a
  /// power of the cosine it is not, and nil is all that can be said of layers with positions.
  private func along(_ direction: ObjectiveTarget.Direction) -> [Float]? {
    guard direction.cosinePower == 0 || isWithoutPositions, direction.vector.count == matrix.columnCount else {
      return nil
    }
    return (0..<matrix.rowCount).map { row in
      var (product, square) = (0.0, 0.0)
      for column in 0..<matrix.columnCount {
        let value = Double(matrix[row, column])
        product += value * Double(direction.vector[column])
        square += value * value
      }
      guard direction.cosinePower > 0 else { return Float(product) }
      let cosine = min(1, max(0.1, product / (square + 1e-12).squareRoot()))
      return Float(product * pow(cosine, direction.cosinePower))
    }.filter(\.isFinite).sorted()
  }
}
