package import NumericKernels

/// Points sorted along a Morton curve, on which points that lie close to each other follow each other closely.
package struct MortonOrder: Sendable {
  /// The number of levels of the quadtree or octree that the codes tell apart.
  static func levels(dimensions: Int) -> Int { dimensions == 3 ? 21 : 26 }

  /// The codes in ascending order, and the point that each belongs to; equal codes by point.
  let codes: AlignedBuffer<UInt64>
  let order: AlignedBuffer<Int32>
  /// The corner of the cell that holds all points, and its width.
  let low: SIMD4<Float>
  let width: Float

  /// Sorts points by radix. O(n).
  package init(_ points: LayoutPoints, parallel: ParallelRows) {
    let bounds = points.bounds(parallel)
    let levels = Self.levels(dimensions: points.dimensions)
    let width = max(bounds.width, .leastNormalMagnitude)
    let scale = Double(1 << levels) * (1 - 1e-9) / Double(width)
    let codes = AlignedBuffer<UInt64>(count: points.count, repeating: 0)
    let order = AlignedBuffer<Int32>(count: points.count, repeating: 0)
    parallel.forEachChunk(of: points.count, chunkSize: LayoutPoints.chunk) { _, range in
      for i in range {
        var code: UInt64 = 0
        for k in 0..<points.dimensions {
          let cell = Double(points.pointer[i * points.stride + k]) - Double(bounds.low[k])
          let bits = UInt64(max(0, min(cell * scale, Double((1 << levels) - 1))))
          code |= (points.dimensions == 3 ? Self.spreadByThree(bits) : Self.spreadByTwo(bits)) << UInt64(k)
        }
        codes.pointer[i] = code
        order.pointer[i] = Int32(i)
      }
    }
    (self.codes, self.order) = Self.sorted(codes, order, bits: levels * points.dimensions)
    self.low = bounds.low
    self.width = width
  }

  private static func sorted(
    _ codes: AlignedBuffer<UInt64>, _ order: AlignedBuffer<Int32>, bits: Int
  ) -> (AlignedBuffer<UInt64>, AlignedBuffer<Int32>) {
    let digit = 11
    var (codes, order) = (codes, order)
    var nextCodes = AlignedBuffer<UInt64>(count: codes.count, repeating: 0)
    var nextOrder = AlignedBuffer<Int32>(count: codes.count, repeating: 0)
    let places = AlignedBuffer<Int>(count: 1 << digit, repeating: 0)
    for shift in Swift.stride(from: 0, to: bits, by: digit) {
      let mask = UInt64(1 << digit - 1)
      places.pointer.update(repeating: 0, count: places.count)
      for i in 0..<codes.count { places.pointer[Int(codes.pointer[i] >> UInt64(shift) & mask)] += 1 }
      var sum = 0
      for place in 0..<places.count {
        let count = places.pointer[place]
        places.pointer[place] = sum
        sum += count
      }
      for i in 0..<codes.count {
        let code = codes.pointer[i]
        let value = Int(code >> UInt64(shift) & mask)
        let place = places.pointer[value]
        places.pointer[value] = place + 1
        nextCodes.pointer[place] = code
        nextOrder.pointer[place] = order.pointer[i]
      }
      swap(&codes, &nextCodes)
      swap(&order, &nextOrder)
    }
    return (codes, order)
  }

  /// Moves bits apart, to make room for those of the other dimension.
  private static func spreadByTwo(_ value: UInt64) -> UInt64 {
    var bits = value & 0xFFFF_FFFF
    bits = (bits | bits << 16) & 0x0000_FFFF_0000_FFFF
    bits = (bits | bits << 8) & 0x00FF_00FF_00FF_00FF
    bits = (bits | bits << 4) & 0x0F0F_0F0F_0F0F_0F0F
    bits = (bits | bits << 2) & 0x3333_3333_3333_3333
    return (bits | bits << 1) & 0x5555_5555_5555_5555
  }

  /// Moves bits apart, to make room for those of two other dimensions.
  private static func spreadByThree(_ value: UInt64) -> UInt64 {
    var bits = value & 0x1F_FFFF
    bits = (bits | bits << 32) & 0x001F_0000_0000_FFFF
    bits = (bits | bits << 16) & 0x001F_0000_FF00_00FF
    bits = (bits | bits << 8) & 0x100F_00F0_0F00_F00F
    bits = (bits | bits << 4) & 0x10C3_0C30_C30C_30C3
    return (bits | bits << 2) & 0x1249_2492_4924_9249
  }
}
