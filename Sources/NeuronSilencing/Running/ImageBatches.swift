import TensorEngine

/// The scored images, in batches.
struct ImageBatches {
  let data: SilencingData
  let items: [Int]
  let sizes: BatchSizes
  let engine: TensorEngine
  let device: Device

  /// Calls a body with each batch and the items whose rows count; a batch of fixed size is filled up with the first.
  func forEach(_ body: (_ images: Tensor, _ items: ArraySlice<Int>) throws -> Void) throws {
    let length = data.imageShape.reduce(1, *)
    var buffer = [Float](repeating: 0, count: min(sizes.isFixed ? .max : items.count, sizes.images) * length)
    for start in stride(from: 0, to: items.count, by: sizes.images) {
      let chosen = items[start..<min(items.count, start + sizes.images)]
      let filled =
        sizes.isFixed ? Array(chosen) + Array(repeating: chosen[start], count: sizes.images - chosen.count) : []
      let rows = sizes.isFixed ? filled[...] : chosen
      let images = try buffer.withUnsafeMutableBufferPointer { buffer in
        let part = UnsafeMutableBufferPointer(rebasing: buffer[..<(rows.count * length)])
        try data.read(rows, part)
        return try engine.tensor(UnsafeBufferPointer(part), shape: [rows.count] + data.imageShape, device: device)
      }
      try body(images, chosen)
    }
  }
}
