import CKernels
import NumericKernels

/// The density of points on a grid, and the steps up its gradient; the memory is used again and again.
final class DensityEstimate: @unchecked Sendable {
  // Chunks of parallel work write cells of their own, except for counts, which are in the pool.
  let grid: PlaneGrid
  let density: AlignedBuffer<Float>
  let steps: AlignedBuffer<Float>

  private let pool: GridPool
  private let transposed: AlignedBuffer<Float>
  private let parallel: ParallelRows
  /// The weights of a point sum to 4 to this power.
  private let fractionBits: Int32

  private static let rowsPerChunk = 16

  init(_ grid: PlaneGrid, pointCount: Int, parallel: ParallelRows) {
    (self.grid, self.parallel) = (grid, parallel)
    density = AlignedBuffer(count: grid.cellCount)
    transposed = AlignedBuffer(count: grid.cellCount)
    steps = AlignedBuffer(count: 2 * grid.cellCount)
    pool = GridPool(cellCount: grid.cellCount)
    // Even if all points were in one cell, its count would stay below 2^31.
    let bitsOfCount = Int.bitWidth - max(1, pointCount).leadingZeroBitCount
    fractionBits = Int32(max(0, min(8, (31 - bitsOfCount) / 2)))
  }

  /// Counts the points of some trails; chunks may do so at once.
  func add(_ trails: GridTrails, _ range: Range<Int>) {
    var kernel = trails.kernel()
    pool.withGrid { strata_bundling_splat(&kernel, range.lowerBound, range.upperBound, fractionBits, $0) }
  }

  /// Makes the density of what was counted since the last time, in points per cell: its sum is their number, as far as
  /// their kernels lie within the grid.
  func estimate(_ filter: BoxFilter) {
    let (box, columns, rows) = (filter.kernel, grid.columnCount, grid.rowCount)
    let scale = 1 / Double(1 << (2 * fractionBits))
    pool.withAll { grids in
      parallel.forEachChunk(of: columns, chunkSize: Self.rowsPerChunk) { _, range in
        Self.withWork(strata_bundling_work(box, rows)) { work in
          strata_bundling_blur_counts(
            box, grids.pointer, grids.count, columns, rows, range.lowerBound, transposed.pointer, work)
        }
      }
    }
    parallel.forEachChunk(of: rows, chunkSize: Self.rowsPerChunk) { _, range in
      Self.withWork(strata_bundling_work(box, columns)) { work in
        strata_bundling_blur(box, transposed.pointer, scale, rows, columns, range.lowerBound, density.pointer, work)
      }
    }
  }

  /// Makes the steps for the density; lengths in cells, see the kernel.
  func updateSteps(stepLength: Double, flatness: Double) {
    parallel.forEachChunk(of: grid.rowCount, chunkSize: Self.rowsPerChunk) { _, range in
      strata_bundling_steps(
        density.pointer, grid.columnCount, grid.rowCount, Float(stepLength), Float(flatness), range.lowerBound,
        range.upperBound, steps.pointer)
    }
  }

  private static func withWork(_ count: Int, _ body: (UnsafeMutablePointer<Double>) -> Void) {
    withUnsafeTemporaryAllocation(byteCount: count * MemoryLayout<Double>.stride, alignment: 64) { work in
      guard let start = work.baseAddress else { return }
      body(start.bindMemory(to: Double.self, capacity: count))
    }
  }
}
