/// Square thumbnails and the sprite sheets that hold them.
public enum Thumbnail {
  /// The largest centered square of an image, antialiased to `side` x `side` pixels, always RGB.
  /// - Parameters:
  ///   - image: the image; must not be empty.
  ///   - side: in pixels, positive.
  ///   - resampler: keeps buffers from image to image.
  /// - Returns: an RGB image of `side` x `side` pixels.
  public static func make(of image: PixelImage, side: Int, using resampler: ImageResampler) -> PixelImage {
    let square = image.centerSquare()
    return resampler.resized(square, width: side, height: side, interpolation: .bicubic).rgb()
  }
}

extension PixelImage {
  /// The largest square in the middle.
  func centerSquare() -> PixelImage {
    let side = min(width, height)
    return side == max(width, height)
      ? self : cropped(x: (width - side) / 2, y: (height - side) / 2, width: side, height: side)
  }

  /// A rectangle of the image; it must lie inside.
  public func cropped(x: Int, y: Int, width cropWidth: Int, height cropHeight: Int) -> PixelImage {
    precondition(x >= 0 && y >= 0 && x + cropWidth <= width && y + cropHeight <= height, "the rectangle lies inside")
    var result = [UInt8]()
    result.reserveCapacity(cropWidth * cropHeight * channelCount)
    for row in y..<(y + cropHeight) {
      let start = (row * width + x) * channelCount
      result.append(contentsOf: pixels[start..<(start + cropWidth * channelCount)])
    }
    return PixelImage(width: cropWidth, height: cropHeight, channelCount: channelCount, pixels: result)
  }
}

/// A page of equally large pictures, row by row, black where there is none.
public struct SpriteSheet: Sendable {
  /// Side of one picture in pixels.
  public let side: Int
  /// Pictures in one row.
  public let columns: Int
  /// Rows of pictures.
  public let rows: Int
  /// The page itself.
  public private(set) var image: PixelImage

  /// Creates an empty page.
  public init(side: Int, columns: Int, rows: Int) {
    self.side = side
    self.columns = columns
    self.rows = rows
    image = PixelImage(width: side * columns, height: side * rows, channelCount: 3)
  }

  /// Number of pictures that fit.
  public var capacity: Int { columns * rows }

  /// Puts a picture of `side` x `side` pixels into a slot, counted from 0 row by row.
  public mutating func place(_ picture: PixelImage, at slot: Int) {
    precondition(slot >= 0 && slot < capacity && picture.width == side && picture.height == side)
    let source = picture.rgb()
    let left = slot % columns * side
    let top = slot / columns * side
    for row in 0..<side {
      let target = ((top + row) * image.width + left) * 3
      image.pixels.replaceSubrange(
        target..<(target + 3 * side), with: source.pixels[(row * side * 3)..<((row + 1) * side * 3)])
    }
  }
}
