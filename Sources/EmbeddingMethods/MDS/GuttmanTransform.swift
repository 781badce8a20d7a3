import CKernels
import NumericKernels

/// One pass of SMACOF over all pairs: the Guttman transform of some positions, and their stress.
///
/// The dissimilarities lie in tiles of the upper triangle, in Float32 and scaled by a power of two to at most 2, so that
/// a pass reads each pair once; no matrix of distances or of B is ever formed. The parts of every tile are added in the
/// order of the tiles, in Double: the same bits for any number of threads.
final class GuttmanTransform {
  /// The number of points and of coordinates.
  let count: Int, dimensions: Int
  /// What scaled lengths are multiplied by to be lengths of the dissimilarities.
  let unit: Double
  /// The Guttman transform of the positions last evaluated: `count * dimensions` values, row-major, scaled.
  private(set) var transformed: [Double]
  /// The stress of the positions last evaluated, and the sum of their squared distances; scaled.
  private(set) var stress = 0.0, squaredDistances = 0.0

  private static let tile = Int(STRATA_SCALING_TILE)
  private static let tilesPerChunk = 2
  private static let pointsPerChunk = 1024

  private let parallel: ParallelRows
  private let blockCount: Int
  /// (block of rows, block of columns) of every tile; columns never before rows.
  private let tiles: [(Int, Int)]
  private let packed: UnsafeMutablePointer<Float>
  private let points: UnsafeMutablePointer<Float>
  private let forces: UnsafeMutablePointer<Float>
  private let sums: UnsafeMutablePointer<Double>

  init(_ dissimilarities: Dissimilarities, dimensions: Int, parallel: ParallelRows) {
    let size = Self.tile
    count = dissimilarities.count
    (self.dimensions, self.parallel) = (dimensions, parallel)
    let largest = Double(dissimilarities.largest)
    unit = largest > 0 ? Double(sign: .plus, exponent: largest.exponent, significand: 1) : 1
    let blockCount = (count + size - 1) / size
    self.blockCount = blockCount
    tiles = (0..<blockCount).flatMap { row in (row..<blockCount).map { (row, $0) } }
    transformed = [Double](repeating: 0, count: count * dimensions)
    packed = .allocate(capacity: max(1, tiles.count * size * size))
    points = .allocate(capacity: max(1, blockCount * size * dimensions))
    points.initialize(repeating: 0, count: blockCount * size * dimensions)
    forces = .allocate(capacity: max(1, tiles.count * 2 * size * dimensions))
    sums = .allocate(capacity: max(1, tiles.count * 2))
    pack(dissimilarities)
  }

  deinit {
    packed.deallocate()
    points.deallocate()
    forces.deallocate()
    sums.deallocate()
  }

  /// Copies the upper triangle into tiles; −1 marks places that are no pair.
  private func pack(_ dissimilarities: Dissimilarities) {
    let (size, count, tiles, scale) = (Self.tile, count, tiles, 1 / unit)
    let output = SharedMutable(packed)
    dissimilarities.elements.withUnsafeBufferPointer { values in
      let values = SharedPointer(values.baseAddress)
      parallel.forEachChunk(of: tiles.count, chunkSize: Self.tilesPerChunk) { _, range in
        guard let values = values.pointer, let output = output.pointer else { return }
        for tile in range {
          let (row, column) = (tiles[tile].0 * size, tiles[tile].1 * size)
          for i in 0..<size {
            let line = output + (tile * size + i) * size
            for j in 0..<size {
              let isPair = row + i < column + j && column + j < count
              line[j] = isPair ? Float(Double(values[(row + i) * count + column + j]) * scale) : -1
            }
          }
        }
      }
    }
  }

  /// Finds transform and stress of scaled positions (row-major). O(n² · dimensions).
  func evaluate(_ positions: [Double]) {
    let (size, dimensions, width) = (Self.tile, dimensions, blockCount * Self.tile)
    for point in 0..<count {
      for c in 0..<dimensions { points[c * width + point] = Float(positions[point * dimensions + c]) }
    }
    let (tiles, isPadded, lastBlock) = (tiles, count % size != 0, blockCount - 1)
    let (packed, points) = (SharedMutable(packed), SharedMutable(points))
    let (forces, sums) = (SharedMutable(forces), SharedMutable(sums))
    parallel.forEachChunk(of: tiles.count, chunkSize: Self.tilesPerChunk) { _, range in
      guard let packed = packed.pointer, let points = points.pointer, let forces = forces.pointer,
        let sums = sums.pointer
      else { return }
      for tile in range {
        let (row, column) = tiles[tile]
        let parts = forces + tile * 2 * size * dimensions
        strata_guttman_tile(
          packed + tile * size * size, row == column || (isPadded && column == lastBlock) ? 1 : 0,
          row == column ? 1 : 0, points + row * size, points + column * size, width, dimensions, parts,
          parts + size * dimensions, sums + tile * 2)
      }
    }
    gather()
  }

  /// Adds the parts of the tiles, in order.
  private func gather() {
    (stress, squaredDistances) = (0, 0)
    for tile in tiles.indices {
      stress += sums[2 * tile]
      squaredDistances += sums[2 * tile + 1]
    }
    let (size, count, dimensions, blockCount) = (Self.tile, count, dimensions, blockCount)
    let forces = SharedMutable(forces)
    transformed.withUnsafeMutableBufferPointer { output in
      let output = SharedMutable(output.baseAddress)
      parallel.forEachChunk(of: count, chunkSize: Self.pointsPerChunk) { _, range in
        guard let forces = forces.pointer, let output = output.pointer else { return }
        for point in range {
          let (block, place) = (point / size, point % size)
          for c in 0..<dimensions {
            var sum = 0.0
            for other in 0..<blockCount {
              let (row, column) = (min(block, other), max(block, other))
              let tile = row * blockCount - row * (row - 1) / 2 + column - row
              let part = forces + (tile * 2 * dimensions + c) * size + place
              if block <= other { sum += Double(part[0]) }
              if block >= other { sum += Double(part[dimensions * size]) }
            }
            output[point * dimensions + c] = sum / Double(count)
          }
        }
      }
    }
  }
}
