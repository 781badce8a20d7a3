/// Occlusion of a batch of images.
struct OcclusionRun {
  private struct Window {
    let rows: Range<Int>
    let columns: Range<Int>
  }

  private let runner: NetworkRunner
  private let options: Occlusion
  private let planes: (channels: Int, height: Int, width: Int)
  private let windows: [Window]

  init(_ runner: NetworkRunner, _ options: Occlusion) throws {
    (self.runner, self.options) = (runner, options)
    let planes = try runner.images.planes(for: "Occlusion")
    let (window, stride) = try options.sizes(height: planes.height, width: planes.width)
    let rows = Self.ranges(length: planes.height, window: window[0], stride: stride[0])
    let columns = Self.ranges(length: planes.width, window: window[1], stride: stride[1])
    self.planes = planes
    windows = rows.flatMap { rows in columns.map { Window(rows: rows, columns: $0) } }
  }

  /// Windows from the start on; the last one that is needed ends at the border.
  private static func ranges(length: Int, window: Int, stride: Int) -> [Range<Int>] {
    let count = (length - window + stride - 1) / stride + 1
    return (0..<count).map { $0 * stride..<min(length, $0 * stride + window) }
  }

  func attributions(progress: NetworkRunner.Progress?) throws -> [Attribution] {
    let images = runner.images
    let scores = try runner.scores()
    let fills = try (0..<images.count).map {
      try options.fill.values(for: images.values[images.places(of: $0)], in: images)
    }
    var (losses, covers) = (
      [Double](repeating: 0, count: images.count * planes.height * planes.width),
      [Double](repeating: 0, count: planes.height * planes.width)
    )
    for window in windows { forEachPixel(window) { covers[$0] += 1 } }
    try runner.scores(
      rows: images.count * windows.count, image: { $0 / windows.count },
      fill: { row, values in
        let image = row / windows.count
        runner.copy(image, into: values)
        for channel in 0..<planes.channels {
          let start = channel * planes.height * planes.width
          forEachPixel(windows[row % windows.count]) { values[start + $0] = fills[image][start + $0] }
        }
      }, progress: progress
    ) { row, score in
      let image = row / windows.count
      let loss = scores[image] - score
      forEachPixel(windows[row % windows.count]) { losses[image * covers.count + $0] += loss }
    }
    return (0..<images.count).map { image in
      let own = losses[image * covers.count..<(image + 1) * covers.count]
      return Attribution(
        shape: [planes.height, planes.width], values: zip(own, covers).map { Float($0 / $1) }, score: scores[image])
    }
  }

  private func forEachPixel(_ window: Window, _ body: (Int) -> Void) {
    for row in window.rows { for column in window.columns { body(row * planes.width + column) } }
  }
}
