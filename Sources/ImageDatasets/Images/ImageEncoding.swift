import CImageCodecs
public import Foundation

extension PixelImage {
  /// The image as a baseline JPEG file.
  /// - Parameter quality: 1 to 100, libjpeg's scale.
  /// - Returns: the bytes of the file.
  /// - Throws: `ImageDatasetsError` of kind `.badInput` for sides above 65,500 pixels or an empty image.
  public func jpegData(quality: Int = 85) throws -> Data {
    try encoded(as: "JPEG") { source, bytes, size in
      strata_encode_jpeg(
        source, UInt32(width), UInt32(height), UInt32(channelCount), Int32(min(100, max(1, quality))), &bytes, &size)
    }
  }

  /// The image as a PNG file, 8 bits a channel.
  /// - Throws: `ImageDatasetsError` of kind `.badInput` for an empty image.
  public func pngData() throws -> Data {
    try encoded(as: "PNG") { source, bytes, size in
      strata_encode_png(source, UInt32(width), UInt32(height), UInt32(channelCount), &bytes, &size)
    }
  }

  /// The image as a WebP file. Grey becomes three equal channels, since the format has no grey.
  /// - Parameter quality: 0 to 100, libwebp's scale; nil keeps every value.
  /// - Returns: the bytes of the file.
  /// - Throws: `ImageDatasetsError` of kind `.badInput` for sides above 16,383 pixels or an empty image.
  public func webPData(quality: Int? = nil) throws -> Data {
    try encoded(as: "WebP") { source, bytes, size in
      strata_encode_webp(
        source, UInt32(width), UInt32(height), UInt32(channelCount), quality.map { Int32(min(100, max(0, $0))) } ?? -1,
        &bytes, &size)
    }
  }

  private func encoded(
    as format: String,
    _ encode: (UnsafePointer<UInt8>, inout UnsafeMutablePointer<UInt8>?, inout Int) -> strata_image_status
  ) throws -> Data {
    var bytes: UnsafeMutablePointer<UInt8>?
    var size = 0
    let status = pixels.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { encode($0, &bytes, &size) } ?? STRATA_IMAGE_TOO_LARGE
    }
    defer { strata_bytes_free(bytes) }
    guard status == STRATA_IMAGE_OK, let bytes, !pixels.isEmpty else {
      throw ImageDatasetsError(
        .badInput, "An image of \(width) x \(height) pixels cannot be written as \(format). Resize it first.")
    }
    return Data(bytes: bytes, count: size)
  }
}
