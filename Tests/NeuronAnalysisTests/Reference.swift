import Foundation
import NumericKernels
import Testing

/// What NumPy, SciPy and scikit-learn say of some activations (Tools/reference/neuron_fixtures.py).
struct Reference: Decodable {
  let items: Int
  let neurons: Int
  let activations: [Float]
  let varying: [Int]
  let coefficients: [Double]
  let clusterCount: Int
  let clusters: [Int]
  let silhouette: Double

  static func read() throws -> Reference {
    let url = try #require(
      Bundle.module.url(forResource: "correlation", withExtension: "json", subdirectory: "Fixtures"))
    return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: url))
  }

  var matrix: Matrix { Matrix(rowCount: items, columnCount: neurons, elements: activations) }
}

/// Three groups of neurons that follow a signal each, half of them its opposite; the last neuron never varies.
func groupedActivations(perGroup: Int = 20, items: Int = 300) -> Matrix {
  var generator = SeededGenerator(seed: 8)
  var matrix = Matrix(rowCount: items, columnCount: 3 * perGroup + 1)
  for item in 0..<items {
    let signals = (0..<3).map { _ in generator.nextUniform() }
    for neuron in 0..<3 * perGroup {
      let sign = neuron % 2 == 0 ? 1.0 : -1
      matrix[item, neuron] = Float(sign * signals[neuron / perGroup] + 0.2 * generator.nextUniform())
    }
    matrix[item, 3 * perGroup] = 1
  }
  return matrix
}
