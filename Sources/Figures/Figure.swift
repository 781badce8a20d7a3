import CCairo
import Foundation
import ImageDatasets

/// A drawing of a given width.
protocol FigureDrawing {
  /// The height in points that a width in points asks for.
  func height(ofWidth width: Double) throws -> Double
  /// Draws within this width and height.
  func draw(on canvas: FigureCanvas, width: Double, height: Double, theme: FigureTheme)
}

extension FigureDrawing {
  /// The bytes of the figure; see ``NeighborFigure/encoded(as:millimeters:theme:)``.
  func encoded(as format: FigureFormat, millimeters: Double, theme: FigureTheme) throws -> Data {
    guard (30...2000).contains(millimeters) else {
      throw FigureError(
        kind: .badInput,
        description: "The figure shall be \(millimeters) mm wide; 30 to 2000 are possible. Give such a width.")
    }
    let width = millimeters * 72 / 25.4
    let height = try height(ofWidth: width)
    let sink = FigureSink()
    let opaque = Unmanaged.passUnretained(sink).toOpaque()
    let scale = format.isRaster ? 300.0 / 72 : 1
    let surface: OpaquePointer? =
      switch format {
      case .png, .webp:
        cairo_image_surface_create(
          CAIRO_FORMAT_RGB24, Int32((width * scale).rounded()), Int32((height * scale).rounded()))
      case .svg: cairo_svg_surface_create_for_stream(FigureSink.write, opaque, width, height)
      case .pdf: cairo_pdf_surface_create_for_stream(FigureSink.write, opaque, width, height)
      }
    guard let surface, cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS, let context = cairo_create(surface) else {
      throw FigureError(
        kind: .badInput,
        description:
          "A figure of \(Int(width * scale)) × \(Int(height * scale)) dots is too large. Give a smaller width "
          + "or fewer rows.")
    }
    defer { cairo_surface_destroy(surface) }
    if format == .pdf {
      // Without a date, so that the same figure has the same bytes.
      cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "")
    }
    cairo_scale(context, scale, scale)
    draw(on: FigureCanvas(context), width: width, height: height, theme: theme)
    cairo_destroy(context)
    switch format {
    case .png: cairo_surface_write_to_png_stream(surface, FigureSink.write, opaque)
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
private final class FigureSink {
  var data = Data()

  static let write: cairo_write_func_t = { closure, bytes, count in
    guard let closure, let bytes else { return CAIRO_STATUS_WRITE_ERROR }
    Unmanaged<FigureSink>.fromOpaque(closure).takeUnretainedValue().data.append(bytes, count: Int(count))
    return CAIRO_STATUS_SUCCESS
  }
}
