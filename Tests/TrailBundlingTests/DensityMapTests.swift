import NumericKernels
import Testing
import TrailBundling

@Suite("Density of trails")
struct DensityMapTests {
  /// Three box filters of this standard deviation, from their definition: a box of whole cells and a fraction at either
  /// end, so that the variance of the three is right.
  private func kernel(deviation: Double) -> [Double] {
    let variance = deviation * deviation / 3
    var radius = 0
    // The variance of a box of 2r + 1 cells is r(r + 1)/3.
    while Double((radius + 1) * (radius + 2)) / 3 <= variance { radius += 1 }
    func boxVariance(_ fraction: Double) -> Double {
      let inner = Double(radius * (radius + 1) * (2 * radius + 1)) / 3
      let outer = 2 * fraction * Double((radius + 1) * (radius + 1))
      return (inner + outer) / (Double(2 * radius + 1) + 2 * fraction)
    }
    var (low, high) = (0.0, 1.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if boxVariance(middle) < variance { low = middle } else { high = middle }
    }
    let box = [low] + [Double](repeating: 1, count: 2 * radius + 1) + [low]
    let sum = box.reduce(0, +)
    return convolved(convolved(box, box), box).map { $0 / (sum * sum * sum) }
  }

  private func convolved(_ first: [Double], _ second: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: first.count + second.count - 1)
    for i in first.indices { for j in second.indices { result[i + j] += first[i] * second[j] } }
    return result
  }

  /// Every point spread over its four cells and by the kernel, in Double.
  private func bruteForce(_ trails: Trails, like map: DensityMap, bandwidth: Double) -> [Double] {
    let (columns, rows) = (map.values.columnCount, map.values.rowCount)
    let kernel = kernel(deviation: bandwidth / map.spacing / 6.0.squareRoot())
    let reach = kernel.count / 2
    var result = [Double](repeating: 0, count: rows * columns)
    func shares(_ place: Double) -> [(Int, Double)] {
      let cell = Int(place)
      var shares = [Int: Double]()
      for (offset, weight) in [(0, 1 - (place - Double(cell))), (1, place - Double(cell))] {
        for (index, factor) in kernel.enumerated() {
          shares[cell + offset + index - reach, default: 0] += weight * factor
        }
      }
      return shares.map { ($0.key, $0.value) }
    }
    for point in 0..<trails.pointCount {
      let across = shares((Double(trails.x[point]) - map.originX) / map.spacing)
      let along = shares((Double(trails.y[point]) - map.originY) / map.spacing)
      for (row, factor) in along where (0..<rows).contains(row) {
        for (column, share) in across where (0..<columns).contains(column) {
          result[row * columns + column] += factor * share
        }
      }
    }
    return result
  }

  @Test("the map is the sum of the kernels of all points", arguments: [0, 0.02, 0.1, 0.37, 1.4])
  func bruteForce(bandwidth: Double) throws {
    let trails = try SyntheticTrails.random(60, seed: 5)
    let map = try DensityMap(trails, bandwidth: bandwidth, gridSize: 64)
    #expect(map.values.columnCount == 64 && map.values.rowCount % 16 == 0)
    let expected = bruteForce(trails, like: map, bandwidth: bandwidth)
    // Places between cells are rounded to 1/256.
    let tolerance = 0.01 * (expected.max() ?? 0)
    for (found, expected) in zip(map.values.elements, expected) { #expect(abs(Double(found) - expected) < tolerance) }
    if bandwidth < 0.03 {
      let sum = map.values.elements.reduce(0.0) { $0 + Double($1) }
      #expect(abs(sum - Double(trails.pointCount)) < 1e-3 * sum)
    }
  }

  @Test("a lone point's density has the variance of the Epanechnikov kernel of the plane")
  func variance() throws {
    // Two trails at the corners give the extent; the middle of the third is far from them.
    let trails = try Trails(x: [0, 0, 1, 1, 0.5, 0.5], y: [0, 0, 1, 1, 0.5, 0.5], pointsPerTrail: 2)
    let map = try DensityMap(trails, bandwidth: 0.1, gridSize: 256)
    let middle = map.values.columnCount / 2
    var (sum, square) = (0.0, 0.0)
    for column in middle - 60...middle + 60 {
      let x = map.originX + Double(column) * map.spacing - 0.5
      for row in middle - 60...middle + 60 {
        sum += Double(map.values[row, column])
        square += Double(map.values[row, column]) * x * x
      }
    }
    #expect(abs(sum - 2) < 1e-3)
    #expect(abs(square / sum - 0.01 / 6) < 0.02 * 0.01 / 6)
  }

  @Test("the bits are the same with any number of threads")
  func threads() throws {
    let trails = try SyntheticTrails.random(1000, seed: 6).resampled(step: 0.05)
    let one = try DensityMap(trails, bandwidth: 0.2, parallel: ParallelRows(threadCount: 1))
    for threads in [2, 4, 7] {
      #expect(try DensityMap(trails, bandwidth: 0.2, parallel: ParallelRows(threadCount: threads)) == one)
    }
  }

  @Test("trails without extent and values out of range are refused")
  func refused() throws {
    let point = try Trails(x: [1, 1], y: [2, 2], offsets: [0, 2])
    #expect(throws: TrailBundlingError.self) { try DensityMap(point, bandwidth: 0.1) }
    #expect(throws: TrailBundlingError.self) { try DensityMap(Trails(x: [], y: [], offsets: [0]), bandwidth: 0.1) }
    let trails = try SyntheticTrails.random(5, seed: 7)
    for bandwidth in [-1, 100, Double.nan] {
      let error = #expect(throws: TrailBundlingError.self) { try DensityMap(trails, bandwidth: bandwidth) }
      #expect(error?.kind == .badOption && error?.description.hasPrefix("bandwidth is") == true)
    }
    #expect(throws: TrailBundlingError.self) { try DensityMap(trails, bandwidth: 0.1, gridSize: 5000) }
  }
}
