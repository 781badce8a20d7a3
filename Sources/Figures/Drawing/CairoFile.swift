import CCairo
import Foundation
import ImageDatasets

/// A page as PNG, WebP or PDF.
enum CairoFile {
  static func data(_ page: FigurePage, as format: FigureFormat) throws -> Data {
    let sink = CairoSink()
    let opaque = Unmanaged.passUnretained(sink).toOpaque()
    let scale = format == .pdf ? 1 : page.style.resolution / 72
    let surface: OpaquePointer? =
      format == .pdf
      ? cairo_pdf_surface_create_for_stream(CairoSink.write, opaque, page.width, page.height)
      : cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, Int32((page.width * scale).rounded()), Int32((page.height * scale).rounded()))
    guard let surface, cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS, let context = cairo_create(surface) else {
      throw FigureError(
        kind: .badInput,
        description:
          "A figure of \(Int(page.width * scale)) × \(Int(page.height * scale)) dots is too large. Give a smaller width "
          + "or resolution, or fewer rows.")
    }
    defer { cairo_surface_destroy(surface) }
    if format == .pdf {
      // Without a date, so that the same figure has the same bytes.
      cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "")
      cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, page.title)
      cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, page.caption)
    }
    // The last row of dots may lie half outside of the page.
    let ground = page.style.theme.background
    cairo_set_source_rgb(context, ground.red, ground.green, ground.blue)
    cairo_paint(context)
    cairo_scale(context, scale, scale)
    try CairoDrawing(
      context, family: page.style.fontFamily, rasterResolution: format == .pdf ? page.style.resolution : nil
    ).draw(page.marks)
    cairo_destroy(context)
    switch format {
    case .png:
      cairo_surface_write_to_png_stream(surface, CairoSink.write, opaque)
      sink.data = PNGResolution.marked(sink.data, dotsPerInch: page.style.resolution)
    case .webp: sink.data = try PixelImage(surface).webPData()
    case .svg, .pdf: break
    }
    cairo_surface_finish(surface)
    let status = cairo_surface_status(surface)
    guard status == CAIRO_STATUS_SUCCESS, !sink.data.isEmpty else {
      throw FigureError(
        kind: .badInput,
        description: "The figure could not be drawn: \(String(cString: cairo_status_to_string(status))).")
    }
    return withExtendedLifetime(sink) { sink.data }
  }
}

extension CairoRaster {
  /// With its transparency.
  func pngData() -> Data {
    let sink = CairoSink()
    cairo_surface_write_to_png_stream(surface, CairoSink.write, Unmanaged.passUnretained(sink).toOpaque())
    return withExtendedLifetime(sink) { sink.data }
  }
}

extension PixelImage {
  /// The pixels of a surface of the format RGB24.
  fileprivate init(_ surface: OpaquePointer) throws {
    cairo_surface_flush(surface)
    let (width, height) = (Int(cairo_image_surface_get_width(surface)), Int(cairo_image_surface_get_height(surface)))
    let stride = Int(cairo_image_surface_get_stride(surface))
    guard let rows = cairo_image_surface_get_data(surface), width > 0, height > 0 else {
      throw FigureError(kind: .badInput, description: "The figure has no pixels. Give a larger width.")
    }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(3 * width * height)
    for row in 0..<height {
      let values = UnsafeRawPointer(rows + row * stride)
      for column in 0..<width {
        // A pixel is one number: 0x00RRGGBB.
        let color = values.load(fromByteOffset: 4 * column, as: UInt32.self)
        for shift in [UInt32(16), 8, 0] { pixels.append(UInt8(truncatingIfNeeded: color >> shift)) }
      }
    }
    self.init(width: width, height: height, channelCount: 3, pixels: pixels)
  }
}

/// Takes what Cairo writes.
private final class CairoSink {
  var data = Data()

  static let write: cairo_write_func_t = { closure, bytes, count in
    guard let closure, let bytes else { return CAIRO_STATUS_WRITE_ERROR }
    Unmanaged<CairoSink>.fromOpaque(closure).takeUnretainedValue().data.append(bytes, count: Int(count))
    return CAIRO_STATUS_SUCCESS
  }
}
