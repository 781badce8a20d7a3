import CImageCodecs

/// Changes the size of images; equal to Pillow's `Image.resize` (and so to torchvision's on PIL images) bit for bit.
/// (Pillow 13 begins with the columns where the height shrinks much more than the width; there single pixels differ by
/// 1 of 255. Where proportions are kept, as in every preprocessing of torchvision, all versions agree.)
///
/// Two passes, rows first, each rounding to 8 bits; cost O(pixels x filter width). One resampler belongs to one worker:
/// it keeps its scratch buffer and the weights of the sizes met last.
public final class ImageResampler {
  /// A rectangle of the resized image, in its pixels.
  struct Window: Equatable {
    var x: Int
    var y: Int
    var width: Int
    var height: Int
  }

  /// Pixels in memory: interleaved rows, `stride` bytes apart.
  struct Source {
    var pixels: UnsafePointer<UInt8>
    var width: Int
    var height: Int
    var channelCount: Int
    var stride: Int { width * channelCount }
  }

  private struct WeightsKey: Hashable {
    var sourceCount: Int
    var outputCount: Int
    var range: Range<Int>
    var interpolation: Interpolation
  }

  private var scratch = [UInt8]()
  private var weights = [WeightsKey: ResamplingWeights]()

  /// Creates a resampler.
  public init() {}

  /// The image at another size; sides must be positive.
  public func resized(
    _ image: PixelImage, width: Int, height: Int, interpolation: Interpolation = .bilinear
  ) -> PixelImage {
    precondition(width > 0 && height > 0 && !image.pixels.isEmpty, "an image has positive sides")
    if width == image.width, height == image.height { return image }
    let count = width * height * image.channelCount
    let pixels = [UInt8](unsafeUninitializedCapacity: count) { output, initialized in
      image.pixels.withUnsafeBufferPointer { buffer in
        guard let start = buffer.baseAddress, let target = output.baseAddress else { return }
        let source = Source(
          pixels: start, width: image.width, height: image.height, channelCount: image.channelCount)
        let window = Window(x: 0, y: 0, width: width, height: height)
        resample(source, to: (width, height), window: window, interpolation: interpolation, into: target)
      }
      initialized = count
    }
    return PixelImage(width: width, height: height, channelCount: image.channelCount, pixels: pixels)
  }

  /// Writes only `window` of the image resized to `size`: the same pixels as cutting it out afterwards.
  func resample(
    _ source: Source, to size: (width: Int, height: Int), window: Window, interpolation: Interpolation,
    into output: UnsafeMutablePointer<UInt8>
  ) {
    let columns = window.x..<(window.x + window.width)
    let rows = window.y..<(window.y + window.height)
    let horizontal = weights(from: source.width, to: size.width, columns, interpolation)
    let vertical = weights(from: source.height, to: size.height, rows, interpolation)
    let rowBytes = window.width * source.channelCount
    guard let vertical else {
      for y in 0..<window.height {
        writeRow(source, row: window.y + y, horizontal, window, into: output + y * rowBytes)
      }
      return
    }
    let lastRow = window.height - 1
    let firstNeeded = Int(vertical.starts[0])
    let neededCount = Int(vertical.starts[lastRow] + vertical.counts[lastRow]) - firstNeeded
    if scratch.count < neededCount * rowBytes { scratch = [UInt8](repeating: 0, count: neededCount * rowBytes) }
    scratch.withUnsafeMutableBufferPointer { buffer in
      guard let rows = buffer.baseAddress else { return }
      for row in 0..<neededCount {
        writeRow(source, row: firstNeeded + row, horizontal, window, into: rows + row * rowBytes)
      }
      vertical.weights.withUnsafeBufferPointer { weights in
        guard let first = weights.baseAddress else { return }
        for y in 0..<window.height {
          strata_resample_column(
            rows + (Int(vertical.starts[y]) - firstNeeded) * rowBytes, rowBytes, rowBytes,
            first + y * vertical.stride, vertical.counts[y], output + y * rowBytes)
        }
      }
    }
  }

  /// One source row, resampled to the window's columns, or copied where the width stays.
  private func writeRow(
    _ source: Source, row: Int, _ horizontal: ResamplingWeights?, _ window: Window,
    into output: UnsafeMutablePointer<UInt8>
  ) {
    let from = source.pixels + row * source.stride
    guard let horizontal else {
      output.update(from: from + window.x * source.channelCount, count: window.width * source.channelCount)
      return
    }
    horizontal.starts.withUnsafeBufferPointer { starts in
      horizontal.counts.withUnsafeBufferPointer { counts in
        horizontal.weights.withUnsafeBufferPointer { weights in
          guard let starts = starts.baseAddress, let counts = counts.baseAddress, let weights = weights.baseAddress
          else { return }
          let taps = strata_taps(
            starts: starts, counts: counts, weights: weights, stride: Int32(horizontal.stride),
            count: Int32(window.width))
          strata_resample_row(from, Int32(source.width), Int32(source.channelCount), taps, output)
        }
      }
    }
  }

  /// `nil` where the size stays: Pillow then leaves the pass out.
  private func weights(
    from sourceCount: Int, to outputCount: Int, _ range: Range<Int>, _ interpolation: Interpolation
  ) -> ResamplingWeights? {
    if sourceCount == outputCount { return nil }
    let key = WeightsKey(
      sourceCount: sourceCount, outputCount: outputCount, range: range, interpolation: interpolation)
    if let known = weights[key] { return known }
    // Photos of one folder share few sizes; a folder with thousands of sizes must not fill the memory.
    if weights.count >= 64 { weights.removeAll(keepingCapacity: true) }
    let new = ResamplingWeights(
      sourceCount: sourceCount, outputCount: outputCount, range: range, interpolation: interpolation)
    weights[key] = new
    return new
  }
}
