import CKernels
import NumericKernels

/// The push of a map that stays where it is on single places.
struct MapPush: Sendable {
  private enum Source {
    case tree(BarnesHutTree, squaredAngle: Float)
    case coordinates(AlignedBuffer<Float>, paddedCount: Int)
  }

  private let source: Source
  private let dimensions: Int

  /// All points exactly, or a tree of them where the options of the map ask for an approximation.
  init(_ map: LayoutPoints, options: TSNEOptions, parallel: ParallelRows) {
    dimensions = map.dimensions
    if options.repulsion.resolved(count: map.count, options: options) == .exact {
      var exact = ExactRepulsion(parallel: parallel)
      let padded = exact.separate(map)
      source = .coordinates(exact.coordinates, paddedCount: padded)
    } else {
      source = .tree(BarnesHutTree(map, parallel: parallel), squaredAngle: Float(options.angle * options.angle))
    }
  }

  /// Σ q²·(own − other) over the map, and Σ q.
  func at(_ place: SIMD4<Float>) -> (force: SIMD4<Float>, sum: Double) {
    var (place, force) = (place, SIMD4<Float>.zero)
    let sum = withUnsafeBytes(of: &place) { place in
      withUnsafeMutableBytes(of: &force) { force -> Double in
        guard let own = place.bindMemory(to: Float.self).baseAddress,
          let result = force.bindMemory(to: Float.self).baseAddress
        else { return 0 }
        switch source {
        case .tree(let tree, let squaredAngle):
          return tree.push(at: own, into: result, squaredAngle: squaredAngle)
        case .coordinates(let values, let padded):
          return strata_tsne_repulsion(
            values.pointer, values.pointer + padded, dimensions == 3 ? values.pointer + 2 * padded : nil, padded, own,
            0, 1,
            result)
        }
      }
    }
    return (force, sum)
  }
}

/// Gradient descent of one new point at a time on a fixed map.
struct PartialDescent: Sendable {
  private let map: LayoutPoints
  private let push: MapPush
  private let neighbors: [Int32]
  private let affinities: [Float]
  private let width: Int
  private let options: TSNEPlacingOptions

  /// Takes `width` neighbors of each new point on the map, nearest first, and their affinities, which add up to 1.
  init(
    map: LayoutPoints, push: MapPush, neighbors: [Int32], affinities: [Float], width: Int, options: TSNEPlacingOptions
  ) {
    (self.map, self.push, self.neighbors, self.affinities) = (map, push, neighbors, affinities)
    (self.width, self.options) = (width, options)
  }

  /// Where new point `row` comes to rest. O(iterations · (width + cost of the push)).
  func place(_ row: Int, startNeighborCount: Int) -> SIMD4<Double> {
    var position = start(row, neighborCount: min(width, startNeighborCount))
    var (velocity, gains) = (SIMD4<Double>.zero, SIMD4<Double>(repeating: 1))
    neighbors.withUnsafeBufferPointer { neighbors in
      affinities.withUnsafeBufferPointer { affinities in
        guard let columns = neighbors.baseAddress, let values = affinities.baseAddress else { return }
        for _ in 0..<options.iterationCount {
          let gradient = gradient(at: position, columns + row * width, values + row * width)
          // openTSNE's rule: a gain grows while the point keeps going downhill.
          for k in 0..<map.dimensions {
            let isDownhill = velocity[k] * gradient[k] < 0 || (velocity[k] == 0) != (gradient[k] == 0)
            gains[k] = isDownhill ? gains[k] + 0.2 : gains[k] * 0.8 + 0.01
          }
          velocity = options.momentum * velocity - options.learningRate * gains * gradient
          position += velocity
        }
      }
    }
    return position
  }

  /// The gradient without its usual factor 2: Σ p·q·d with exaggeration, minus the map's push over its own Σ q.
  private func gradient(
    at position: SIMD4<Double>, _ columns: UnsafePointer<Int32>, _ values: UnsafePointer<Float>
  ) -> SIMD4<Double> {
    let own = SIMD4<Float>(position)
    var attraction = SIMD4<Float>.zero
    for k in 0..<width {
      let difference = own - point(Int(columns[k]))
      attraction += difference * (values[k] / (1 + (difference * difference).sum()))
    }
    let (force, sum) = push.at(own)
    let gradient =
      options.exaggeration * SIMD4<Double>(attraction) - SIMD4<Double>(force) / max(sum, .leastNormalMagnitude)
    let length = (gradient * gradient).sum().squareRoot()
    // Written as in openTSNE, whose small addend keeps the result the same.
    let shortening = options.longestGradient / (length + 1e-6)
    return shortening < 1 ? gradient * shortening : gradient
  }

  /// The median of each coordinate.
  private func start(_ row: Int, neighborCount: Int) -> SIMD4<Double> {
    var result = SIMD4<Double>.zero
    for dimension in 0..<map.dimensions {
      let values = (0..<neighborCount).map {
        Double(map.pointer[Int(neighbors[row * width + $0]) * map.stride + dimension])
      }.sorted()
      result[dimension] = (values[(neighborCount - 1) / 2] + values[neighborCount / 2]) / 2
    }
    return result
  }

  private func point(_ index: Int) -> SIMD4<Float> {
    let base = map.pointer + index * map.stride
    return SIMD4(base[0], base[1], map.dimensions == 3 ? base[2] : 0, 0)
  }
}
