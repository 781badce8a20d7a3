import CImageCodecs

/// The libraries that read and write images, for reports of a machine.
public enum ImageCodecs {
  /// The libraries with their versions, such as `libjpeg-turbo 2.1.5, libpng 1.6.39, libwebp 1.2.4`.
  public static var description: String {
    var (major, minor, revision): (Int32, Int32, Int32) = (0, 0, 0)
    strata_webp_version(&major, &minor, &revision)
    let jpeg = strata_jpeg_version().map { String(cString: $0) } ?? "libjpeg"
    let png = strata_png_version().map { String(cString: $0) } ?? "unknown"
    return "\(jpeg), libpng \(png), libwebp \(major).\(minor).\(revision)"
  }
}
