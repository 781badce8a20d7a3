import EmbeddingMethods
import Foundation
import NeighborSearch
import NumericKernels
import Testing

@Suite("Multidimensional scaling")
struct MDSTests {
  static let kinds = ["euclidean", "correlation"]

  /// The numbers of mds.json that are lists or single values.
  private func numbers(_ key: String) throws -> [Double] {
    let content = try JSONSerialization.jsonObject(with: Data(contentsOf: try Reference.url("mds.json")))
    let value = try #require((content as? [String: Any])?[key])
    return try (value as? [Double]) ?? [#require(value as? Double)]
  }

  private func plain(_ start: Matrix, iterations: Int) -> SMACOFOptions {
    var options = SMACOFOptions()
    options.dimensions = start.columnCount
    options.initialization = .given(start)
    options.iterationCount = iterations
    options.relativeTolerance = nil
    options.update = .plain
    return options
  }

  /// Dissimilarities that are no distances: random, or mostly 0 with a few large ones.
  static func adversarial(_ count: Int, seed: UInt64, sparse: Bool) -> Matrix {
    var generator = SeededGenerator(seed: seed)
    var result = Matrix(rowCount: count, columnCount: count)
    for row in 0..<count {
      for column in 0..<row {
        let drawn = Float(generator.nextUniform())
        let value = sparse ? (drawn < 0.9 ? 0 : drawn * 1000) : drawn
        result[row, column] = value
        result[column, row] = value
      }
    }
    return result
  }

  @Test("positions and stress after plain steps are scikit-learn's", arguments: kinds, [2, 3, 5])
  func reference(kind: String, dimensions: Int) throws {
    let dissimilarities = try Reference.matrix("mds-\(kind)")
    let start = try Reference.matrix("mds-\(kind)-start-\(dimensions)")
    for iterations in [1, 2, 5, 100] {
      let found = try SMACOF(options: plain(start, iterations: iterations)).embed(dissimilarities: dissimilarities)
      let expected = try numbers("\(kind)-\(dimensions)-\(iterations)")
      #expect(abs(found.stress / expected[0] - 1) < 1e-5)
      #expect(abs(found.normalizedStress / expected[1] - 1) < 1e-5)
      #expect(found.iterationCount == iterations && found.stressHistory.count == iterations + 1)
      guard iterations <= 5 else { continue }
      let positions = try Reference.matrix("mds-\(kind)-\(dimensions)-\(iterations)")
      #expect(Reference.deviation(found.embedding.elements, positions.elements, absolute: 1e-5) <= 1)
    }
  }

  @Test("the tolerance ends the work where scikit-learn's does", arguments: kinds)
  func tolerance(kind: String) throws {
    var options = plain(try Reference.matrix("mds-\(kind)-start-2"), iterations: 1000)
    options.relativeTolerance = 1e-5
    let found = try SMACOF(options: options).embed(dissimilarities: try Reference.matrix("mds-\(kind)"))
    let expected = try numbers("\(kind)-stopped")
    #expect(found.hasConverged && found.iterationCount == Int(expected[1]))
    #expect(abs(found.stress / expected[0] - 1) < 1e-4)
  }

  @Test("classical scaling is scikit-learn's, up to the sign of an axis", arguments: kinds)
  func classical(kind: String) throws {
    let found = try ClassicalMDS(dimensions: 3).embed(dissimilarities: try Reference.matrix("mds-\(kind)"))
    let expected = try Reference.matrix("mds-\(kind)-classical")
    for axis in 0..<3 {
      let ours = (0..<150).map { found.embedding[$0, axis] }
      let theirs = (0..<150).map { expected[$0, axis] }
      let opposite = theirs.map { -$0 }
      #expect(
        min(Reference.deviation(ours, theirs, absolute: 1e-4), Reference.deviation(ours, opposite, absolute: 1e-4)) <= 1
      )
    }
    for (value, reference) in zip(found.eigenvalues, try numbers("\(kind)-eigenvalues")) {
      #expect(abs(value / reference - 1) < 1e-6)
    }
    #expect(abs(found.smallestEigenvalue - (try numbers("\(kind)-smallest"))[0]) < 1e-5 * found.eigenvalues[0])
    #expect(abs(found.goodnessOfFit - (try numbers("\(kind)-fit"))[0]) < 1e-6)
  }

  @Test("the iteration for large sets finds what LAPACK finds")
  func krylov() throws {
    // Planar points with a little noise: two eigenvalues stand out, the rest is nearly the same for all.
    let data = Samples.clustered(400, 6, clusters: 5, separation: 3, seed: 4)
    let found = try ClassicalMDS(dimensions: 3).embed(data)
    let components = try PrincipalComponents(data, options: .init(componentCount: 3))
    #expect(found.hasConverged && found.effectiveDimensions == 3)
    for (value, variance) in zip(found.eigenvalues, components.explainedVariance) {
      #expect(abs(value / (variance * 399) - 1) < 1e-4)
    }
    let fromAxes = try components.transform(data)
    let fit = try DistancePreservation(of: found.embedding, data: fromAxes)
    #expect(fit.normalizedStress < 1e-3 && abs(fit.scale - 1) < 1e-3)
    let indefinite = try ClassicalMDS().embed(dissimilarities: Self.adversarial(300, seed: 1, sparse: false))
    #expect(indefinite.smallestEigenvalue < 0 && indefinite.goodnessOfFit < 0.5)
  }

  @Test("points in the plane are found again from their distances, with either update")
  func recovery() throws {
    let data = Samples.normal(200, 2, seed: 3)
    for update in SMACOFUpdate.allCases {
      var options = SMACOFOptions()
      options.update = update
      let found = try SMACOF(options: options).embed(data)
      #expect(found.normalizedStress < 1e-5 && found.hasConverged)
    }
  }

  @Test(
    "stress never rises, whatever the dissimilarities",
    arguments: [1, 2, 3, 4], [SMACOFUpdate.plain, .relaxed])
  func monotone(dimensions: Int, update: SMACOFUpdate) throws {
    for (index, sparse) in [false, true].enumerated() {
      for initialization in [SMACOFInitialization.random, .classical] {
        var options = SMACOFOptions()
        options.dimensions = dimensions
        options.update = update
        options.initialization = initialization
        options.relativeTolerance = nil
        let matrix = Self.adversarial(140, seed: UInt64(7 + index), sparse: sparse)
        let found = try SMACOF(options: options).embed(dissimilarities: matrix)
        #expect(zip(found.stressHistory, found.stressHistory.dropFirst()).allSatisfy { $0 >= $1 })
        #expect(found.stress == found.stressHistory.last && found.stress < found.stressHistory[0])
        #expect(found.embedding.firstNonFinite == nil)
        #expect(abs(found.stress / Self.stress(found.embedding, matrix) - 1) < 1e-5)
      }
    }
  }

  private static func stress(_ embedding: Matrix, _ dissimilarities: Matrix) -> Double {
    var sum = 0.0
    for row in 0..<embedding.rowCount {
      for column in 0..<row {
        var square = 0.0
        for c in 0..<embedding.columnCount {
          let difference = Double(embedding[row, c]) - Double(embedding[column, c])
          square += difference * difference
        }
        let residual = Double(dissimilarities[row, column]) - square.squareRoot()
        sum += residual * residual
      }
    }
    return sum
  }

  @Test("relaxed steps reach in 75 iterations what plain ones from the same start reach in 100", arguments: kinds)
  func relaxed(kind: String) throws {
    let matrix = try Reference.matrix("mds-\(kind)")
    for start in [SMACOFInitialization.classical, .given(try Reference.matrix("mds-\(kind)-start-2"))] {
      var options = SMACOFOptions()
      (options.initialization, options.relativeTolerance) = (start, nil)
      (options.update, options.iterationCount) = (.plain, 100)
      let plain = try SMACOF(options: options).embed(dissimilarities: matrix)
      (options.update, options.iterationCount) = (.relaxed, 75)
      let relaxed = try SMACOF(options: options).embed(dissimilarities: matrix)
      // Both may have converged to the same stress, which is rounded differently without fused multiply-add.
      #expect(relaxed.stress <= plain.stress * (1 + 1e-6) && relaxed.rejectedStepCount <= 5)
    }
  }

  @Test("the same bits for any number of threads")
  func threads() throws {
    let matrix = Self.adversarial(300, seed: 5, sparse: false)
    let reference = try SMACOF(parallel: .init(threadCount: 1)).embed(dissimilarities: matrix)
    let classical = try ClassicalMDS(parallel: .init(threadCount: 1)).embed(dissimilarities: matrix)
    for count in [2, 3, 4, 7] {
      let parallel = ParallelRows(threadCount: count)
      #expect(try SMACOF(parallel: parallel).embed(dissimilarities: matrix) == reference)
      #expect(try ClassicalMDS(parallel: parallel).embed(dissimilarities: matrix) == classical)
    }
    var other = SMACOFOptions()
    other.initialization = .random
    let first = try SMACOF(options: other).embed(dissimilarities: matrix)
    other.seed = 1
    #expect(try SMACOF(options: other).embed(dissimilarities: matrix).embedding != first.embedding)
  }

  @Test("a matrix that is no dissimilarity is refused, naming row and column")
  func badMatrices() throws {
    let good = Self.adversarial(70, seed: 2, sparse: false)
    func message(_ change: (inout Matrix) -> Void) -> String {
      var matrix = good
      change(&matrix)
      do {
        _ = try SMACOF().embed(dissimilarities: matrix)
        return "accepted"
      } catch { return "\(error)" }
    }
    #expect(message { _ in } == "accepted")
    #expect(message { $0[66, 3] += 0.1 }.contains("row 3, column 66"))
    #expect(message { $0[66, 3] += 1e-6 } == "accepted")
    #expect(message { $0[5, 5] = 0.1 }.contains("row 5, column 5"))
    #expect(message { ($0[2, 9], $0[9, 2]) = (-1, -1) }.contains("row 2, column 9"))
    #expect(message { $0[4, 7] = .nan }.contains("Row 4, column 7"))
    #expect(message { $0[4, 7] = .infinity }.contains("Row 4, column 7"))
    #expect(throws: EmbeddingMethodsError.self) {
      try ClassicalMDS().embed(dissimilarities: Matrix(rowCount: 3, columnCount: 4))
    }
    #expect(throws: EmbeddingMethodsError.self) { try ClassicalMDS(dimensions: 0).embed(dissimilarities: good) }
    let coincident = plain(Matrix(rowCount: 70, columnCount: 2, repeating: 1), iterations: 3)
    #expect(throws: EmbeddingMethodsError.self) { try SMACOF(options: coincident).embed(dissimilarities: good) }
    let misshapen = plain(Matrix(rowCount: 69, columnCount: 2, repeating: 1), iterations: 3)
    #expect(throws: EmbeddingMethodsError.self) { try SMACOF(options: misshapen).embed(dissimilarities: good) }
  }

  @Test("few points, more axes than points, duplicates and zeros give finite positions", arguments: [0, 1, 2, 3, 130])
  func degenerate(count: Int) throws {
    for dimensions in [1, 2, 5] {
      var options = SMACOFOptions()
      options.dimensions = dimensions
      for matrix in [Self.adversarial(count, seed: 1, sparse: true), Matrix(rowCount: count, columnCount: count)] {
        let found = try SMACOF(options: options).embed(dissimilarities: matrix)
        #expect(found.embedding.rowCount == count && found.embedding.columnCount == dimensions)
        #expect(found.embedding.firstNonFinite == nil && found.normalizedStress.isFinite)
        let classical = try ClassicalMDS(dimensions: dimensions).embed(dissimilarities: matrix)
        #expect(classical.embedding.firstNonFinite == nil && classical.embedding.rowCount == count)
      }
    }
  }

  @Test(
    "the scale of the dissimilarities and of the start only scales the result", arguments: [1e-15, 1e15] as [Float])
  func scale(factor: Float) throws {
    let matrix = try Reference.matrix("mds-euclidean")
    let start = try Reference.matrix("mds-euclidean-start-2")
    let expected = try SMACOF(options: plain(start, iterations: 5)).embed(dissimilarities: matrix)
    var (scaled, far) = (matrix, start)
    scaled.elements = matrix.elements.map { $0 * factor }
    far.elements = start.elements.map { $0 / factor }
    let found = try SMACOF(options: plain(far, iterations: 5)).embed(dissimilarities: scaled)
    #expect(
      Reference.deviation(found.embedding.elements.map { $0 / factor }, expected.embedding.elements, absolute: 1e-4)
        <= 1)
  }

  @Test("pairs of coincident points with different dissimilarities come apart from a classical start")
  func coincident() throws {
    // Four points, all one apart: classical scaling in the plane puts two of them on one place.
    var matrix = Matrix(rowCount: 4, columnCount: 4, repeating: 1)
    for point in 0..<4 { matrix[point, point] = 0 }
    let found = try SMACOF().embed(dissimilarities: matrix)
    let distances = try PairwiseDistances.matrix(of: found.embedding)
    #expect((0..<4).allSatisfy { row in (0..<row).allSatisfy { distances[row, $0] > 0.3 } })
  }

  @Test("pairwise distances are symmetric and those of a plain loop", arguments: DistanceMetric.allCases)
  func pairwise(metric: DistanceMetric) throws {
    let data = try Reference.matrix("data")
    let found = try PairwiseDistances.matrix(of: data, metric: metric)
    let neighbors = try ExactSearch(metric: metric).neighbors(of: data, neighborCount: 149)
    for row in 0..<150 {
      #expect(found[row, row] == 0)
      for place in 0..<149 {
        let (other, distance) = (Int(neighbors.indices[row * 149 + place]), neighbors.distances[row * 149 + place])
        #expect(abs(found[row, other] - distance) <= 1e-6 * max(1, distance) && found[row, other] == found[other, row])
      }
    }
  }

  @Test("an error thrown by the progress handler ends the work")
  func cancellation() {
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try SMACOF().embed(dissimilarities: Self.adversarial(50, seed: 1, sparse: false)) { if $0 > 0.1 { throw Stop() } }
    }
  }
}
