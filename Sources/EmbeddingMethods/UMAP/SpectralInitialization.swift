import NumericKernels

/// Positions from the eigenvectors of a graph that may fall apart into components.
///
/// Each component gets a spectral layout of its own around a place of its own, and is small enough not to touch the
/// next. Up to 2 × dimensions components are placed at opposite ends of the axes, as umap-learn does; more of them by
/// the principal components of their means where data are known, else at random.
struct SpectralInitialization {
  /// What the layout changes anyway.
  private static let tolerance = 1e-3

  private let graph: CSRMatrix
  private let dimensions: Int
  private let seed: UInt64
  private let parallel: ParallelRows
  /// The vertices of each component, ascending; components in the order of their first vertex.
  let components: [[Int32]]

  init(_ graph: CSRMatrix, dimensions: Int, seed: UInt64, parallel: ParallelRows) {
    (self.graph, self.dimensions, self.seed, self.parallel) = (graph, dimensions, seed, parallel)
    components = Self.findComponents(graph)
  }

  func positions(data: Matrix?) throws -> Matrix {
    var result = Matrix(rowCount: graph.rowCount, columnCount: dimensions)
    let centers = try places(data: data)
    for (number, vertices) in components.enumerated() {
      let radius = components.count == 1 ? 1 : self.radius(of: number, centers)
      let layout = try self.layout(vertices, number: number)
      for (position, vertex) in vertices.enumerated() {
        for dimension in 0..<dimensions {
          result[Int(vertex), dimension] =
            centers[number, dimension] + layout[position * dimensions + dimension] * radius
        }
      }
    }
    return result
  }

  /// Coordinates of the vertices of one component, the largest of magnitude 1.
  private func layout(_ vertices: [Int32], number: Int) throws -> [Float] {
    let count = vertices.count
    guard count > dimensions + 1, count >= 2 * dimensions else {
      var generator = SeededGenerator(seed: seed, stream: UInt64(number) &+ 0x434F_4D50_0000_0000)
      return (0..<count * dimensions).map { _ in Float(2 * generator.nextUniform() - 1) }
    }
    let part = components.count == 1 ? graph : subgraph(vertices)
    let rows = try LaplacianEigenmap(part, parallel: parallel).coordinates(
      count: dimensions, seed: seed, tolerance: Self.tolerance)
    let largest = rows.reduce(0) { max($0, abs($1)) }
    return (0..<count * dimensions).map { index in
      Float(rows[index % dimensions * count + index / dimensions] / max(largest, .leastNormalMagnitude))
    }
  }

  private func places(data: Matrix?) throws -> Matrix {
    let count = components.count
    var centers = Matrix(rowCount: count, columnCount: dimensions)
    guard count > 1 else { return centers }
    if count <= 2 * dimensions {
      let half = (count + 1) / 2
      for number in 0..<count { centers[number, number % half] = number < half ? 1 : -1 }
      return centers
    }
    if let data {
      let fit = try PrincipalComponents(
        means(data), options: .init(componentCount: dimensions), parallel: parallel)
      let projected = try fit.transform(means(data), parallel: parallel)
      let largest = projected.elements.reduce(0) { max($0, abs($1)) }
      for number in 0..<count where largest > 0 {
        for column in 0..<projected.columnCount { centers[number, column] = projected[number, column] / largest }
      }
    }
    // Components whose means coincide, or without known data, still need places of their own.
    var generator = SeededGenerator(seed: seed, stream: 0x504C_4143)
    let amount = data == nil ? 1.0 : 1e-3
    for index in centers.elements.indices { centers.elements[index] += Float(generator.nextGaussianPair().0 * amount) }
    return centers
  }

  private func means(_ data: Matrix) -> Matrix {
    var result = Matrix(rowCount: components.count, columnCount: data.columnCount)
    for (number, vertices) in components.enumerated() {
      var sums = [Double](repeating: 0, count: data.columnCount)
      for vertex in vertices {
        for column in sums.indices { sums[column] += Double(data[Int(vertex), column]) }
      }
      for column in sums.indices { result[number, column] = Float(sums[column] / Double(vertices.count)) }
    }
    return result
  }

  /// Half the distance to the nearest other center.
  private func radius(of number: Int, _ centers: Matrix) -> Float {
    var nearest = Float.infinity
    for other in 0..<centers.rowCount where other != number {
      var square: Float = 0
      for column in 0..<dimensions {
        let difference = centers[number, column] - centers[other, column]
        square += difference * difference
      }
      nearest = min(nearest, square)
    }
    return nearest.squareRoot() / 2
  }

  private func subgraph(_ vertices: [Int32]) -> CSRMatrix {
    var place = [Int32: Int32](minimumCapacity: vertices.count)
    for (position, vertex) in vertices.enumerated() { place[vertex] = Int32(position) }
    var offsets: [Int64] = [0]
    var columns: [Int32] = []
    var weights: [Float] = []
    for vertex in vertices {
      for edge in Int(graph.offsets[Int(vertex)])..<Int(graph.offsets[Int(vertex) + 1]) {
        guard let column = place[graph.columns[edge]] else { continue }
        columns.append(column)
        weights.append(graph.values[edge])
      }
      offsets.append(Int64(columns.count))
    }
    return CSRMatrix(
      rowCount: vertices.count, columnCount: vertices.count, offsets: offsets, columns: columns, values: weights)
  }

  private static func findComponents(_ graph: CSRMatrix) -> [[Int32]] {
    var component = [Int](repeating: -1, count: graph.rowCount)
    var count = 0
    var pending: [Int] = []
    for start in 0..<graph.rowCount where component[start] < 0 {
      component[start] = count
      pending.append(start)
      while let vertex = pending.popLast() {
        for edge in Int(graph.offsets[vertex])..<Int(graph.offsets[vertex + 1]) {
          let other = Int(graph.columns[edge])
          if component[other] < 0 {
            component[other] = count
            pending.append(other)
          }
        }
      }
      count += 1
    }
    var result = [[Int32]](repeating: [], count: count)
    for vertex in 0..<graph.rowCount { result[component[vertex]].append(Int32(vertex)) }
    return result
  }
}
