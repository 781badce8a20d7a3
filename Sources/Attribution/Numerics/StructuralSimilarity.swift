import Foundation

/// The structural similarity of two maps (Wang et al. 2004, doi:10.1109/TIP.2003.819861), from −1 to 1.
///
/// Gaussian windows of 11 × 11 pixels and a deviation of 1.5, K₁ = 0.01, K₂ = 0.03; the mean over all windows that lie in
/// the map. Smaller maps get the largest odd window that fits. Local moments are in Double. O(pixels).
package enum StructuralSimilarity {
  /// The similarity of two maps of one size, whose values are within `range` of each other.
  package static func mean(_ first: [Double], _ second: [Double], height: Int, width: Int, range: Double = 1) -> Double
  {
    let shorter = min(height, width)
    let side = min(11, shorter % 2 == 0 ? shorter - 1 : shorter)
    let window = Window(side: max(1, side), height: height, width: width)
    let means = (window.means(first), window.means(second))
    let squares = (window.means(zip(first, first).map(*)), window.means(zip(second, second).map(*)))
    let products = window.means(zip(first, second).map(*))
    let (steady, varied) = (pow(0.01 * range, 2), pow(0.03 * range, 2))
    var sum = 0.0
    for place in products.indices {
      let (left, right) = (means.0[place], means.1[place])
      let variances = squares.0[place] - left * left + squares.1[place] - right * right
      let covariance = products[place] - left * right
      sum +=
        (2 * left * right + steady) * (2 * covariance + varied)
        / ((left * left + right * right + steady) * (variances + varied))
    }
    return sum / Double(products.count)
  }

  private struct Window {
    let weights: [Double]
    let height: Int
    let width: Int

    init(side: Int, height: Int, width: Int) {
      let raw = (0..<side).map { exp(-0.5 * pow(Double($0 - side / 2) / 1.5, 2)) }
      let sum = raw.reduce(0, +)
      weights = raw.map { $0 / sum }
      (self.height, self.width) = (height, width)
    }

    /// The weighted mean of every window that lies in the map.
    func means(_ values: [Double]) -> [Double] {
      let (rows, columns) = (height - weights.count + 1, width - weights.count + 1)
      var along = [Double](repeating: 0, count: height * columns)
      for row in 0..<height {
        for column in 0..<columns {
          var sum = 0.0
          for (offset, weight) in weights.enumerated() { sum += weight * values[row * width + column + offset] }
          along[row * columns + column] = sum
        }
      }
      var result = [Double](repeating: 0, count: rows * columns)
      for row in 0..<rows {
        for column in 0..<columns {
          var sum = 0.0
          for (offset, weight) in weights.enumerated() { sum += weight * along[(row + offset) * columns + column] }
          result[row * columns + column] = sum
        }
      }
      return result
    }
  }
}
