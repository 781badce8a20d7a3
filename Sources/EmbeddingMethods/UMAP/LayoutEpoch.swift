import CKernels

/// One epoch of UMAP, in the terms of the C kernel.
package struct LayoutEpoch: @unchecked Sendable {
  // Pointers into buffers that the owner keeps alive; parallel work writes disjoint vertices.
  package var positions: UnsafeMutablePointer<Float>
  package var next: UnsafeMutablePointer<Float>
  package var stride: Int
  package var offsets: UnsafePointer<Int64>
  package var neighbors: UnsafePointer<Int32>
  package var rates: UnsafePointer<Float>
  package var rowCount: Int
  package var negativeSampleRate: Int
  package var seed: UInt64
  package var epoch: Int
  package var a: Float
  package var b: Float
  package var repulsionStrength: Float
  package var learningRate: Float

  package init(
    positions: UnsafeMutablePointer<Float>, next: UnsafeMutablePointer<Float>, stride: Int,
    offsets: UnsafePointer<Int64>, neighbors: UnsafePointer<Int32>, rates: UnsafePointer<Float>, rowCount: Int,
    negativeSampleRate: Int, seed: UInt64, a: Float, b: Float, repulsionStrength: Float
  ) {
    (self.positions, self.next, self.stride) = (positions, next, stride)
    (self.offsets, self.neighbors, self.rates) = (offsets, neighbors, rates)
    (self.rowCount, self.negativeSampleRate, self.seed) = (rowCount, negativeSampleRate, seed)
    (self.a, self.b, self.repulsionStrength) = (a, b, repulsionStrength)
    (epoch, learningRate) = (0, 1)
  }

  /// Moves some vertices, reading all positions from before the call.
  package func move(_ vertices: UnsafePointer<Int32>, count: Int) {
    var job = strata_umap_epoch(
      positions: positions, next: next, stride: stride, offsets: offsets, neighbors: neighbors, rates: rates,
      rowCount: UInt32(rowCount), negativeSampleRate: UInt32(negativeSampleRate), seed: seed, epoch: UInt32(epoch),
      a: a, b: b, repulsionStrength: repulsionStrength, learningRate: learningRate)
    strata_umap_move(&job, vertices, count)
  }
}
