import CImageCodecs
public import Foundation

/// Decodes JPEG, PNG and WebP files to upright 8-bit grey or RGB images.
///
/// One decoder belongs to one worker: it keeps its buffers and the codec's state from image to image, and is not
/// `Sendable`. The format is told from the content, never from the name.
///
/// - JPEG: libjpeg-turbo with the accurate integer DCT and smooth chroma upsampling, as Pillow decodes; CMYK and YCCK
///   as Adobe writes them (inverted) become RGB with Pillow's arithmetic (no color profile is applied).
/// - PNG: palettes, 1 to 16 bits, interlacing. 16 bits are rounded to 8.
/// - WebP: lossy and lossless, not animated.
/// - EXIF orientation is applied in all three. Transparency is laid over `background`; the result has no alpha.
///   (torchvision's loader drops the alpha channel instead and shows whatever color lies below.)
///
/// Damage is an error, also where libjpeg itself would fill the rest with grey: truncated data, bad codes, missing
/// end. A header that announces more than `maximumPixelCount` pixels is refused before anything is allocated.
public final class ImageDecoder {
  /// Twice Pillow's warning limit, where Pillow too refuses an image as a decompression bomb.
  public static let defaultMaximumPixelCount = 178_956_970

  /// Largest width times height that is decoded.
  public let maximumPixelCount: Int
  /// Red, green and blue of what shines through transparent pixels.
  public let background: (red: UInt8, green: UInt8, blue: UInt8)
  /// What `minimumShorterSide` is where a call leaves it out; `nil` decodes at full size. For folders of camera photos:
  /// 12 megapixels decode three times faster, and after resizing differ by up to 4 of 255 if this is twice the
  /// side that the preprocessing resizes to.
  public var minimumShorterSide: Int?
  private let handle: OpaquePointer?
  private let file = FileContents()

  /// Creates a decoder.
  /// - Parameters:
  ///   - maximumPixelCount: images with more pixels are refused.
  ///   - background: color below transparent pixels; white by default.
  public init(
    maximumPixelCount: Int = ImageDecoder.defaultMaximumPixelCount,
    background: (red: UInt8, green: UInt8, blue: UInt8) = (255, 255, 255)
  ) {
    self.maximumPixelCount = max(1, maximumPixelCount)
    self.background = background
    handle = strata_decoder_create()
  }

  deinit {
    strata_decoder_destroy(handle)
  }

  /// Decodes a file.
  /// - Parameters:
  ///   - url: the image file.
  ///   - minimumShorterSide: as in ``decode(_:named:minimumShorterSide:)``.
  /// - Returns: the upright image.
  /// - Throws: `ImageDatasetsError` of kind `.unreadableImage`, naming the file.
  public func decode(contentsOf url: URL, minimumShorterSide: Int? = nil) throws -> PixelImage {
    try decode(path: url.path, minimumShorterSide: minimumShorterSide)
  }

  /// Decodes bytes in memory.
  /// - Parameters:
  ///   - bytes: a whole image file.
  ///   - name: what errors call the image.
  ///   - minimumShorterSide: `nil` takes the decoder's, which is full size at first. Otherwise a JPEG whose shorter side is at least twice as long
  ///     may be decoded at half, quarter or eighth size, which is several times faster; its shorter side
  ///     stays at least this long. The pixels are then not those of a full decoding: for thumbnails.
  /// - Returns: the upright image.
  /// - Throws: `ImageDatasetsError` of kind `.unreadableImage`.
  public func decode(
    _ bytes: UnsafeRawBufferPointer, named name: String, minimumShorterSide: Int? = nil
  ) throws -> PixelImage {
    guard let start = bytes.baseAddress, !bytes.isEmpty else {
      throw ImageDatasetsError(.unreadableImage, "\(name) is empty. Export it again or remove it.")
    }
    guard let handle else { throw Self.outOfMemory(name) }
    var image = strata_image()
    let colors = [background.red, background.green, background.blue]
    let status = strata_decode(
      handle, start.assumingMemoryBound(to: UInt8.self), bytes.count,
      UInt32(clamping: max(0, minimumShorterSide ?? self.minimumShorterSide ?? 0)), UInt64(maximumPixelCount), colors,
      &image)
    guard status == STRATA_IMAGE_OK, let pixels = image.pixels else { throw failure(status, name: name) }
    let count = Int(image.width) * Int(image.height) * Int(image.channels)
    let copy = [UInt8](unsafeUninitializedCapacity: count) { output, initialized in
      output.baseAddress?.update(from: pixels, count: count)
      initialized = count
    }
    return PixelImage(
      width: Int(image.width), height: Int(image.height), channelCount: Int(image.channels), pixels: copy)
  }

  func decode(path: String, minimumShorterSide: Int? = nil) throws -> PixelImage {
    do {
      try file.read(path: path)
    } catch {
      let (what, remedy) = error.reason
      throw ImageDatasetsError(.unreadableImage, "\(path) \(what). \(remedy)")
    }
    return try decode(file.bytes, named: path, minimumShorterSide: minimumShorterSide)
  }

  private static func outOfMemory(_ name: String) -> ImageDatasetsError {
    ImageDatasetsError(.unreadableImage, "There is not enough memory for \(name). Make it smaller or remove it.")
  }

  private func failure(_ status: strata_image_status, name: String) -> ImageDatasetsError {
    guard let handle else { return Self.outOfMemory(name) }
    let format = String(cString: strata_decoder_format(handle))
    let message = String(cString: strata_decoder_message(handle))
    let details = message.isEmpty ? "" : " (\(message.hasSuffix(".") ? String(message.dropLast()) : message))"
    var width: UInt64 = 0
    var height: UInt64 = 0
    strata_decoder_size(handle, &width, &height)
    let sentence =
      switch status {
      case STRATA_IMAGE_UNKNOWN_FORMAT:
        format.isEmpty
          ? "\(name) is not a JPEG, PNG or WebP file. Convert it or remove it."
          : "\(name) is a \(format) file; JPEG, PNG and WebP can be read. Convert it or remove it."
      case STRATA_IMAGE_TRUNCATED:
        "\(name) is truncated: its \(format) data end too early\(details). Export it again or remove it."
      case STRATA_IMAGE_TOO_LARGE:
        "\(name) claims \(width) x \(height) pixels, more than the limit of \(maximumPixelCount) pixels. "
          + "Make it smaller or remove it."
      case STRATA_IMAGE_UNSUPPORTED:
        "\(name) is a kind of \(format) that cannot be read\(details). Convert it to a plain PNG or remove it."
      case STRATA_IMAGE_OUT_OF_MEMORY:
        Self.outOfMemory(name).description
      default:
        "\(name) is damaged: its \(format) data cannot be decoded\(details). Export it again or remove it."
      }
    return ImageDatasetsError(.unreadableImage, sentence)
  }
}
