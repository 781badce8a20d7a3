package import NeighborSearch
package import NumericKernels

extension CSRMatrix {
  /// Merges a directed neighbor graph with its transpose: the weight of (i, j) is `combine(w_ij, w_ji)`, where a missing
  /// direction counts 0. `combine` must be symmetric; weights that are not positive are left out. O(edges).
  package init(
    symmetrizing graph: NeighborGraph, weights: [Float], parallel: ParallelRows = .init(),
    combine: @Sendable (Float, Float) -> Float
  ) {
    let (count, width) = (graph.rowCount, graph.neighborCount)
    precondition(weights.count == graph.indices.count, "every edge has a weight")
    let (incoming, outgoing) = graph.indices.withUnsafeBufferPointer { columns in
      weights.withUnsafeBufferPointer { values in
        let incoming = DirectedEdges(
          transposing: count, columns: SharedPointer(columns.baseAddress), values: SharedPointer(values.baseAddress),
          parallel
        ) { $0 * width }
        // Transposing twice restores the rows with ascending columns: cheaper than sorting them.
        return (incoming, DirectedEdges(transposing: incoming, parallel))
      }
    }
    let union = EdgeUnion(count: count, capacity: 2 * graph.indices.count)
    parallel.forEachChunk(of: count, chunkSize: 256) { _, range in
      for row in range { union.merge(row, outgoing, incoming, combine) }
    }
    self = union.matrix(parallel)
  }
}

/// Edges by row, columns ascending.
private struct DirectedEdges: Sendable {
  let offsets: AlignedBuffer<Int>
  let columns: AlignedBuffer<Int32>
  let values: AlignedBuffer<Float>

  private struct Edge: BitwiseCopyable {
    var source: Int32
    var target: Int32
    var value: Float
  }

  private static let band = 4096

  init(transposing edges: DirectedEdges, _ parallel: ParallelRows) {
    let offsets = edges.offsets
    self.init(
      transposing: offsets.count - 1, columns: SharedPointer(edges.columns.pointer),
      values: SharedPointer(edges.values.pointer), parallel
    ) { offsets.pointer[$0] }
    withExtendedLifetime(edges) {}
  }

  /// Turns edges around in two stable steps that each stay in the cache: first into bands of targets, then within each.
  init(
    transposing count: Int, columns: SharedPointer<Int32>, values: SharedPointer<Float>, _ parallel: ParallelRows,
    start: @Sendable (Int) -> Int
  ) {
    let bands = (count + Self.band - 1) / Self.band
    let total = start(count)
    let places = AlignedBuffer<Int>(count: bands * bands, repeating: 0)
    let sorted = AlignedBuffer<Edge>(count: total, repeating: Edge(source: 0, target: 0, value: 0))
    parallel.forEachChunk(of: count, chunkSize: Self.band) { chunk, range in
      guard let columns = columns.pointer else { return }
      for edge in start(range.lowerBound)..<start(range.upperBound) {
        places.pointer[chunk * bands + Int(columns[edge]) / Self.band] += 1
      }
    }
    let starts = Self.accumulate(places, bands)
    parallel.forEachChunk(of: count, chunkSize: Self.band) { chunk, range in
      guard let columns = columns.pointer, let values = values.pointer else { return }
      for row in range {
        for edge in start(row)..<start(row + 1) {
          let place = chunk * bands + Int(columns[edge]) / Self.band
          sorted.pointer[places.pointer[place]] = Edge(source: Int32(row), target: columns[edge], value: values[edge])
          places.pointer[place] += 1
        }
      }
    }
    self.init(count: count, sorted: sorted, starts: starts, parallel)
  }

  private init(count: Int, sorted: AlignedBuffer<Edge>, starts: [Int], _ parallel: ParallelRows) {
    let offsets = AlignedBuffer<Int>(count: count + 1, repeating: sorted.count)
    let columns = AlignedBuffer<Int32>(count: sorted.count, repeating: 0)
    let values = AlignedBuffer<Float>(count: sorted.count, repeating: 0)
    parallel.forEachChunk(of: count, chunkSize: Self.band) { chunk, range in
      let cursors = AlignedBuffer<Int>(count: range.count, repeating: 0)
      for edge in starts[chunk]..<starts[chunk + 1] {
        cursors.pointer[Int(sorted.pointer[edge].target) - range.lowerBound] += 1
      }
      var place = starts[chunk]
      for row in range {
        offsets.pointer[row] = place
        let degree = cursors.pointer[row - range.lowerBound]
        cursors.pointer[row - range.lowerBound] = place
        place += degree
      }
      for index in starts[chunk]..<starts[chunk + 1] {
        let edge = sorted.pointer[index]
        let row = Int(edge.target) - range.lowerBound
        columns.pointer[cursors.pointer[row]] = edge.source
        values.pointer[cursors.pointer[row]] = edge.value
        cursors.pointer[row] += 1
      }
    }
    (self.offsets, self.columns, self.values) = (offsets, columns, values)
  }

  /// Turns counts per chunk and band into the first place of each, band after band; returns where bands begin.
  private static func accumulate(_ places: AlignedBuffer<Int>, _ bands: Int) -> [Int] {
    var sum = 0
    var starts: [Int] = []
    for band in 0..<bands {
      starts.append(sum)
      for chunk in 0..<bands {
        let count = places.pointer[chunk * bands + band]
        places.pointer[chunk * bands + band] = sum
        sum += count
      }
    }
    return starts + [sum]
  }
}

/// The merged rows, each in a place that is large enough for both directions, until all lengths are known.
private struct EdgeUnion: Sendable {
  private let count: Int
  private let begins: AlignedBuffer<Int>
  private let lengths: AlignedBuffer<Int>
  private let columns: AlignedBuffer<Int32>
  private let values: AlignedBuffer<Float>

  init(count: Int, capacity: Int) {
    self.count = count
    begins = AlignedBuffer(count: count, repeating: 0)
    lengths = AlignedBuffer(count: count, repeating: 0)
    columns = AlignedBuffer(count: capacity, repeating: 0)
    values = AlignedBuffer(count: capacity, repeating: 0)
  }

  func merge(
    _ row: Int, _ outgoing: DirectedEdges, _ incoming: DirectedEdges, _ combine: (Float, Float) -> Float
  ) {
    var (i, j) = (outgoing.offsets.pointer[row], incoming.offsets.pointer[row])
    let (lastI, lastJ) = (outgoing.offsets.pointer[row + 1], incoming.offsets.pointer[row + 1])
    let begin = i + j
    var place = begin
    while i < lastI || j < lastJ {
      let first = i < lastI ? outgoing.columns.pointer[i] : Int32.max
      let second = j < lastJ ? incoming.columns.pointer[j] : Int32.max
      let column = min(first, second)
      let weight = combine(
        first == column ? outgoing.values.pointer[i] : 0, second == column ? incoming.values.pointer[j] : 0)
      columns.pointer[place] = column
      values.pointer[place] = weight
      place += weight > 0 ? 1 : 0
      i += first == column ? 1 : 0
      j += second == column ? 1 : 0
    }
    begins.pointer[row] = begin
    lengths.pointer[row] = place - begin
  }

  func matrix(_ parallel: ParallelRows) -> CSRMatrix {
    var offsets: [Int64] = [0]
    offsets.reserveCapacity(count + 1)
    var total = 0
    for row in 0..<count {
      total += lengths.pointer[row]
      offsets.append(Int64(total))
    }
    return CSRMatrix(
      rowCount: count, columnCount: count, offsets: offsets, columns: packed(columns, offsets, total, parallel),
      values: packed(values, offsets, total, parallel))
  }

  private func packed<Element: BitwiseCopyable & Sendable>(
    _ source: AlignedBuffer<Element>, _ offsets: [Int64], _ total: Int, _ parallel: ParallelRows
  ) -> [Element] {
    [Element](unsafeUninitializedCapacity: total) { buffer, initialized in
      let target = SharedMutable(buffer.baseAddress)
      parallel.forEachChunk(of: count, chunkSize: 1024) { _, range in
        guard let target = target.pointer else { return }
        for row in range {
          (target + Int(offsets[row])).update(from: source.pointer + begins.pointer[row], count: lengths.pointer[row])
        }
      }
      initialized = total
    }
  }
}
