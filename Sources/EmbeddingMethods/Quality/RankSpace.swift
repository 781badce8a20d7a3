import CKernels
import NeighborSearch
import NumericKernels

/// Rows packed so that tiles of squared distances between them are fast, for the metrics that are Euclidean at heart.
///
/// Keys are squared distances of rows divided by a power of two (`euclidean`) or by their length (`cosine`,
/// `correlation`, where half a key is the distance). They come from products, or from differences where there are few
/// columns, and may be off by `slack`.
struct RankSpace: Sendable {
  let count: Int
  /// What a product or sum of squares is multiplied by before the offsets of row and column make it a key.
  let scale: Float
  /// One per row, and infinity up to a whole tile.
  let offsets: [Float]

  private let panels: PackedPanels
  private let metric: DistanceMetric
  private let unit: Double
  private let usesDifferences: Bool

  /// The number of rows and of columns of a tile.
  static let tile = 256
  private static let largestDifferenceDepth = 8

  /// Whether keys of this metric come from tiles.
  static func serves(_ metric: DistanceMetric) -> Bool {
    metric == .euclidean || metric == .cosine || metric == .correlation
  }

  /// The data must be finite and have columns. O(n·d).
  init(_ data: Matrix, metric: DistanceMetric, parallel: ParallelRows) {
    let (count, width) = (data.rowCount, data.columnCount)
    (self.count, self.metric) = (count, metric)
    usesDifferences = metric == .euclidean && width <= Self.largestDifferenceDepth
    // Differences need no centering, and without it they are those of the stored values.
    let means =
      metric == .euclidean && !usesDifferences
      ? Self.means(data, parallel: parallel) : [Double](repeating: 0, count: width)
    unit = metric == .euclidean ? Self.unit(data, means: means, parallel: parallel) : 1
    let rows = Self.prepared(data, metric: metric, means: means, unit: unit, parallel: parallel)
    panels = PackedPanels(rows, depth: width, parallel: parallel)
    scale = usesDifferences ? 1 : -2
    var ends = [Float](repeating: .infinity, count: (count + Self.tile - 1) / Self.tile * Self.tile)
    for row in 0..<count {
      // A row without direction is at distance 1, key 2, from all others.
      ends[row] = usesDifferences ? 0 : metric == .euclidean ? Self.squaredNorm(rows, row) : 1
    }
    self.offsets = ends
  }

  /// Keys before scale and offsets, for two blocks of rows; `tile * tile` of them, padding included.
  func values(_ first: Int, _ second: Int, into output: UnsafeMutablePointer<Float>) {
    let blockPanels = Self.tile / PackedPanels.panelRows
    let counts = (
      min(blockPanels, panels.panelCount - first * blockPanels),
      min(blockPanels, panels.panelCount - second * blockPanels)
    )
    panels.elements.withUnsafeBufferPointer { elements in
      guard let base = elements.baseAddress else { return }
      let a = base + first * Self.tile * panels.depth
      let b = base + second * Self.tile * panels.depth
      if usesDifferences {
        strata_panel_squares(a, counts.0, b, counts.1, panels.depth, output, Self.tile)
      } else {
        PanelKernels.dotProducts(a, counts.0, b, counts.1, depth: panels.depth, into: output, outputStride: Self.tile)
      }
    }
  }

  /// The key that belongs to a measured distance.
  func key(of distance: Float) -> Float {
    if metric != .euclidean { return 2 * distance }
    let scaled = Double(distance) / unit
    return Float(min(scaled * scaled, Double(Float.greatestFiniteMagnitude)))
  }

  /// Keys of a row that are further than this from the key of a measured distance lie on the same side of it as their
  /// own measured distances do.
  func slack(row: Int, key: Float) -> Float {
    let roundoff: Float = 0x1p-24
    let depth = Float(panels.depth)
    if usesDifferences { return 4 * (depth + 16) * roundoff * key }
    // |y|² ≤ 2·(|x|² + |x − y|²) bounds the rounding of products with rows that are about that near.
    let sums = min(depth, 256) + depth / 256 + 32
    return 2 * sums * roundoff * (2 * key + 3 * offsets[row])
  }

  private static func means(_ data: Matrix, parallel: ParallelRows) -> [Double] {
    let width = data.columnCount
    let chunk = 4096
    let chunkCount = (data.rowCount + chunk - 1) / chunk
    var partials = [Double](repeating: 0, count: chunkCount * width)
    data.elements.withUnsafeBufferPointer { values in
      partials.withUnsafeMutableBufferPointer { partials in
        let (values, partials) = (SharedPointer(values.baseAddress), SharedMutable(partials.baseAddress))
        parallel.forEachChunk(of: data.rowCount, chunkSize: chunk) { index, rows in
          guard let values = values.pointer, let sums = partials.pointer.map({ $0 + index * width }) else { return }
          for row in rows {
            for column in 0..<width { sums[column] += Double(values[row * width + column]) }
          }
        }
      }
    }
    return (0..<width).map { column in
      (0..<chunkCount).reduce(0.0) { $0 + partials[$1 * width + column] } / Double(max(1, data.rowCount))
    }
  }

  /// A power of two about as large as the largest difference from the given means.
  private static func unit(_ data: Matrix, means: [Double], parallel: ParallelRows) -> Double {
    let (width, chunk) = (data.columnCount, 4096)
    var partials = [Double](repeating: 0, count: (data.rowCount + chunk - 1) / chunk)
    data.elements.withUnsafeBufferPointer { values in
      partials.withUnsafeMutableBufferPointer { partials in
        let (values, partials) = (SharedPointer(values.baseAddress), SharedMutable(partials.baseAddress))
        parallel.forEachChunk(of: data.rowCount, chunkSize: chunk) { index, rows in
          guard let values = values.pointer else { return }
          var largest = 0.0
          means.withUnsafeBufferPointer { means in
            for row in rows {
              for column in 0..<width {
                largest = max(largest, abs(Double(values[row * width + column]) - means[column]))
              }
            }
          }
          partials.pointer?[index] = largest
        }
      }
    }
    let largest = partials.reduce(0, max)
    return largest > 0 ? Double(sign: .plus, exponent: min(126, max(-100, largest.exponent)), significand: 1) : 1
  }

  private static func prepared(
    _ data: Matrix, metric: DistanceMetric, means: [Double], unit: Double, parallel: ParallelRows
  ) -> PaddedRows {
    let width = data.columnCount
    var rows = PaddedRows(rowCount: data.rowCount, columnCount: width)
    let stride = rows.stride
    rows.elements.withUnsafeMutableBufferPointer { output in
      data.elements.withUnsafeBufferPointer { values in
        let (output, values) = (SharedMutable(output.baseAddress), SharedPointer(values.baseAddress))
        parallel.forEachChunk(of: data.rowCount, chunkSize: 256) { _, range in
          guard let output = output.pointer, let values = values.pointer else { return }
          for row in range {
            let (source, target) = (values + row * width, output + row * stride)
            if metric == .euclidean {
              means.withUnsafeBufferPointer { means in
                for column in 0..<width { target[column] = Float((Double(source[column]) - means[column]) / unit) }
              }
            } else {
              normalize(source, width: width, subtractingMean: metric == .correlation, into: target)
            }
          }
        }
      }
    }
    return rows
  }

  private static func normalize(
    _ source: UnsafePointer<Float>, width: Int, subtractingMean: Bool, into target: UnsafeMutablePointer<Float>
  ) {
    let isConstant = (1..<max(1, width)).allSatisfy { source[$0] == source[0] }
    if subtractingMean && isConstant { return }
    var sum = 0.0
    for column in 0..<width { sum += Double(source[column]) }
    let mean = subtractingMean ? sum / Double(width) : 0
    var square = 0.0
    for column in 0..<width { square += (Double(source[column]) - mean) * (Double(source[column]) - mean) }
    guard square > 0 else { return }
    let scale = 1 / square.squareRoot()
    for column in 0..<width { target[column] = Float((Double(source[column]) - mean) * scale) }
  }

  private static func squaredNorm(_ rows: PaddedRows, _ row: Int) -> Float {
    rows.elements.withUnsafeBufferPointer { values in
      var sum = 0.0
      for place in row * rows.stride..<(row + 1) * rows.stride { sum += Double(values[place]) * Double(values[place]) }
      return Float(sum)
    }
  }
}
