import Foundation
import NumericKernels
import Testing

/// What scikit-learn says of the scores of 24 neurons (Tools/reference/forest_fixtures.py).
struct ForestReference: Decodable {
  struct Class: Decodable {
    let importances: [Double]
    let accuracies: [Double]
    let permutationImportances: [Double]
    let mutualInformation: [Double]
  }

  let items: Int
  let neurons: Int
  let activations: [Float]
  let labels: [Int]
  let classes: [Class]

  static func read() throws -> ForestReference {
    let url = try #require(Bundle.module.url(forResource: "forests", withExtension: "json", subdirectory: "Fixtures"))
    return try JSONDecoder().decode(ForestReference.self, from: Data(contentsOf: url))
  }

  var matrix: Matrix { Matrix(rowCount: items, columnCount: neurons, elements: activations) }
}

extension Matrix {
  func column(_ column: Int) -> [Double] { (0..<rowCount).map { Double(self[$0, column]) } }
}

/// Spearman's rank correlation; equal values share their mean rank.
func spearman(_ first: [Double], _ second: [Double]) -> Double {
  func ranks(_ values: [Double]) -> [Double] {
    values.map { value in Double(values.count { $0 < value }) + Double(values.count { $0 == value } - 1) / 2 }
  }
  func centered(_ values: [Double]) -> [Double] {
    let mean = values.reduce(0, +) / Double(values.count)
    return values.map { $0 - mean }
  }
  let (a, b) = (centered(ranks(first)), centered(ranks(second)))
  func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
  return product(a, b) / (product(a, a) * product(b, b)).squareRoot()
}

/// Activations drawn from a normal distribution, rectified in every other column, with classes 0, 1, 2 in turn; the columns
/// of `informative` tell class 1.
func drawnActivations(items: Int, neurons: Int, informative: [Int] = [], seed: UInt64 = 1) -> (Matrix, [Int?]) {
  var generator = SeededGenerator(seed: seed)
  var matrix = Matrix(rowCount: items, columnCount: neurons)
  for item in 0..<items {
    for neuron in 0..<neurons {
      let value = Float(generator.nextGaussianPair().0)
      matrix[item, neuron] = neuron.isMultiple(of: 2) ? max(0, value) : value
    }
    for neuron in informative { matrix[item, neuron] = item % 3 == 1 ? 3 : 1 }
  }
  return (matrix, (0..<items).map { $0 % 3 })
}
