/// Adam for the numbers of one image (Kingma and Ba 2015, arXiv:1412.6980), upwards.
struct Adam {
  let learningRate: Float
  private var first: [Float]
  private var second: [Float]
  private var decays: (first: Double, second: Double) = (1, 1)

  init(count: Int, learningRate: Double) {
    self.learningRate = Float(learningRate)
    first = [Float](repeating: 0, count: count)
    second = [Float](repeating: 0, count: count)
  }

  /// Moves values along a gradient. O(values), without allocation.
  mutating func step(_ values: inout [Float], gradient: UnsafeBufferPointer<Float>) {
    precondition(gradient.count == values.count && first.count == values.count, "one slope for each value")
    decays = (decays.first * 0.9, decays.second * 0.999)
    let rate = learningRate / Float(1 - decays.first)
    let correction = Float(1 / (1 - decays.second))
    let count = values.count
    values.withUnsafeMutableBufferPointer { values in
      first.withUnsafeMutableBufferPointer { first in
        second.withUnsafeMutableBufferPointer { second in
          for place in 0..<count {
            let slope = gradient[place]
            let mean = 0.9 * first[place] + 0.1 * slope
            let square = 0.999 * second[place] + 0.001 * slope * slope
            (first[place], second[place]) = (mean, square)
            values[place] += rate * mean / ((square * correction).squareRoot() + 1e-8)
          }
        }
      }
    }
  }
}
