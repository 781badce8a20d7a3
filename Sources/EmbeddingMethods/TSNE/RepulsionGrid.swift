import CKernels
import Foundation
import NumericKernels

/// The grid of `GridRepulsion` with its planes and the spectra of its kernels.
final class RepulsionGrid: @unchecked Sendable {
  // The C structure changes only between parallel sections, in `place`.
  let pointer: UnsafeMutablePointer<strata_tsne_grid>
  private let plan: FourierPlan
  private let planes: [AlignedBuffer<Float>]
  private let kernels: [AlignedBuffer<Float>]
  private let workspaces: WorkspacePool
  private let halfRows: Int
  private let spacing: Float

  /// Rows of the grid that one owner fills.
  private static let band = 16

  /// Makes the planes and transforms the kernels: about twice the work of a convolution.
  init?(length: Int, spacing: Float, _ parallel: ParallelRows) {
    guard let plan = FourierPlan(length: length) else { return nil }
    let stride = (length / 2 + 31) / 32 * 32
    let halfRows = (length / 2 + 16) / 16 * 16
    let workspaces = WorkspacePool(count: 3 * 32 * length)
    let planes = [stride, halfRows, halfRows, halfRows, halfRows, 2 * stride].map {
      AlignedBuffer<Float>(count: $0 * stride, repeating: 0)
    }
    let kernels = KernelSpectra(plan, spacing: spacing, halfRows: halfRows, workspaces, parallel).all
    var grid = strata_tsne_grid()
    grid.plan = plan.pointer.pointee
    grid.stride = stride
    grid.inverseSpacing = 1 / spacing
    (grid.density, grid.real, grid.imaginary) = (planes[0].base, planes[1].base, planes[2].base)
    (grid.secondReal, grid.secondImaginary, grid.field) = (planes[3].base, planes[4].base, planes[5].base)
    (grid.pair, grid.alongX, grid.alongY) = (kernels[0].pointer, kernels[1].pointer, kernels[2].pointer)
    pointer = .allocate(capacity: 1)
    pointer.initialize(to: grid)
    (self.plan, self.planes, self.kernels, self.workspaces) = (plan, planes, kernels, workspaces)
    (self.halfRows, self.spacing) = (halfRows, spacing)
  }

  deinit { pointer.deallocate() }

  /// Nodes a side that are in use.
  var size: Int { pointer.pointee.size }

  /// Whether so many nodes a side have room, and the grid is not much too large for them.
  func fits(_ size: Int) -> Bool { 2 * size <= plan.length && (plan.length <= 64 || 5 * plan.length <= 12 * size) }

  /// Puts the grid over a map whose lower corner is given.
  func place(size: Int, low: SIMD4<Float>) {
    pointer.pointee.size = size
    pointer.pointee.originX = low.x - 1.5 * spacing
    pointer.pointee.originY = low.y - 1.5 * spacing
  }

  func deposit(_ points: RowSorting, _ parallel: ParallelRows) {
    parallel.forEachChunk(of: size, chunkSize: Self.band) { _, range in
      strata_tsne_grid_deposit(pointer, points.sorted.base, points.starts.base, range.lowerBound, range.upperBound)
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
        pointer, points.sorted.base, points.order.base, range.lowerBound, range.upperBound, force.base)
    }
  }
}

/// The spectra of q and of the two components of q²·d on a periodic grid.
private struct KernelSpectra {
  let all: [AlignedBuffer<Float>]

  init(
    _ plan: FourierPlan, spacing: Float, halfRows: Int, _ workspaces: WorkspacePool, _ parallel: ParallelRows
  ) {
    let length = plan.length
    let columns = length / 2 + 1
    let factors = Self.correction(length, halfRows: halfRows)
    let scale = 1 / (Float(length) * Float(length))
    let stride = (length + 31) / 32 * 32
    let plane = AlignedBuffer<Float>(count: length * stride, repeating: 0)
    let halves = [0, 1].map { _ in AlignedBuffer<Float>(count: halfRows * stride, repeating: 0) }
    var spectra = (0..<3).map { _ in AlignedBuffer<Float>(count: halfRows * columns, repeating: 0) }
    for kind in 0..<2 {
      let output = spectra[kind == 0 ? 0 : 2]
      parallel.forEachChunk(of: length, chunkSize: 16) { _, range in
        strata_tsne_grid_sample(
          length, spacing, Int32(kind), range.lowerBound, range.upperBound, plane.base, stride)
      }
      parallel.forEachChunk(of: stride / 32, chunkSize: 1) { block, _ in
        workspaces.with {
          strata_fourier_real_columns(
            plan.pointer, plane.base + 32 * block, length, stride, halves[0].base + 32 * block,
            halves[1].base + 32 * block, stride, $0)
        }
      }
      parallel.forEachChunk(of: halfRows / 16, chunkSize: 1) { block, _ in
        workspaces.with {
          strata_tsne_grid_spectrum(
            plan.pointer, halves[0].base, halves[1].base, stride, block, Int32(kind), factors.base, output.base, $0)
        }
      }
    }
    for index in 0..<halfRows * columns { spectra[2].base[index] *= scale }
    spectra[1] = Self.mirrored(spectra[2], columns: columns, halfRows: halfRows)
    all = spectra
  }

  /// One over the square of what spreading by cubic B-splines leaves of each frequency.
  private static func correction(_ length: Int, halfRows: Int) -> AlignedBuffer<Float> {
    let result = AlignedBuffer<Float>(count: halfRows, repeating: 0)
    for k in 0...length / 2 {
      let transfer = (2 + cos(2 * Double.pi * Double(k) / Double(length))) / 3
      result.base[k] = Float(1 / (transfer * transfer))
    }
    return result
  }

  /// The component along x is that along y with rows and columns exchanged.
  private static func mirrored(_ source: AlignedBuffer<Float>, columns: Int, halfRows: Int) -> AlignedBuffer<Float> {
    let result = AlignedBuffer<Float>(count: source.count, repeating: 0)
    for row in 0..<columns {
      for column in 0..<columns {
        result.base[(row / 16 * columns + column) * 16 + row % 16] =
          source.base[(column / 16 * columns + row) * 16 + column % 16]
      }
    }
    return result
  }
}

/// Scratch memory that parallel chunks borrow; which one a chunk gets does not matter.
private final class WorkspacePool: @unchecked Sendable {
  private let lock = NSLock()
  private let count: Int
  private var free: [AlignedBuffer<Float>] = []  // guarded by `lock`

  init(count: Int) { self.count = count }

  func with<Result>(_ body: (UnsafeMutablePointer<Float>) -> Result) -> Result {
    let workspace = lock.withLock { free.popLast() } ?? AlignedBuffer(count: count, repeating: 0)
    defer { lock.withLock { free.append(workspace) } }
    return body(workspace.base)
  }
}
