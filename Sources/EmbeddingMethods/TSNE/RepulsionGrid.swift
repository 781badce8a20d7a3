import CKernels
import Foundation
import NumericKernels

/// The grid of `GridRepulsion` with its planes and the spectra of its kernels.
final class RepulsionGrid: @unchecked Sendable {
  // The C structure changes only between parallel sections, in `place`.
  let pointer: UnsafeMutablePointer<strata_tsne_grid>
  private let plan: FourierPlan
  private let planes: [AlignedBuffer<Float>]
  private let kernels: KernelSpectra
  private let workspaces: WorkspacePool
  private let halfRows: Int
  private let spacing: Float

  /// Rows of the grid that one owner fills.
  private static let band = 16

  /// Makes the planes and transforms the kernels: about twice the work of a convolution.
  init?(size: Int, spacing: Float, _ parallel: ParallelRows) {
    let length = Self.length(size: size)
    guard let plan = FourierPlan(length: length) else { return nil }
    let stride = (length / 2 + 31) / 32 * 32
    let halfRows = (length / 2 + 16) / 16 * 16
    let workspaces = WorkspacePool(count: 3 * 32 * length)
    let planes = [stride, halfRows, halfRows, halfRows, halfRows, 2 * stride].map {
      AlignedBuffer<Float>(count: $0 * stride, repeating: 0)
    }
    let kernels = KernelSpectra(plan, spacing: spacing, halfRows: halfRows, workspaces, parallel)
    var grid = strata_tsne_grid()
    grid.plan = plan.pointer.pointee
    grid.stride = stride
    grid.inverseSpacing = 1 / spacing
    (grid.density, grid.real, grid.imaginary) = (planes[0].pointer, planes[1].pointer, planes[2].pointer)
    (grid.secondReal, grid.secondImaginary, grid.field) = (planes[3].pointer, planes[4].pointer, planes[5].pointer)
    grid.pair = UnsafePointer(kernels.pair.pointer)
    grid.alongX = UnsafePointer(kernels.alongX.pointer)
    grid.alongY = UnsafePointer(kernels.alongY.pointer)
    pointer = .allocate(capacity: 1)
    pointer.initialize(to: grid)
    (self.plan, self.planes, self.kernels, self.workspaces) = (plan, planes, kernels, workspaces)
    (self.halfRows, self.spacing) = (halfRows, spacing)
  }

  deinit { pointer.deallocate() }

  /// Nodes a side that are in use.
  var size: Int { pointer.pointee.size }

  /// The length of transforms at which the push across the map does not wrap around. The kernels are cut there, which
  /// the splines' correction carries a few nodes inwards.
  static func length(size: Int) -> Int { FourierPlan.length(atLeast: 2 * size + 8) }

  /// Whether so many nodes a side have room, and the grid is not much too large for them.
  func fits(_ size: Int, spacing: Float) -> Bool {
    spacing == self.spacing && 2 * size + 8 <= plan.length && 5 * plan.length <= 12 * size + 200
  }

  /// Puts the grid over a map whose lower corner is given.
  func place(size: Int, low: SIMD4<Float>) {
    pointer.pointee.size = size
    pointer.pointee.originX = low.x - 1.5 * spacing
    pointer.pointee.originY = low.y - 1.5 * spacing
  }

  func deposit(_ points: RowSorting, _ parallel: ParallelRows) {
    parallel.forEachChunk(of: size, chunkSize: Self.band) { _, range in
      strata_tsne_grid_deposit(
        pointer, points.sorted.pointer, points.starts.pointer, range.lowerBound, range.upperBound)
    }
  }

  /// Turns the density into the field; returns the sum of q over all pairs, each point's own q = 1 among them.
  func convolve(_ parallel: ParallelRows) -> Double {
    let (size, length, stride) = (size, plan.length, pointer.pointee.stride)
    parallel.forEachChunk(of: (size + 31) / 32, chunkSize: 1) { block, _ in
      workspaces.with { work in
        let grid = pointer.pointee
        strata_fourier_real_columns(
          plan.pointer, grid.density + 32 * block, size, stride, grid.real + 32 * block, grid.imaginary + 32 * block,
          stride, work)
      }
    }
    let sum = parallel.sum(of: halfRows / 16, chunkSize: 1) { range in
      workspaces.with { strata_tsne_grid_convolve(pointer, range.lowerBound, $0) }
    }
    parallel.forEachChunk(of: (size + 15) / 16, chunkSize: 1) { block, _ in
      workspaces.with { strata_tsne_grid_finish(pointer, block, $0) }
    }
    return sum / (Double(length) * Double(length))
  }

  func gather(_ points: RowSorting, into force: LayoutPoints, _ parallel: ParallelRows) {
    parallel.forEachChunk(of: points.order.count, chunkSize: 1024) { _, range in
      strata_tsne_grid_gather(
        pointer, points.sorted.pointer, points.order.pointer, range.lowerBound, range.upperBound, force.pointer)
    }
  }
}

/// Scratch memory that parallel chunks borrow; which one a chunk gets does not matter.
final class WorkspacePool: @unchecked Sendable {
  private let lock = NSLock()
  private let count: Int
  private var free: [AlignedBuffer<Float>] = []  // guarded by `lock`

  init(count: Int) { self.count = count }

  func with<Result>(_ body: (UnsafeMutablePointer<Float>) -> Result) -> Result {
    let workspace = lock.withLock { free.popLast() } ?? AlignedBuffer(count: count, repeating: 0)
    defer { lock.withLock { free.append(workspace) } }
    return body(workspace.pointer)
  }
}
