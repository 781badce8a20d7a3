import CKernels
import Foundation
package import NumericKernels

/// Rows prepared for a metric, with fast approximate keys and accurate distances.
///
/// A key grows with the distance: its square for `euclidean`, its p-th power for `minkowski` up to an exponent of 32.
/// Keys come from tiles and may be off by up to `slack(row:key:)`; `distance(_:_:key:)` takes differences in double
/// precision and is not.
package struct DistanceSpace: Sendable {
  package let metric: DistanceMetric
  package let rowCount: Int
  private let source: RowSource
  private let plan: SearchPlan
  private let panels: PackedPanels
  private let measuredRows: PaddedRows
  private let squaredNorms: [Float]
  private let largestNorm: Float
  private let directionless: [Bool]

  /// Throws `badInput` for values that are not finite, rows without columns, and exponents below 1. O(n·d).
  package init(_ data: Matrix, metric: DistanceMetric, parallel: ParallelRows = .init()) throws {
    source = try RowSource([data], names: ["Row"], metric: metric, parallel: parallel)
    let width = source.width
    (self.metric, rowCount) = (metric, data.rowCount)
    plan = SearchPlan(metric, rowCount: data.rowCount, keyDepth: width)
    var measured = PaddedRows(rowCount: data.rowCount, columnCount: width)
    var directionless = [Bool](repeating: false, count: data.rowCount)
    let (stride, source) = (measured.stride, source)
    measured.elements.withUnsafeMutableBufferPointer { rows in
      directionless.withUnsafeMutableBufferPointer { directionless in
        let (rows, directionless) = (SharedMutable(rows.baseAddress), SharedMutable(directionless.baseAddress))
        parallel.forEachChunk(of: data.rowCount, chunkSize: 256) { _, range in
          guard let rows = rows.pointer, let directionless = directionless.pointer else { return }
          for row in range { directionless[row] = !source.fill(rows + row * stride, set: 0, row: row) }
        }
      }
    }
    var centered = measured
    if metric == .euclidean {
      centered.elements.withUnsafeMutableBufferPointer { rows in
        source.center.withUnsafeBufferPointer { center in
          guard let rows = rows.baseAddress, let center = center.baseAddress else { return }
          for row in 0..<data.rowCount { strata_subtract(rows + row * stride, center, stride) }
        }
      }
    }
    panels = PackedPanels(centered, depth: width, parallel: parallel)
    squaredNorms = centered.elements.withUnsafeBufferPointer { rows in
      (0..<data.rowCount).map { row in
        rows.baseAddress.map { Float(strata_row_square($0 + row * stride, stride, 0)) } ?? 0
      }
    }
    largestNorm = squaredNorms.max() ?? 0
    (measuredRows, self.directionless) = (measured, directionless)
  }

  /// Keys of some rows to all rows, `range.count * rowCount` of them.
  package func keys(_ range: Range<Int>, into output: UnsafeMutablePointer<Float>) {
    guard !range.isEmpty else { return }
    let (depth, width) = (panels.depth, 1024)
    // The rows' own panels, and a strip of keys with the padding that panels have.
    let firstPanel = range.lowerBound / 16
    let panelCount = (range.upperBound + 15) / 16 - firstPanel
    let strip = UnsafeMutablePointer<Float>.allocate(capacity: panelCount * 16 * width)
    defer { strip.deallocate() }
    panels.elements.withUnsafeBufferPointer { elements in
      guard let base = elements.baseAddress else { return }
      for start in stride(from: 0, to: rowCount, by: width) {
        let count = min(width, rowCount - start)
        tile(
          base + firstPanel * 16 * depth, panelCount, base + start * depth, (count + 15) / 16, into: strip,
          stride: width)
        for row in range {
          let keys = output + (row - range.lowerBound) * rowCount + start
          finish(keys, strip + (row - firstPanel * 16) * width, row: row, start: start, count: count)
        }
      }
    }
  }

  private func tile(
    _ a: UnsafePointer<Float>, _ aCount: Int, _ b: UnsafePointer<Float>, _ bCount: Int,
    into output: UnsafeMutablePointer<Float>, stride: Int
  ) {
    let depth = panels.depth
    switch plan.keyKind {
    case .product:
      PanelKernels.dotProducts(a, aCount, b, bCount, depth: depth, into: output, outputStride: stride)
    case .sum:
      PanelKernels.manhattanDistances(a, aCount, b, bCount, depth: depth, into: output, outputStride: stride)
    case .maximum:
      PanelKernels.chebyshevDistances(a, aCount, b, bCount, depth: depth, into: output, outputStride: stride)
    case .power(let exponent):
      PanelKernels.powerSums(
        a, aCount, b, bCount, depth: depth, exponent: Float(exponent), into: output, outputStride: stride)
    }
  }

  private func finish(
    _ keys: UnsafeMutablePointer<Float>, _ strip: UnsafePointer<Float>, row: Int, start: Int, count: Int
  ) {
    switch metric {
    case .euclidean:
      squaredNorms.withUnsafeBufferPointer { norms in
        guard let norms = norms.baseAddress else { return }
        let norm = norms[row]
        for column in 0..<count { keys[column] = norm + norms[start + column] - 2 * strip[column] }
      }
    case .cosine, .correlation:
      for column in 0..<count { keys[column] = 1 - strip[column] }
    default:
      for column in 0..<count { keys[column] = strip[column] }
    }
  }

  /// The most by which a key of this row and this size can be off, and by which keys of equal distances can differ.
  package func slack(row: Int, key: Float) -> Float {
    // Rounding of sums in column order, plus that of the square root that makes keys distances.
    let factor = Float(min(panels.depth, 256) + panels.depth / 256 + 40) * 0x1p-24
    switch plan.keyKind {
    case .product: return metric == .euclidean ? factor * (squaredNorms[row] + largestNorm) : factor * 2
    case .sum: return factor * key
    case .power: return 4e-3 * key
    case .maximum:
      // Beyond an exponent of 32 the key is the maximum, which the distance exceeds by the root of the width at most.
      guard case .minkowski(let exponent) = metric else { return factor * key }
      return key * Float(Foundation.pow(Double(panels.depth), 1 / exponent) - 1 + 1e-5)
    }
  }

  /// The distance of two rows in the units of the data, never NaN, at most the largest Float.
  package func distance(_ first: Int, _ second: Int, key: Float) -> Float {
    if RowSource.isAngle(metric) && (directionless[first] || directionless[second]) { return 1 }
    var search = plan.search(source, kept: 1)
    return measuredRows.elements.withUnsafeBufferPointer { elements -> Float in
      guard let base = elements.baseAddress else { return 0 }
      return strata_measure(&search, base + first * measuredRows.stride, base + second * measuredRows.stride)
    }
  }
}
