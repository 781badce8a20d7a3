import CKernels
import Foundation
package import NumericKernels

/// The pull of t-SNE: affinities by row, each row filled with zeros to whole vectors.
package struct AttractionField: Sendable {
  package let count: Int
  private let offsets: AlignedBuffer<Int64>
  private let columns: AlignedBuffer<Int32>
  private let values: AlignedBuffer<Float>
  private static let chunk = 128

  /// Copies a square matrix of affinities, row k from row `order[k]` where an order is given. O(stored values).
  package init(_ affinities: CSRMatrix, order: [Int32]? = nil, parallel: ParallelRows) {
    let count = affinities.rowCount
    let rank = AlignedBuffer<Int32>(count: count, repeating: 0)
    let source = AlignedBuffer<Int32>(count: count, repeating: 0)
    let offsets = AlignedBuffer<Int64>(count: count + 1, repeating: 0)
    for place in 0..<count {
      let row = order.map { Int($0[place]) } ?? place
      source.pointer[place] = Int32(row)
      rank.pointer[row] = Int32(place)
      let length = affinities.offsets[row + 1] - affinities.offsets[row]
      offsets.pointer[place + 1] = offsets.pointer[place] + (length + 15) / 16 * 16
    }
    let columns = AlignedBuffer<Int32>(count: Int(offsets.pointer[count]), repeating: 0)
    let values = AlignedBuffer<Float>(count: Int(offsets.pointer[count]), repeating: 0)
    parallel.forEachChunk(of: count, chunkSize: Self.chunk) { _, range in
      for place in range {
        let begin = Int(affinities.offsets[Int(source.pointer[place])])
        let length = Int(affinities.offsets[Int(source.pointer[place]) + 1]) - begin
        let target = Int(offsets.pointer[place])
        for k in 0..<length {
          columns.pointer[target + k] = rank.pointer[Int(affinities.columns[begin + k])]
          values.pointer[target + k] = affinities.values[begin + k]
        }
        for k in target + length..<Int(offsets.pointer[place + 1]) { columns.pointer[k] = Int32(place) }
      }
    }
    (self.count, self.offsets, self.columns, self.values) = (count, offsets, columns, values)
  }

  /// Writes Σ p·q·(yᵢ − yⱼ) for every point. O(stored values).
  func pull(_ points: LayoutPoints, into force: LayoutPoints, _ parallel: ParallelRows) {
    parallel.forEachChunk(of: count, chunkSize: Self.chunk) { _, range in
      strata_tsne_attraction(
        points.pointer, points.stride, offsets.pointer, columns.pointer, values.pointer, range.lowerBound,
        range.upperBound,
        force.pointer)
    }
  }

  /// Σ p·log(p/q) where q = 1/((1 + d²)·`normalization`).
  func divergence(_ points: LayoutPoints, normalization: Double, _ parallel: ParallelRows) -> Double {
    let logarithm = log(max(normalization, .leastNormalMagnitude))
    return parallel.sum(of: count, chunkSize: Self.chunk) { range in
      var sums = (0.0, 0.0)
      withUnsafeMutableBytes(of: &sums) { sums in
        strata_tsne_divergence(
          points.pointer, points.stride, offsets.pointer, columns.pointer, values.pointer, range.lowerBound,
          range.upperBound,
          sums.bindMemory(to: Double.self).baseAddress)
      }
      return sums.0 + sums.1 * logarithm
    }
  }
}
