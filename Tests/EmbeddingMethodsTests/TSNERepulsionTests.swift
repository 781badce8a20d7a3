import EmbeddingMethods
import Foundation
import NumericKernels
import Testing

@Suite("t-SNE repulsion")
struct TSNERepulsionTests {
  private let parallel = ParallelRows()

  private func errors(_ field: any RepulsionField, _ points: LayoutPoints) -> (force: Double, sum: Double) {
    let exact = TSNEReference.push(ExactRepulsion(parallel: parallel), points)
    let found = TSNEReference.push(field, points)
    return (
      TSNEReference.relativeError(found.force.matrix.elements, exact.force.matrix.elements),
      abs(found.sum / exact.sum - 1)
    )
  }

  @Test("the exact sum is that of a loop in double precision", arguments: [1, 2, 15, 16, 17, 150], [2, 3])
  func exact(count: Int, dimensions: Int) {
    let positions = Samples.normal(count, dimensions, seed: 4)
    let found = TSNEReference.push(ExactRepulsion(parallel: parallel), LayoutPoints(positions))
    var sum = 0.0
    for i in 0..<count {
      var force = [Double](repeating: 0, count: dimensions)
      for j in 0..<count where j != i {
        let difference = (0..<dimensions).map { Double(positions[i, $0]) - Double(positions[j, $0]) }
        let q = 1 / (1 + difference.reduce(0) { $0 + $1 * $1 })
        sum += q
        for k in 0..<dimensions { force[k] += q * q * difference[k] }
      }
      let row = found.force.matrix
      for k in 0..<dimensions { #expect(abs(Double(row[i, k]) - force[k]) < 1e-5 + 1e-5 * abs(force[k])) }
    }
    #expect(abs(found.sum - sum) <= 1e-6 * Double(count * count))
  }

  @Test("Barnes–Hut at angle 0 is exact, and its error grows with the angle", arguments: [2, 3])
  func barnesHut(dimensions: Int) throws {
    var positions = try Reference.matrix(dimensions == 2 ? "tsne-digits-positions" : "tsne-digits-space")
    for column in 0..<dimensions { positions[1, column] = positions[0, column] }
    let points = LayoutPoints(positions)
    let found = [0, 0.3, 0.5, 1].map { errors(TreeRepulsion(angle: $0, parallel: parallel), points) }
    #expect(found[0].force < 2e-6 && found[0].sum < 1e-6)
    #expect(found[0].force < found[1].force && found[1].force < found[2].force && found[2].force < found[3].force)
    #expect(found[2].force < 0.02 && found[2].sum < 0.01)
  }

  @Test("interpolation on finished maps is right to 2.5 % of the force and 0.1 % of the normalization")
  func finishedMaps() throws {
    let digits = errors(
      GridRepulsion(angle: 0.5, parallel: parallel), LayoutPoints(try Reference.matrix("tsne-digits-positions")))
    #expect(digits.force < 0.025 && digits.sum < 1e-3)
    // A denser map, as of many thousands of points.
    let dense = errors(
      GridRepulsion(angle: 0.5, parallel: parallel),
      LayoutPoints(Samples.clustered(3000, 2, clusters: 12, separation: 10, seed: 2)))
    #expect(dense.force < 0.025 && dense.sum < 1e-3)
  }

  @Test("interpolation follows a map from its start to any size", arguments: [1e-4, 1e-2, 1, 20, 150, 400] as [Float])
  func sizes(deviation: Float) {
    var positions = Samples.normal(800, 2, seed: 9)
    for index in positions.elements.indices { positions.elements[index] *= deviation }
    let points = LayoutPoints(positions)
    let found = TSNEReference.push(GridRepulsion(angle: 0.5, parallel: parallel), points)
    let exact = TSNEReference.push(ExactRepulsion(parallel: parallel), points)
    #expect(TSNEReference.relativeError(found.force.matrix.elements, exact.force.matrix.elements) < 0.04)
    // The grid also sums each point's own q = 1, which is taken off: an error of up to 0.6 % of it remains.
    #expect(abs(found.sum - exact.sum) < 1e-3 * exact.sum + 6e-3 * 800)
  }

  @Test("a grid grows and shrinks with the map")
  func growth() {
    var field: any RepulsionField = GridRepulsion(angle: 0.5, parallel: parallel)
    for deviation in [0.1, 3, 30, 4, 0.01] as [Float] {
      var positions = Samples.normal(500, 2, seed: 9)
      for index in positions.elements.indices { positions.elements[index] *= deviation }
      let points = LayoutPoints(positions)
      let force = LayoutPoints(count: 500, dimensions: 2)
      let sum = field.push(points, into: force)
      let fresh = TSNEReference.push(GridRepulsion(angle: 0.5, parallel: parallel), points)
      // The larger grid of an earlier map only changes the last bits.
      #expect(TSNEReference.relativeError(force.matrix.elements, fresh.force.matrix.elements) < 1e-2)
      #expect(abs(sum / fresh.sum - 1) < 1e-4)
    }
  }

  @Test("points on other points: sources push targets as if all were one map", arguments: [2, 3])
  func otherTargets(dimensions: Int) {
    let sources = LayoutPoints(Samples.normal(300, dimensions, seed: 1))
    let targets = LayoutPoints(Samples.normal(37, dimensions, seed: 2))
    let (first, second) = (
      LayoutPoints(count: 37, dimensions: dimensions), LayoutPoints(count: 37, dimensions: dimensions)
    )
    var exact = ExactRepulsion(parallel: parallel)
    let sum = exact.push(from: sources, on: targets, into: first)
    let tree = TreeRepulsion(angle: 0.01, parallel: parallel)
    #expect(abs(tree.push(from: sources, on: targets, into: second) / sum - 1) < 1e-6)
    #expect(TSNEReference.relativeError(second.matrix.elements, first.matrix.elements) < 1e-5)
    var expected: Float = 0
    for j in 0..<300 {
      let d = (0..<dimensions).map { targets.matrix[5, $0] - sources.matrix[j, $0] }
      let q = 1 / (1 + d.reduce(0) { $0 + $1 * $1 })
      expected += q * q * d[0]
    }
    #expect(abs(first.matrix[5, 0] - expected) < 1e-3)
  }

  @Test("a map too wide for any grid is left to Barnes–Hut")
  func tooWide() {
    var positions = Samples.normal(200, 2, seed: 9)
    positions[7, 1] = 1e7
    let points = LayoutPoints(positions)
    let grid = TSNEReference.push(GridRepulsion(angle: 0.5, parallel: parallel), points)
    let tree = TSNEReference.push(TreeRepulsion(angle: 0.5, parallel: parallel), points)
    #expect(grid.sum == tree.sum && grid.force.matrix == tree.force.matrix)
  }
}
