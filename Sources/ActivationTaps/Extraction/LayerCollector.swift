import Foundation
import NumericKernels
import ONNXModel

/// Takes the outputs of finished requests: rows onto the disk, maxima into the top images.
///
/// Not safe for several threads; the extraction gives it one batch at a time.
final class LayerCollector {
  let plan: LayerPlan
  let writer: NPYWriter?
  private(set) var top: TopImages?
  private var maxima: [Float]
  private var rows: [Float] = []

  init(plan: LayerPlan, writer: NPYWriter?) {
    self.plan = plan
    self.writer = writer
    top = plan.maxima == nil ? nil : TopImages(channelCount: plan.channelCount)
    maxima = Array(repeating: 0, count: plan.channelCount)
  }

  func restoreTop(_ snapshot: [Data]) -> Bool {
    top == nil ? snapshot.isEmpty : top?.restore(snapshot) ?? false
  }

  /// Takes the items `first ..< first + count`, which fill the first places of the request's batch.
  func collect(_ request: InferenceRequest, inputShape: [Int], first: Int, count: Int) throws {
    switch plan.features {
    case .input(let grid):
      try writeInput(request.input, shape: inputShape, grid: grid, first: first, count: count)
    case .output(let index):
      try request.withOutput(index) { values in
        try checkCount(values.count, places: inputShape[0], expected: plan.featureCount)
        try write(UnsafeBufferPointer(rebasing: values.prefix(count * plan.featureCount)), first: first)
        if plan.maxima == .features {
          for item in 0..<count {
            insert(item: first + item, values.baseAddress, offset: item * plan.featureCount) { _ in -1 }
          }
        }
      }
    case .channelMaxima:
      rows = Array(repeating: 0, count: count * plan.channelCount)
    }
    try collectMaxima(request, places: inputShape[0], first: first, count: count)
    if plan.features == .channelMaxima { try rows.withUnsafeBufferPointer { try write($0, first: first) } }
  }

  private func collectMaxima(_ request: InferenceRequest, places: Int, first: Int, count: Int) throws {
    let channels = plan.channelCount
    switch plan.maxima {
    case nil, .features: return
    case .values(let valueOutput, let positionOutput):
      try request.withOutput(valueOutput) { values in
        try request.withIntegerOutput(positionOutput) { positions in
          try checkCount(values.count, places: places, expected: channels)
          try checkCount(positions.count, places: places, expected: channels)
          for item in 0..<count {
            keepRow(values.baseAddress, offset: item * channels, item: item)
            insert(item: first + item, values.baseAddress, offset: item * channels) {
              Int32(truncatingIfNeeded: positions[item * channels + $0])
            }
          }
        }
      }
    case .rowsAndColumns(let rowOutput, let columnOutput, let height, let width):
      try request.withOutput(rowOutput) { rowMaxima in
        try request.withOutput(columnOutput) { columnMaxima in
          try checkCount(rowMaxima.count, places: places, expected: channels * height)
          try checkCount(columnMaxima.count, places: places, expected: channels * width)
          for item in 0..<count {
            let rowsOfItem = UnsafeBufferPointer(rebasing: rowMaxima[(item * channels * height)...])
            let columnsOfItem = UnsafeBufferPointer(rebasing: columnMaxima[(item * channels * width)...])
            Self.reduce(rowsOfItem, channels: channels, length: height, into: &maxima)
            maxima.withUnsafeBufferPointer { values in
              keepRow(values.baseAddress, offset: 0, item: item)
              insert(item: first + item, values.baseAddress, offset: 0) { channel in
                let row = Self.firstMaximum(rowsOfItem, from: channel * height, length: height)
                let column = Self.firstMaximum(columnsOfItem, from: channel * width, length: width)
                return Int32(row * width + column)
              }
            }
          }
        }
      }
    }
  }

  private func keepRow(_ values: UnsafePointer<Float>?, offset: Int, item: Int) {
    guard plan.features == .channelMaxima, let values else { return }
    rows.withUnsafeMutableBufferPointer { rows in
      rows.baseAddress?.advanced(by: item * plan.channelCount)
        .update(from: values + offset, count: plan.channelCount)
    }
  }

  private func insert(item: Int, _ values: UnsafePointer<Float>?, offset: Int, position: (Int) -> Int32) {
    guard let values else { return }
    top?.insert(item: Int32(item), channelValues: values + offset, position: position)
  }

  private func write(_ values: UnsafeBufferPointer<Float>, first: Int) throws {
    try writer?.writeRows(UnsafeRawBufferPointer(values), startingAtRow: first)
  }

  private func writeInput(
    _ input: UnsafeMutableBufferPointer<Float>, shape: [Int], grid: PoolingGrid, first: Int, count: Int
  ) throws {
    let (channels, height, width) = TapPlanBuilder.planes(of: Array(shape.dropFirst()))
    guard let source = input.baseAddress else { return }
    if grid.height == height, grid.width == width {
      return try write(UnsafeBufferPointer(start: source, count: count * plan.featureCount), first: first)
    }
    var pooled = [Float](repeating: 0, count: count * plan.featureCount)
    try pooled.withUnsafeMutableBufferPointer { pooled in
      guard let target = pooled.baseAddress else { return }
      for item in 0..<count {
        grid.pool(
          source + item * channels * height * width, channelCount: channels, mapHeight: height, mapWidth: width,
          into: target + item * plan.featureCount)
      }
      try write(UnsafeBufferPointer(pooled), first: first)
    }
  }

  private func checkCount(_ count: Int, places: Int, expected: Int) throws {
    guard count == places * expected else {
      throw ActivationTapsError(
        kind: .badInput,
        description: "Layer \(plan.tapPoint.name) gave \(count) values for a batch of \(places), expected "
          + "\(expected) for each image. Its first axis is not the batch; choose other layers with --layers.")
    }
  }

  private static func reduce(
    _ values: UnsafeBufferPointer<Float>, channels: Int, length: Int, into maxima: inout [Float]
  ) {
    maxima.withUnsafeMutableBufferPointer { maxima in
      for channel in 0..<channels {
        var greatest = values[channel &* length]
        for index in 1..<max(length, 1) {
          let value = values[channel &* length &+ index]
          if value > greatest { greatest = value }
        }
        maxima[channel] = greatest
      }
    }
  }

  private static func firstMaximum(_ values: UnsafeBufferPointer<Float>, from start: Int, length: Int) -> Int {
    var best = 0
    for index in 1..<max(length, 1) where values[start + index] > values[start + best] { best = index }
    return best
  }
}
