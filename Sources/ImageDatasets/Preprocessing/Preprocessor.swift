/// Turns images into network inputs; one per worker, because it keeps its buffers and tables.
///
/// The output is CHW Float32. Only the cropped part of an image is ever resized; values come from one table of 256 floats
/// a channel.
public final class Preprocessor {
  /// What is done.
  public let preprocessing: Preprocessing
  private let resampler = ImageResampler()
  /// 256 values for every output channel, and the source channel it takes.
  private let tables: [Float]
  private let sourceChannels: [Int]
  private var luma = [UInt8]()
  private var window = [UInt8]()

  /// Creates the worker's preprocessor.
  public init(_ preprocessing: Preprocessing) {
    self.preprocessing = preprocessing
    let count = preprocessing.channelOrder.channelCount
    var tables = [Float]()
    for channel in 0..<count {
      let mean = preprocessing.mean[min(channel, preprocessing.mean.count - 1)]
      let deviation = preprocessing.standardDeviation[min(channel, preprocessing.standardDeviation.count - 1)]
      tables += (0..<256).map { Float((Double($0) * preprocessing.scale - mean) / deviation) }
    }
    self.tables = tables
    sourceChannels = preprocessing.channelOrder == .bgr ? [2, 1, 0] : [0, 1, 2]
  }

  /// Channels, height and width of an image's output.
  public func outputShape(of image: PixelImage) -> (channels: Int, height: Int, width: Int) {
    let plan = ResizePlan(imageWidth: image.width, imageHeight: image.height, preprocessing: preprocessing)
    return (preprocessing.channelOrder.channelCount, plan.cropHeight, plan.cropWidth)
  }

  /// Writes one image as CHW Float32; `output` must hold exactly channels x height x width of ``outputShape(of:)``.
  public func write(_ image: PixelImage, into output: UnsafeMutableBufferPointer<Float>) {
    let image = filtered(image)
    let plan = ResizePlan(imageWidth: image.width, imageHeight: image.height, preprocessing: preprocessing)
    let planeSize = plan.cropWidth * plan.cropHeight
    precondition(output.count == planeSize * preprocessing.channelOrder.channelCount, "the output has the right size")
    withResizedWindow(of: image, plan: plan) { source, stride, channelCount, visible in
      if visible.width < plan.cropWidth || visible.height < plan.cropHeight { fillWithBlack(output, planeSize) }
      guard let target = output.baseAddress else { return }
      let origin = visible.y * plan.cropWidth + visible.x
      tables.withUnsafeBufferPointer { tables in
        guard let tables = tables.baseAddress else { return }
        for channel in 0..<preprocessing.channelOrder.channelCount {
          let from = source + (channelCount == 1 ? 0 : sourceChannels[channel])
          Self.writePlane(
            from: from, stride: stride, step: channelCount, table: tables + channel * 256,
            to: target + channel * planeSize + origin, outputStride: plan.cropWidth,
            width: visible.width, height: visible.height)
        }
      }
    }
  }

  /// The part of the image that the network sees, as 8-bit pixels (RGB or grey, before the normalization).
  public func visiblePart(of image: PixelImage) -> PixelImage {
    let image = filtered(image)
    let plan = ResizePlan(imageWidth: image.width, imageHeight: image.height, preprocessing: preprocessing)
    let channelCount = preprocessing.channelOrder == .gray ? 1 : image.channelCount
    var result = PixelImage(width: plan.cropWidth, height: plan.cropHeight, channelCount: channelCount)
    withResizedWindow(of: image, plan: plan) { source, stride, channelCount, visible in
      for row in 0..<visible.height {
        let line = UnsafeBufferPointer(start: source + row * stride, count: visible.width * channelCount)
        let start = ((visible.y + row) * plan.cropWidth + visible.x) * channelCount
        result.pixels.replaceSubrange(start..<(start + line.count), with: line)
      }
    }
    return result
  }

  private func filtered(_ image: PixelImage) -> PixelImage { preprocessing.filter?.applied(to: image) ?? image }

  /// Calls `body` with the resized pixels inside the crop: their start, bytes per row, channels, and the rectangle of
  /// the crop that they fill.
  private func withResizedWindow(
    of image: PixelImage, plan: ResizePlan,
    _ body: (UnsafePointer<UInt8>, Int, Int, ImageResampler.Window) -> Void
  ) {
    let toLuma = preprocessing.channelOrder == .gray && image.channelCount == 3
    if toLuma { makeLuma(of: image) }
    let channelCount = toLuma ? 1 : image.channelCount
    let visible = ImageResampler.Window(
      x: max(0, -plan.left), y: max(0, -plan.top),
      width: min(plan.cropWidth, plan.width), height: min(plan.cropHeight, plan.height))
    let cut = ImageResampler.Window(
      x: max(0, plan.left), y: max(0, plan.top), width: visible.width, height: visible.height)
    (toLuma ? luma : image.pixels).withUnsafeBufferPointer { buffer in
      guard let pixels = buffer.baseAddress else { return }
      if plan.width == image.width, plan.height == image.height {
        let stride = image.width * channelCount
        return body(pixels + cut.y * stride + cut.x * channelCount, stride, channelCount, visible)
      }
      let needed = cut.width * cut.height * channelCount
      if window.count < needed { window = [UInt8](repeating: 0, count: needed) }
      window.withUnsafeMutableBufferPointer { output in
        guard let output = output.baseAddress else { return }
        let source = ImageResampler.Source(
          pixels: pixels, width: image.width, height: image.height, channelCount: channelCount)
        resampler.resample(
          source, to: (plan.width, plan.height), window: cut, interpolation: preprocessing.interpolation, into: output)
        body(output, cut.width * channelCount, channelCount, visible)
      }
    }
  }

  private func makeLuma(of image: PixelImage) {
    let count = image.width * image.height
    if luma.count < count { luma = [UInt8](repeating: 0, count: count) }
    luma.withUnsafeMutableBufferPointer { output in
      image.pixels.withUnsafeBufferPointer { PixelImage.writeLuma(of: $0, into: output, count: count) }
    }
  }

  private func fillWithBlack(_ output: UnsafeMutableBufferPointer<Float>, _ planeSize: Int) {
    for channel in 0..<preprocessing.channelOrder.channelCount {
      UnsafeMutableBufferPointer(rebasing: output[(channel * planeSize)..<((channel + 1) * planeSize)])
        .update(repeating: tables[channel * 256])
    }
  }

  private static func writePlane(
    from source: UnsafePointer<UInt8>, stride: Int, step: Int, table: UnsafePointer<Float>,
    to output: UnsafeMutablePointer<Float>, outputStride: Int, width: Int, height: Int
  ) {
    for y in 0..<height {
      let line = source + y &* stride
      let target = output + y &* outputStride
      for x in 0..<width { target[x] = table[Int(line[x &* step])] }
    }
  }
}

extension Preprocessing {
  /// Writes one image as CHW Float32. For many images a ``Preprocessor`` per worker is faster.
  public func write(_ image: PixelImage, into output: UnsafeMutableBufferPointer<Float>) {
    Preprocessor(self).write(image, into: output)
  }
}
