import Foundation

/// For every output position of a range along one axis: which source positions it reads, and their weights with 22 bits after
/// the point. Follows `precompute_coeffs` and `normalize_coeffs_8bpc` of Pillow's Resample.c step by step, because the
/// result is to be equal to Pillow's bit for bit.
final class ResamplingWeights {
  let stride: Int
  let starts: [Int32]
  let counts: [Int32]
  let weights: [Int32]

  /// Weights of the outputs in `range` only: a picture of one pixel by a million, enlarged to a shorter side of 256,
  /// has more outputs than the memory has room for.
  init(sourceCount: Int, outputCount: Int, range: Range<Int>, interpolation: Interpolation) {
    let scale = Double(sourceCount) / Double(outputCount)
    let filterScale = max(scale, 1)
    let support = interpolation.support * filterScale
    let stride = Int(support.rounded(.up)) * 2 + 1
    var starts = [Int32](repeating: 0, count: range.count)
    var counts = starts
    var weights = [Int32](repeating: 0, count: range.count * stride)
    var row = [Double](repeating: 0, count: stride)
    for output in 0..<range.count {
      let center = (Double(range.lowerBound + output) + 0.5) * scale
      let start = max(0, Int(center - support + 0.5))
      let count = min(sourceCount, Int(center + support + 0.5)) - start
      var sum = 0.0
      for tap in 0..<count {
        row[tap] = interpolation.weight(at: (Double(tap + start) - center + 0.5) * (1 / filterScale))
        sum += row[tap]
      }
      for tap in 0..<count {
        let weight = (sum == 0 ? row[tap] : row[tap] / sum) * Double(1 << 22)
        weights[output * stride + tap] = Int32(weight < 0 ? weight - 0.5 : weight + 0.5)
      }
      starts[output] = Int32(start)
      counts[output] = Int32(count)
    }
    self.stride = stride
    self.starts = starts
    self.counts = counts
    self.weights = weights
  }
}

extension Interpolation {
  static func sinc(_ x: Double) -> Double {
    x == 0 ? 1 : sin(x * .pi) / (x * .pi)
  }
}
