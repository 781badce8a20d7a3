import CKernels

extension DenseAlgebra {
  /// The precision in which products of values are summed.
  package enum ProductPrecision: Sendable {
    /// Float32 over 256 products at a time; these sums are added in Double.
    case single
    /// Double throughout.
    case double
  }

  /// BᵀB of centered rows B: d × d, row-major, both triangles. O(n·d²).
  ///
  /// `progress` is called after every block of rows; its throwing stops the work.
  package static func columnGram(
    _ rows: CenteredRows, precision: ProductPrecision, parallel: ParallelRows, progress: ProgressHandler? = nil
  ) throws -> [Double] {
    let (count, width) = (rows.data.rowCount, rows.data.columnCount)
    return try rows.withPointers { values, mean in
      let (values, mean) = (SharedPointer(values), SharedPointer(mean))
      let blocks = GramBlocks(order: width, length: count, precision: precision, parallel: parallel)
      return try blocks.product(scale: rows.scale, progress: progress) { lanes, range, panel in
        guard let values = values.pointer, let mean = mean.pointer else { return }
        let first = values + range.lowerBound * width + lanes.lowerBound
        switch precision {
        case .single:
          strata_pack_columns(
            first, width, mean + lanes.lowerBound, rows.scale, range.count, lanes.count,
            panel.assumingMemoryBound(to: Float.self))
        case .double:
          strata_pack_double_columns(
            first, width, mean + lanes.lowerBound, rows.scale, range.count, lanes.count,
            panel.assumingMemoryBound(to: Double.self))
        }
      }
    }
  }

  /// BBᵀ of centered rows B: n × n, row-major, both triangles. O(n²·d).
  package static func rowGram(
    _ rows: CenteredRows, precision: ProductPrecision, parallel: ParallelRows, progress: ProgressHandler? = nil
  ) throws -> [Double] {
    let (count, width) = (rows.data.rowCount, rows.data.columnCount)
    return try rows.withPointers { values, mean in
      let (values, mean) = (SharedPointer(values), SharedPointer(mean))
      let blocks = GramBlocks(order: count, length: width, precision: precision, parallel: parallel)
      return try blocks.product(scale: rows.scale, progress: progress) { lanes, range, panel in
        guard let values = values.pointer, let mean = mean.pointer else { return }
        let first = values + lanes.lowerBound * width + range.lowerBound
        switch precision {
        case .single:
          strata_pack_rows(
            first, width, mean + range.lowerBound, rows.scale, range.count, lanes.count,
            panel.assumingMemoryBound(to: Float.self))
        case .double:
          strata_pack_double_rows(
            first, width, mean + range.lowerBound, rows.scale, range.count, lanes.count,
            panel.assumingMemoryBound(to: Double.self))
        }
      }
    }
  }
}

/// All products of `order` vectors of a `length`, which are packed block by block along their length.
///
/// Output tiles of 4 × 4 panels are each owned by one chunk of work, which adds the blocks in order. Tiles below the
/// diagonal are copied from above it, so the result is symmetric to the bit.
private struct GramBlocks {
  let order, length: Int
  let precision: DenseAlgebra.ProductPrecision
  let parallel: ParallelRows
  private let depth = 256
  // Every block reads and writes all sums once, so a short block would wait for memory.
  private let blockLength = 4096
  private let tilePanels = 4

  init(order: Int, length: Int, precision: DenseAlgebra.ProductPrecision, parallel: ParallelRows) {
    (self.order, self.length, self.precision, self.parallel) = (order, length, precision, parallel)
  }

  private var panelWidth: Int {
    precision == .single ? Int(STRATA_PANEL_WIDTH) : Int(STRATA_DOUBLE_PANEL_WIDTH)
  }
  private var elementSize: Int { precision == .single ? 4 : 8 }
  private var panelCount: Int { (order + panelWidth - 1) / panelWidth }
  private var paddedOrder: Int { panelCount * panelWidth }

  /// `pack(lanes, range, panel)` fills one panel with the elements `range` of the vectors `lanes`.
  func product(
    scale: Double, progress: ProgressHandler?,
    pack: @Sendable (_ lanes: Range<Int>, _ range: Range<Int>, _ panel: UnsafeMutableRawPointer) -> Void
  ) throws -> [Double] {
    let sums = AlignedBuffer<Double>(count: paddedOrder * paddedOrder, repeating: 0)
    let packed = AlignedBuffer<UInt8>(count: paddedOrder * min(blockLength, length) * elementSize)
    for start in stride(from: 0, to: length, by: blockLength) {
      let block = start..<min(length, start + blockLength)
      packBlock(block, into: packed, pack: pack)
      addTiles(block.count, packed, into: sums)
      try progress?(Double(block.upperBound) / Double(length))
    }
    return mirrored(sums, factor: 1 / (scale * scale))
  }

  /// Where a panel of a depth block begins, in bytes; earlier depth blocks are all full.
  private func offset(panel: Int, from: Int, depth: Int) -> Int {
    (from * paddedOrder + panel * depth * panelWidth) * elementSize
  }

  private func packBlock(
    _ block: Range<Int>, into packed: AlignedBuffer<UInt8>,
    pack: @Sendable (_ lanes: Range<Int>, _ range: Range<Int>, _ panel: UnsafeMutableRawPointer) -> Void
  ) {
    let depths = (block.count + depth - 1) / depth
    parallel.forEachChunk(of: depths * panelCount, chunkSize: 1) { index, _ in
      let (from, panel) = (index / panelCount * depth, index % panelCount)
      let count = min(depth, block.count - from)
      let first = panel * panelWidth
      pack(
        first..<min(order, first + panelWidth), block.lowerBound + from..<block.lowerBound + from + count,
        UnsafeMutableRawPointer(packed.pointer + offset(panel: panel, from: from, depth: count)))
    }
  }

  private func addTiles(_ length: Int, _ packed: AlignedBuffer<UInt8>, into sums: AlignedBuffer<Double>) {
    let tiles = (panelCount + tilePanels - 1) / tilePanels
    let pairs = (0..<tiles).flatMap { i in (i..<tiles).map { (i, $0) } }
    parallel.forEachChunk(of: pairs.count, chunkSize: 1) { index, _ in
      let (rows, columns) = (panels(of: pairs[index].0), panels(of: pairs[index].1))
      for from in stride(from: 0, to: length, by: depth) {
        let count = min(depth, length - from)
        for column in columns {
          let b = packed.pointer + offset(panel: column, from: from, depth: count)
          for row in rows where row <= column {
            let a = packed.pointer + offset(panel: row, from: from, depth: count)
            multiply(a, b, count, sums.pointer + (row * paddedOrder + column) * panelWidth)
          }
        }
      }
    }
  }

  private func panels(of tile: Int) -> Range<Int> {
    tile * tilePanels..<min(panelCount, (tile + 1) * tilePanels)
  }

  private func multiply(
    _ a: UnsafeMutablePointer<UInt8>, _ b: UnsafeMutablePointer<UInt8>, _ depth: Int,
    _ out: UnsafeMutablePointer<Double>
  ) {
    let (a, b) = (UnsafeRawPointer(a), UnsafeRawPointer(b))
    switch precision {
    case .single:
      strata_panel_product(
        a.assumingMemoryBound(to: Float.self), b.assumingMemoryBound(to: Float.self), depth, out, paddedOrder)
    case .double:
      strata_double_panel_pair(
        a.assumingMemoryBound(to: Double.self), b.assumingMemoryBound(to: Double.self), depth, out, paddedOrder)
    }
  }

  private func mirrored(_ sums: AlignedBuffer<Double>, factor: Double) -> [Double] {
    let (order, padded) = (order, paddedOrder)
    return [Double](unsafeUninitializedCapacity: order * order) { output, count in
      let output = SharedMutable(output.baseAddress)
      // Squares of 48 keep the lines of the transposed reads in the cache.
      parallel.forEachChunk(of: order, chunkSize: 48) { _, rows in
        guard let output = output.pointer else { return }
        for start in stride(from: 0, to: order, by: 48) {
          for i in rows {
            for j in start..<min(order, start + 48) {
              output[i * order + j] = factor * (i <= j ? sums.pointer[i * padded + j] : sums.pointer[j * padded + i])
            }
          }
        }
      }
      count = order * order
    }
  }
}
