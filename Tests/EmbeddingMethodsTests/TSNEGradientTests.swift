import EmbeddingMethods
import Foundation
import NumericKernels
import Testing

@Suite("t-SNE gradient")
struct TSNEGradientTests {
  @Test("divergence and gradient at fixed positions are scikit-learn's")
  func fixedPositions() throws {
    var small = KLDivergence(try TSNEReference.smallAffinities(), repulsion: .exact)
    let (value, gradient) = small.valueAndGradient(at: try Reference.matrix("positions"))
    #expect(abs(value - (try Reference.summary().fixedKL)) < 1e-4)
    let expected = try Reference.matrix("tsne-gradient").elements
    #expect(Reference.deviation(gradient.elements, expected, absolute: 2e-6, relative: 1e-3) <= 1)
  }

  @Test("divergence and gradient on a map of openTSNE, and in space, are scikit-learn's")
  func digits() throws {
    let summary = try TSNEReference.summary()
    var objective = KLDivergence(try TSNEReference.digitAffinities(), repulsion: .exact)
    for (positions, name, expected) in [
      ("positions", "gradient", summary.gradientDivergence),
      ("space", "space-gradient", summary.spaceGradientDivergence),
    ] {
      let found = objective.valueAndGradient(at: try Reference.matrix("tsne-digits-\(positions)"))
      #expect(abs(found.value / expected - 1) < 1e-4)
      // Attraction and repulsion nearly cancel on a finished map, and bandwidths that both meet the entropy to 1e-5
      // move the attraction by up to 1e-4 of itself: 0.4 % of the gradient that is left.
      let gradient = try Reference.matrix("tsne-digits-\(name)").elements
      #expect(Reference.deviation(found.gradient.elements, gradient, absolute: 1e-6, relative: 2e-3) <= 1)
      #expect(TSNEReference.relativeError(found.gradient.elements, gradient) < 6e-3)
    }
  }

  @Test("the gradient on a map of openTSNE is that of a loop in double precision over the same affinities")
  func doublePrecision() throws {
    let affinities = try TSNEReference.digitAffinities()
    let positions = try Reference.matrix("tsne-digits-positions")
    let count = positions.rowCount
    let y = positions.elements.map(Double.init)
    var (attraction, repulsion) = ([Double](repeating: 0, count: 2 * count), [Double](repeating: 0, count: 2 * count))
    var normalization = 0.0
    for i in 0..<count {
      for j in 0..<count where j != i {
        let (dx, dy) = (y[2 * i] - y[2 * j], y[2 * i + 1] - y[2 * j + 1])
        let q = 1 / (1 + dx * dx + dy * dy)
        normalization += q
        repulsion[2 * i] += q * q * dx
        repulsion[2 * i + 1] += q * q * dy
      }
      for edge in Int(affinities.offsets[i])..<Int(affinities.offsets[i + 1]) {
        let j = Int(affinities.columns[edge])
        let (dx, dy) = (y[2 * i] - y[2 * j], y[2 * i + 1] - y[2 * j + 1])
        let pull = Double(affinities.values[edge]) / (1 + dx * dx + dy * dy)
        attraction[2 * i] += pull * dx
        attraction[2 * i + 1] += pull * dy
      }
    }
    let expected = zip(attraction, repulsion).map { Float(4 * ($0 - $1 / normalization)) }
    var objective = KLDivergence(affinities, repulsion: .exact)
    let found = objective.valueAndGradient(at: positions).gradient.elements
    #expect(TSNEReference.relativeError(found, expected) < 1e-4)
    #expect(Reference.deviation(found, expected, absolute: 1e-8, relative: 1e-3) <= 1)
  }

  @Test("repulsion and normalization over all pairs are openTSNE's")
  func repulsion() throws {
    let points = LayoutPoints(try Reference.matrix("tsne-digits-positions"))
    let found = TSNEReference.push(ExactRepulsion(parallel: .init()), points)
    #expect(abs(found.sum / (try TSNEReference.summary().normalization) - 1) < 1e-6)
    let expected = try Reference.matrix("tsne-digits-repulsion").elements
    #expect(Reference.deviation(found.force.matrix.elements, expected, absolute: 2e-5, relative: 1e-4) <= 1)
  }

  @Test("the gradient is that of central differences", arguments: [2, 3])
  func centralDifferences(dimensions: Int) throws {
    var objective = KLDivergence(try TSNEReference.smallAffinities(), repulsion: .exact)
    let positions = Samples.normal(150, dimensions, seed: 12)
    let gradient = objective.valueAndGradient(at: positions).gradient
    for index in stride(from: 0, to: positions.elements.count, by: 37) {
      let step: Float = 0.02
      var (above, below) = (positions, positions)
      above.elements[index] += step
      below.elements[index] -= step
      let difference = objective.valueAndGradient(at: above).value - objective.valueAndGradient(at: below).value
      let width = Double(above.elements[index] - below.elements[index])
      #expect(abs(difference / width - Double(gradient.elements[index])) < 1e-4)
    }
  }

  @Test("a step follows momentum, gains and the added gradient, and no point moves further than 5")
  func steps() throws {
    let affinities = try TSNEReference.smallAffinities()
    let positions = Samples.normal(150, 2, seed: 12)
    var objective = KLDivergence(affinities, repulsion: .exact)
    let addition = LayoutPoints(Samples.normal(150, 2, seed: 13))
    var descent = GradientDescent(objective, start: LayoutPoints(positions), parallel: .init())
    let phase = GradientDescent.Phase(exaggeration: 1, momentum: 0.5, learningRate: 0.01)
    var (expected, velocity) = (positions.elements, [Float](repeating: 0, count: 300))
    var gains = [Float](repeating: 1, count: 300)
    for _ in 0..<4 {
      let gradient = objective.valueAndGradient(at: Matrix(rowCount: 150, columnCount: 2, elements: expected)).gradient
      for k in 0..<300 {
        let total = gradient.elements[k] / 4 + addition.matrix.elements[k]
        gains[k] = total * velocity[k] < 0 ? gains[k] + 0.2 : max(0.01, gains[k] * 0.8)
        velocity[k] = 0.5 * velocity[k] - 0.01 * gains[k] * total
        expected[k] += velocity[k]
      }
      descent.step(phase, addition: addition, centers: false)
      #expect(Reference.deviation(descent.points.matrix.elements, expected, absolute: 1e-5, relative: 1e-4) <= 1)
    }
    let before = descent.points.matrix.elements
    descent.step(.init(exaggeration: 1, momentum: 0, learningRate: 1e6), addition: addition)
    let moved = descent.points.matrix.elements
    var mean: Float = 0
    for row in 0..<150 {
      let (dx, dy) = (moved[2 * row] - before[2 * row], moved[2 * row + 1] - before[2 * row + 1])
      // Centering moves all points alike, by less than the longest step.
      #expect((dx * dx + dy * dy).squareRoot() <= 10.01)
      mean += moved[2 * row] / 150
    }
    #expect(abs(mean) < 1e-4)
  }
}
