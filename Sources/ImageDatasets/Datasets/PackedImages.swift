import Foundation

/// Images of one size in one piece of memory, as MNIST and CIFAR-10 come.
struct PackedImages: Sendable {
  enum Layout: Sendable {
    /// Rows of pixels, channels together.
    case interleaved
    /// One plane a channel.
    case planar
  }

  var name: String
  var width: Int
  var height: Int
  var channelCount: Int
  var layout: Layout
  var count: Int
  /// Bytes before the first image, and before each image (CIFAR-10's label).
  var headerByteCount: Int
  var recordPrefix: Int
  var bytes: [UInt8]

  var recordByteCount: Int { recordPrefix + width * height * channelCount }

  func image(at index: Int) -> PixelImage {
    let pixelCount = width * height
    let start = headerByteCount + index * recordByteCount + recordPrefix
    if layout == .interleaved || channelCount == 1 {
      return PixelImage(
        width: width, height: height, channelCount: channelCount,
        pixels: Array(bytes[start..<(start + pixelCount * channelCount)]))
    }
    let pixels = [UInt8](unsafeUninitializedCapacity: pixelCount * channelCount) { output, initialized in
      bytes.withUnsafeBufferPointer { source in
        for channel in 0..<channelCount {
          let plane = start + channel * pixelCount
          for i in 0..<pixelCount { output[i &* channelCount &+ channel] = source[plane &+ i] }
        }
      }
      initialized = pixelCount * channelCount
    }
    return PixelImage(width: width, height: height, channelCount: channelCount, pixels: pixels)
  }

  /// Split and number, wide enough that names sort in the order of the numbers.
  static func identifier(_ split: String, _ index: Int) -> String {
    let digits = String(index)
    return split + "/" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
  }
}

extension [PackedImages] {
  /// The image at a position in all of them, one after the other.
  func image(at index: Int) -> PixelImage {
    var position = index
    for part in self {
      if position < part.count { return part.image(at: position) }
      position -= part.count
    }
    preconditionFailure("the index is below the number of items")
  }
}
