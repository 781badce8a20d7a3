/// An image of 8-bit pixels, upright, without transparency.
///
/// `pixels` holds the rows from the top, each row its pixels from the left, each pixel its channels: one (grey) or
/// three (red, green, blue), without padding.
public struct PixelImage: Sendable, Equatable {
  /// Width in pixels.
  public let width: Int
  /// Height in pixels.
  public let height: Int
  /// 1 for grey, 3 for RGB.
  public let channelCount: Int
  /// `height * width * channelCount` values from 0 to 255.
  public var pixels: [UInt8]

  /// Creates an image; `pixels` must hold `height * width * channelCount` values.
  public init(width: Int, height: Int, channelCount: Int, pixels: [UInt8]) {
    precondition(channelCount == 1 || channelCount == 3, "an image has one or three channels")
    precondition(pixels.count == width * height * channelCount, "the number of pixels does not fit the size")
    self.width = width
    self.height = height
    self.channelCount = channelCount
    self.pixels = pixels
  }

  /// Creates an image of one value.
  public init(width: Int, height: Int, channelCount: Int, repeating value: UInt8 = 0) {
    self.init(
      width: width, height: height, channelCount: channelCount,
      pixels: [UInt8](repeating: value, count: width * height * channelCount))
  }

  /// Luma of an RGB image (ITU-R 601, the fixed-point weights of Pillow's `convert("L")`); a grey image as it is.
  public func grayscale() -> PixelImage {
    guard channelCount == 3 else { return self }
    let count = width * height
    let luma = [UInt8](unsafeUninitializedCapacity: count) { output, initialized in
      pixels.withUnsafeBufferPointer { Self.writeLuma(of: $0, into: output, count: count) }
      initialized = count
    }
    return PixelImage(width: width, height: height, channelCount: 1, pixels: luma)
  }

  /// The image with three channels; grey is repeated.
  public func rgb() -> PixelImage {
    guard channelCount == 1 else { return self }
    let count = width * height
    let colors = [UInt8](unsafeUninitializedCapacity: 3 * count) { output, initialized in
      pixels.withUnsafeBufferPointer { gray in
        for i in 0..<count {
          output[3 &* i] = gray[i]
          output[3 &* i &+ 1] = gray[i]
          output[3 &* i &+ 2] = gray[i]
        }
      }
      initialized = 3 * count
    }
    return PixelImage(width: width, height: height, channelCount: 3, pixels: colors)
  }

  static func writeLuma(
    of colors: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>, count: Int
  ) {
    guard let source = colors.baseAddress, let target = output.baseAddress else { return }
    for i in 0..<count {
      let red = UInt32(source[3 &* i]), green = UInt32(source[3 &* i &+ 1]), blue = UInt32(source[3 &* i &+ 2])
      target[i] = UInt8(truncatingIfNeeded: (red &* 19595 &+ green &* 38470 &+ blue &* 7471 &+ 0x8000) >> 16)
    }
  }
}
