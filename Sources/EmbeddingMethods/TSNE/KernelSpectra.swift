import CKernels
import Foundation
import NumericKernels

/// The spectra of q and of the two components of q²·d on a periodic grid, divided by what spreading and gathering with
/// cubic B-splines leaves of each frequency.
///
/// The division is the one with the least error over all places between the nodes (Hockney & Eastwood 1988, Computer
/// Simulation Using Particles, section 8-3): frequencies beyond the grid's are known in closed form, since the transform
/// of 1/(1 + r²) in the plane is 2π·K₀.
struct KernelSpectra {
  let pair: AlignedBuffer<Float>
  let alongX: AlignedBuffer<Float>
  let alongY: AlignedBuffer<Float>

  private let length: Int
  private let spacing: Double
  private let columns: Int
  private let halfRows: Int
  private let transfer: SplineTransfer

  /// About twice the work of a convolution.
  init(
    _ plan: FourierPlan, spacing: Float, halfRows: Int, _ workspaces: WorkspacePool, _ parallel: ParallelRows
  ) {
    (length, columns, self.halfRows) = (plan.length, plan.length / 2 + 1, halfRows)
    self.spacing = Double(spacing)
    transfer = SplineTransfer(length: plan.length, count: halfRows)
    pair = AlignedBuffer<Float>(count: halfRows * columns, repeating: 0)
    alongY = AlignedBuffer<Float>(count: halfRows * columns, repeating: 0)
    alongX = AlignedBuffer<Float>(count: halfRows * columns, repeating: 0)
    let stride = (length + 31) / 32 * 32
    let plane = AlignedBuffer<Float>(count: length * stride, repeating: 0)
    let real = AlignedBuffer<Float>(count: halfRows * stride, repeating: 0)
    let imaginary = AlignedBuffer<Float>(count: halfRows * stride, repeating: 0)
    let (length, factors) = (length, transfer.factors)
    for (kind, output) in [(Int32(0), pair), (1, alongY)] {
      parallel.forEachChunk(of: length, chunkSize: 16) { _, range in
        strata_tsne_grid_sample(length, spacing, kind, range.lowerBound, range.upperBound, plane.pointer, stride)
      }
      parallel.forEachChunk(of: stride / 32, chunkSize: 1) { block, _ in
        workspaces.with {
          strata_fourier_real_columns(
            plan.pointer, plane.pointer + 32 * block, length, stride, real.pointer + 32 * block,
            imaginary.pointer + 32 * block,
            stride, $0)
        }
      }
      parallel.forEachChunk(of: halfRows / 16, chunkSize: 1) { block, _ in
        workspaces.with {
          strata_tsne_grid_spectrum(
            plan.pointer, real.pointer, imaginary.pointer, stride, block, kind, factors.pointer, output.pointer, $0)
        }
      }
    }
    correctAliases()
    finishForces()
  }

  private func place(_ row: Int, _ column: Int) -> Int { (row / 16 * columns + column) * 16 + row % 16 }

  /// What the sampled kernels hold of the frequencies beyond the grid's is weighted as those deserve.
  private func correctAliases() {
    let tables = transfer.tables
    let unit = 2 * Double.pi / (Double(length) * spacing)
    // K₀ has vanished to 1e-9 beyond this.
    let reach = 18.0
    for row in 0..<columns {
      for column in 0..<columns {
        let own = tables.squares[row][1] * tables.squares[column][1]
        let scale = 1 / (tables.sums[row] * tables.sums[column] * tables.sums[row] * tables.sums[column])
        var (pairSum, forceSum) = (0.0, 0.0)
        for a in 0..<3 {
          let y = unit * Double(row + (a - 1) * length)
          guard abs(y) < reach else { continue }
          for b in 0..<3 where a != 1 || b != 1 {
            let x = unit * Double(column + (b - 1) * length)
            guard abs(x) < reach else { continue }
            let weight = tables.squares[row][a] * tables.squares[column][b] - own
            let bessel = Self.bessel((x * x + y * y).squareRoot())
            pairSum += weight * 2 * Double.pi * bessel
            forceSum -= weight * Double.pi * y * bessel
          }
        }
        let area = spacing * spacing
        pair.pointer[place(row, column)] += Float(pairSum * scale / area)
        alongY.pointer[place(row, column)] += Float(forceSum * scale / area)
      }
    }
  }

  /// The component along x is that along y with rows and columns exchanged. Forces take the inverse transform's factor.
  private func finishForces() {
    let scale = 1 / (Float(length) * Float(length))
    for index in 0..<halfRows * columns { alongY.pointer[index] *= scale }
    for row in 0..<columns {
      for column in 0..<columns { alongX.pointer[place(row, column)] = alongY.pointer[place(column, row)] }
    }
  }

  /// The modified Bessel function K₀ for large arguments (Abramowitz & Stegun 9.7.2), to 1e-4 from 4 on.
  private static func bessel(_ x: Double) -> Double {
    let t = 1 / (8 * x)
    let series = 1 - t * (1 - 4.5 * t * (1 - 25 / 3 * t * (1 - 12.25 * t)))
    return (Double.pi / (2 * x)).squareRoot() * exp(-x) * series
  }
}

/// What spreading by cubic B-splines leaves of each frequency of a grid, and of its aliases.
private struct SplineTransfer {
  /// The squared transfer over the squared sum of itself and its aliases; zero beyond half the length.
  let factors: AlignedBuffer<Float>
  let tables: (squares: [[Double]], sums: [Double])

  init(length: Int, count: Int) {
    factors = AlignedBuffer(count: count, repeating: 0)
    var (squares, sums): ([[Double]], [Double]) = ([], [])
    for k in 0...length / 2 {
      let values = (-3...3).map { alias -> Double in
        let half = Double.pi * (Double(k) / Double(length) + Double(alias))
        return half == 0 ? 1 : pow(sin(half) / half, 8)
      }
      let sum = values.reduce(0, +)
      factors.pointer[k] = Float(values[3] / (sum * sum))
      squares.append(Array(values[2...4]))
      sums.append(sum)
    }
    tables = (squares, sums)
  }
}
