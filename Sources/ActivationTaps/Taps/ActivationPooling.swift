/// How a feature map, or a sequence of tokens, becomes one row of numbers for an image.
public enum ActivationPooling: Sendable, Codable, Equatable {
  /// The mean of each channel over all positions.
  case average
  /// The maximum of each channel over all positions.
  case maximum
  /// Means over a grid of cells, as fine as `maximumFeatureCount` values a layer allow.
  case grid(maximumFeatureCount: Int)

  /// The default limit of `grid`.
  public static let defaultMaximumFeatureCount = 4096
}

/// The cells of an adaptive average pooling: cell i of n over a length covers `floor(i·length/n) ..< ceil((i+1)·length/n)`,
/// as in PyTorch's `AdaptiveAvgPool2d`.
public struct PoolingGrid: Sendable, Codable, Equatable {
  /// Cells from top to bottom; 1 where there is only one axis of positions.
  public let height: Int
  /// Cells from left to right.
  public let width: Int

  /// Creates a grid.
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// The finest grid that keeps `channelCount · height · width` within the limit and the proportions of the map; at
  /// least one cell, at most one cell for each position.
  public init(channelCount: Int, mapHeight: Int, mapWidth: Int, maximumFeatureCount: Int) {
    precondition(channelCount > 0 && mapHeight > 0 && mapWidth > 0, "a feature map has channels and positions")
    let cells = max(1, maximumFeatureCount / channelCount)
    if mapHeight * mapWidth <= cells {
      self.init(height: mapHeight, width: mapWidth)
      return
    }
    let scale = (Double(cells) / Double(mapHeight * mapWidth)).squareRoot()
    var height = max(1, min(mapHeight, Int(Double(mapHeight) * scale)))
    var width = max(1, min(mapWidth, Int(Double(mapWidth) * scale)))
    height = min(height, cells)
    width = min(width, max(1, cells / height))
    self.init(height: height, width: width)
  }

  /// Averages a planar map, `channelCount` planes of `mapHeight` × `mapWidth`, into `output`, `channelCount` planes of
  /// `height` × `width`.
  package func pool(
    _ map: UnsafePointer<Float>, channelCount: Int, mapHeight: Int, mapWidth: Int,
    into output: UnsafeMutablePointer<Float>
  ) {
    for channel in 0..<channelCount {
      let plane = map + channel * mapHeight * mapWidth
      for row in 0..<height {
        let rows = Self.span(of: row, count: height, length: mapHeight)
        for column in 0..<width {
          let columns = Self.span(of: column, count: width, length: mapWidth)
          var sum: Float = 0
          for y in rows {
            for x in columns { sum += plane[y &* mapWidth &+ x] }
          }
          output[(channel * height + row) * width + column] = sum / Float(rows.count * columns.count)
        }
      }
    }
  }

  static func span(of cell: Int, count: Int, length: Int) -> Range<Int> {
    (cell * length / count)..<(((cell + 1) * length + count - 1) / count)
  }
}
