import NeighborSearch
import NumericKernels

/// Data sets that searches are tested on.
enum SyntheticPoints {
  static func gaussian(_ rows: Int, _ columns: Int, seed: UInt64 = 1) -> Matrix {
    var generator = SeededGenerator(seed: seed)
    let elements = (0..<rows * columns).map { _ in Float(generator.nextGaussianPair().0) }
    return Matrix(rowCount: rows, columnCount: columns, elements: elements)
  }

  static func uniform(_ rows: Int, _ columns: Int, seed: UInt64 = 1) -> Matrix {
    var generator = SeededGenerator(seed: seed)
    let elements = (0..<rows * columns).map { _ in Float(generator.nextUniform()) }
    return Matrix(rowCount: rows, columnCount: columns, elements: elements)
  }

  /// Clusters on sheets of a few dimensions, with noise: as layers of a network look.
  static func clusters(
    _ rows: Int, _ columns: Int, count: Int = 20, intrinsic: Int = 6, offset: Float = 0, seed: UInt64 = 1
  ) -> Matrix {
    let centers = gaussian(count, columns, seed: seed &+ 1)
    let axes = gaussian(count * intrinsic, columns, seed: seed &+ 2)
    let places = gaussian(rows, intrinsic, seed: seed &+ 3)
    var result = gaussian(rows, columns, seed: seed &+ 4)
    for row in 0..<rows {
      let cluster = (row &* 7919) % count
      for column in 0..<columns {
        var value = offset + 4 * centers[cluster, column] + 0.05 * result[row, column]
        for axis in 0..<intrinsic { value += places[row, axis] * axes[cluster * intrinsic + axis, column] }
        result[row, column] = value
      }
    }
    return result
  }
}
