import CKernels
import NumericKernels

/// The coordinates of rows that keys are made of, packed, in the caller's order: the centered rows themselves, or their
/// projections onto leading directions.
final class RowCoordinates: @unchecked Sendable {
  let count: Int
  /// Columns of the panels; a multiple of 16 for projections.
  let depth: Int
  let panels: UnsafePointer<Float>
  /// Squared lengths of the centered rows.
  private(set) var squares: [Double]
  private(set) var directionless: [Bool]
  private(set) var hasDirectionless = false
  /// How far a coordinate vector can be from the exact one, relative to the length of the row.
  let error: Double
  private let owned: UnsafeMutablePointer<Float>

  private static let chunkSize = 64

  /// Computes the coordinates of one set; each chunk of rows is written by one thread.
  init(_ source: RowSource, set: Int, directions: LeadingDirections?, parallel: ParallelRows) {
    let count = source.sets[set].rowCount
    let stride = source.stride
    let basis = directions.map { PackedPanels($0.rows, depth: stride) }
    let depth = basis.map { $0.panelCount * 16 } ?? source.width
    (self.count, self.depth) = (count, depth)
    let panelCount = (count + 15) / 16
    owned = .allocate(capacity: max(1, panelCount * depth * 16))
    panels = UnsafePointer(owned)
    let inner = Double(min(stride, 256) + stride / 256 + 4) * 0x1p-24
    error = directions.map { Double($0.rows.rowCount).squareRoot() * inner + $0.defect } ?? 0
    squares = [Double](repeating: 0, count: count)
    directionless = [Bool](repeating: false, count: count)
    let usesProducts = source.metric == .euclidean || RowSource.isAngle(source.metric)
    let isAngle = RowSource.isAngle(source.metric)
    let output = SharedMutable(owned)
    squares.withUnsafeMutableBufferPointer { squares in
      directionless.withUnsafeMutableBufferPointer { directionless in
        let squares = SharedMutable(squares.baseAddress)
        let directionless = SharedMutable(directionless.baseAddress)
        parallel.forEachChunk(of: count, chunkSize: Self.chunkSize) { _, range in
          guard let output = output.pointer, let squares = squares.pointer, let directionless = directionless.pointer
          else { return }
          let rows = UnsafeMutablePointer<Float>.allocate(capacity: range.count * stride)
          defer { rows.deallocate() }
          for row in range {
            let values = rows + (row - range.lowerBound) * stride
            directionless[row] = !source.fill(values, set: set, row: row)
            guard usesProducts else { continue }
            source.center.withUnsafeBufferPointer { center in
              if let center = center.baseAddress { strata_subtract(values, center, stride) }
            }
            // The key of a row without direction must not exceed twice its distance of 1, so its length does not
            // matter.
            squares[row] = strata_row_square(values, stride, 0)
          }
          Self.write(rows, range, stride: stride, basis: basis, depth: depth, into: output)
        }
      }
    }
    hasDirectionless = isAngle && directionless.contains(true)
  }

  deinit { owned.deallocate() }

  private static func write(
    _ rows: UnsafePointer<Float>, _ range: Range<Int>, stride: Int, basis: PackedPanels?, depth: Int,
    into output: UnsafeMutablePointer<Float>
  ) {
    let target = output + range.lowerBound * depth
    guard let basis else {
      strata_pack_panels(rows, range.count, stride, depth, target)
      return
    }
    let panelCount = (range.count + 15) / 16
    let packed = UnsafeMutablePointer<Float>.allocate(capacity: panelCount * 16 * stride)
    defer { packed.deallocate() }
    strata_pack_panels(rows, range.count, stride, stride, packed)
    basis.elements.withUnsafeBufferPointer { basis in
      // One panel of rows as columns of the product: the scores come out packed.
      for panel in 0..<panelCount {
        strata_panel_dots(
          basis.baseAddress, depth / 16, packed + panel * 16 * stride, 1, stride, target + panel * 16 * depth, 16)
      }
    }
  }
}
