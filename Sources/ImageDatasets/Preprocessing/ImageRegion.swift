/// A rectangle of an image, in its own pixels.
public struct ImageRegion: Sendable, Equatable, Codable {
  /// The first column.
  public var x: Int
  /// The first row.
  public var y: Int
  /// Columns, at least one.
  public var width: Int
  /// Rows, at least one.
  public var height: Int

  /// Makes a rectangle.
  public init(x: Int, y: Int, width: Int, height: Int) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }
}

extension Preprocessing {
  /// The part of an image from which these rows and columns of the network's input are made: backwards through crop and
  /// resizing. What a resampled pixel takes from beyond its own square is not counted, and neither is the reach of a filter.
  ///
  /// - Returns: Nil where all of it lies in what the crop has beyond the image.
  public func region(
    ofRows rows: Range<Int>, columns: Range<Int>, imageWidth: Int, imageHeight: Int
  ) -> ImageRegion? {
    guard imageWidth > 0, imageHeight > 0 else { return nil }
    let plan = ResizePlan(imageWidth: imageWidth, imageHeight: imageHeight, preprocessing: self)
    guard let across = Self.source(of: columns, from: plan.left, resized: plan.width, size: imageWidth),
      let down = Self.source(of: rows, from: plan.top, resized: plan.height, size: imageHeight)
    else { return nil }
    return ImageRegion(x: across.lowerBound, y: down.lowerBound, width: across.count, height: down.count)
  }

  private static func source(of range: Range<Int>, from start: Int, resized: Int, size: Int) -> Range<Int>? {
    let lower = max(0, range.lowerBound + start), upper = min(resized, range.upperBound + start)
    guard lower < upper else { return nil }
    // Whole numbers, so that no rounding takes a pixel more.
    return lower * size / resized..<(upper * size + resized - 1) / resized
  }
}
