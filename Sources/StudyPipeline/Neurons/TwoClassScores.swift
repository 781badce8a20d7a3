import NeuronAnalysis
import NumericKernels
import RepresentationAnalysis

/// Scores where there are two classes, and telling one from the rest is telling the other.
///
/// Which of the two scores of a neuron is higher is then a matter of chance. So a neuron counts for the class that excites
/// it: the one with the larger area under the ROC curve; its score there is the mean of both, and 0 for the other class.
/// Selectivity says the direction by itself and stays.
struct TwoClassScores {
  /// For each neuron, which of the two columns is that of the class that excites it.
  let columns: [Int]

  /// `labels` are 0 and 1, or nil for images to leave out. O(neurons · images · log images).
  init(_ activations: Matrix, labels: [Int?], parallel: ParallelRows) throws {
    var columns = [Int](repeating: 0, count: activations.columnCount)
    for unit in try GroupUnits(activations, groups: labels, parallel: parallel).units where unit.group == 1 {
      columns[unit.column] = unit.area > 0.5 ? 1 : 0
    }
    self.columns = columns
  }

  /// The scores of one measure, neurons × 2.
  func callAsFunction(_ scores: Matrix, by measure: DiscriminativeMeasure) -> Matrix {
    guard measure != .selectivity else { return scores }
    var result = Matrix(rowCount: scores.rowCount, columnCount: 2)
    for (neuron, column) in columns.enumerated() {
      result[neuron, column] = (scores[neuron, 0] + scores[neuron, 1]) / 2
    }
    return result
  }
}
