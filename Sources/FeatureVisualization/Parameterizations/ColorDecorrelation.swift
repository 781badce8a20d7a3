import Foundation
import TensorEngine

/// From decorrelated numbers to colours from 0 to 1: sigmoid(M·z + offset), with gradients; and back, for spectra.
struct ColorDecorrelation {
  private let statistics: ColorStatistics
  private let matrix: Tensor
  private let offset: Tensor

  init(_ statistics: ColorStatistics, engine: TensorEngine, device: Device) throws {
    let count = statistics.channelCount
    self.statistics = statistics
    matrix = try engine.tensor(statistics.matrix, shape: [count, count, 1, 1], device: device)
    offset = try engine.tensor(statistics.mean.map(Self.logit), shape: [1, count, 1, 1], device: device)
  }

  /// Colours of values [N, channels, height, width].
  func colors(_ values: Tensor) throws -> Tensor {
    try (values.convolution2D(weight: matrix) + offset).sigmoid()
  }

  /// The numbers that make a color: M⁻¹·(logit(color) − offset). Black and white count as 0.02 and 0.98.
  static func values(of colors: [Float], statistics: ColorStatistics) -> [Float] {
    let inverse = inverse(of: statistics.matrix, count: statistics.channelCount)
    let count = statistics.channelCount
    let logits = (0..<count).map { logit(min(0.98, max(0.02, colors[$0]))) - logit(statistics.mean[$0]) }
    return (0..<count).map { row in
      (0..<count).reduce(Float(0)) { $0 + inverse[row * count + $1] * logits[$1] }
    }
  }

  private static func logit(_ value: Float) -> Float { Float(log(Double(value) / (1 - Double(value)))) }

  /// By Gauss and Jordan with pivots, in Double.
  private static func inverse(of matrix: [Float], count: Int) -> [Float] {
    var rows = (0..<count).map { row in
      (0..<2 * count).map { $0 < count ? Double(matrix[row * count + $0]) : $0 - count == row ? 1.0 : 0 }
    }
    for column in 0..<count {
      let pivot = (column..<count).max { abs(rows[$0][column]) < abs(rows[$1][column]) } ?? column
      rows.swapAt(column, pivot)
      rows[column] = rows[column].map { [divisor = rows[column][column]] in $0 / divisor }
      for row in 0..<count where row != column {
        let factor = rows[row][column]
        for place in 0..<2 * count { rows[row][place] -= factor * rows[column][place] }
      }
    }
    return rows.flatMap { $0[count...].map { Float($0) } }
  }
}
