import CCairo
import Foundation
import ImageDatasets

/// Draws marks with Cairo.
struct CairoDrawing {
  let context: OpaquePointer
  let family: String
  /// Dots to the inch of groups that become pixels; nil draws them as they are.
  let rasterResolution: Double?

  init(_ context: OpaquePointer, family: String, rasterResolution: Double?) {
    (self.context, self.family, self.rasterResolution) = (context, family, rasterResolution)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    FontChoice.steady(context)
  }

  func draw(_ marks: [FigureMark]) throws { for mark in marks { try draw(mark) } }

  private func draw(_ mark: FigureMark) throws {
    switch mark {
    case .rectangle(let box, let fill, let stroke, let opacity):
      cairo_rectangle(context, box.x, box.y, box.width, box.height)
      finish(fill, stroke, opacity, isOpen: false)
    case .disk(let x, let y, let radius, let fill, let stroke, let opacity):
      cairo_new_sub_path(context)
      cairo_arc(context, x, y, radius, 0, 2 * .pi)
      finish(fill, stroke, opacity, isOpen: false)
    case .path(let points, let fill, let stroke, let opacity):
      for (index, point) in points.enumerated() {
        if index == 0 { cairo_move_to(context, point.x, point.y) } else { cairo_line_to(context, point.x, point.y) }
      }
      if fill != nil { cairo_close_path(context) }
      finish(fill, stroke, opacity, isOpen: fill == nil)
    case .text(let text): draw(text)
    case .image(let image, let box):
      try CairoImage.draw(image, in: box, on: context, isVector: rasterResolution != nil)
    case .group(let box, let isRaster, let marks):
      if isRaster, let rasterResolution {
        let picture = try CairoRaster(marks, box: box, resolution: rasterResolution, family: family)
        picture.draw(on: context)
      } else {
        cairo_save(context)
        cairo_rectangle(context, box.x, box.y, box.width, box.height)
        cairo_clip(context)
        try draw(marks)
        cairo_restore(context)
      }
    }
  }

  private func finish(_ fill: FigureColor?, _ stroke: FigureStroke?, _ opacity: Double, isOpen: Bool) {
    if let fill {
      use(fill, opacity)
      if stroke == nil { cairo_fill(context) } else { cairo_fill_preserve(context) }
    }
    guard let stroke else { return }
    use(stroke.color, stroke.opacity)
    cairo_set_line_width(context, stroke.thickness)
    cairo_set_line_cap(context, isOpen && stroke.opacity == 1 ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT)
    if stroke.dashes.isEmpty {
      cairo_set_dash(context, nil, 0, 0)
    } else {
      cairo_set_dash(context, stroke.dashes, Int32(stroke.dashes.count), 0)
    }
    cairo_stroke(context)
    cairo_set_dash(context, nil, 0, 0)
  }

  private func draw(_ text: FigureText) {
    FontChoice.use(family, size: text.size, isBold: text.isBold, on: context)
    let x = text.isRising ? text.x : text.box.x
    cairo_save(context)
    cairo_translate(context, x, text.y)
    if text.isRising {
      cairo_rotate(context, -.pi / 2)
      cairo_translate(context, -text.box.height, 0)
    }
    if let ground = text.ground {
      cairo_move_to(context, 0, 0)
      cairo_text_path(context, text.content)
      use(ground, 1)
      cairo_set_line_width(context, text.size * 0.4)
      cairo_stroke(context)
    }
    use(text.color, 1)
    cairo_move_to(context, 0, 0)
    cairo_show_text(context, text.content)
    cairo_restore(context)
  }

  private func use(_ color: FigureColor, _ opacity: Double) {
    cairo_set_source_rgba(context, color.red, color.green, color.blue, opacity)
  }
}

/// Marks as a picture with a transparent ground.
final class CairoRaster {
  /// In dots.
  let width, height: Int
  let box: FigureRectangle
  let surface: OpaquePointer

  init(_ marks: [FigureMark], box: FigureRectangle, resolution: Double, family: String) throws {
    let scale = resolution / 72
    (width, height) = (max(1, Int((box.width * scale).rounded(.up))), max(1, Int((box.height * scale).rounded(.up))))
    self.box = FigureRectangle(x: box.x, y: box.y, width: Double(width) / scale, height: Double(height) / scale)
    surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(width), Int32(height))
    guard let context = cairo_create(surface), cairo_status(context) == CAIRO_STATUS_SUCCESS else {
      throw FigureError(
        kind: .badInput, description: "A part of \(width) × \(height) dots is too large. Give a smaller resolution.")
    }
    defer { cairo_destroy(context) }
    cairo_scale(context, scale, scale)
    cairo_translate(context, -box.x, -box.y)
    try CairoDrawing(context, family: family, rasterResolution: nil).draw(marks)
    cairo_surface_flush(surface)
  }

  deinit { cairo_surface_destroy(surface) }

  func draw(on context: OpaquePointer) {
    cairo_save(context)
    cairo_translate(context, box.x, box.y)
    cairo_scale(context, box.width / Double(width), box.height / Double(height))
    cairo_set_source_surface(context, surface, 0, 0)
    cairo_paint(context)
    cairo_restore(context)
  }
}

/// Pictures as Cairo takes them.
enum CairoImage {
  /// Draws an image; `isVector` says that the file keeps it as it is given.
  static func draw(
    _ image: PixelImage, in box: FigureRectangle, on context: OpaquePointer, isVector: Bool
  ) throws {
    let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(image.width), Int32(image.height))
    defer { cairo_surface_destroy(surface) }
    guard let surface, let rows = cairo_image_surface_get_data(surface) else {
      throw FigureError(
        kind: .badInput, description: "An image of \(image.width) × \(image.height) pixels is too large to be drawn.")
    }
    copy(image, to: rows, stride: Int(cairo_image_surface_get_stride(surface)))
    cairo_surface_mark_dirty(surface)
    if isVector { try attach(EmbeddedPicture(image), to: surface) }
    cairo_save(context)
    cairo_translate(context, box.x, box.y)
    cairo_scale(context, box.width / Double(image.width), box.height / Double(image.height))
    cairo_set_source_surface(context, surface, 0, 0)
    // Pixels at the edges are not mixed with the ground; vector files hold a padded picture where that is asked for, and
    // not the one that was given.
    if !isVector { cairo_pattern_set_extend(cairo_get_source(context), CAIRO_EXTEND_PAD) }
    cairo_rectangle(context, 0, 0, Double(image.width), Double(image.height))
    cairo_fill(context)
    cairo_restore(context)
  }

  /// Cairo takes the bytes of JPEG files as they are; others it compresses itself.
  private static func attach(_ picture: EmbeddedPicture, to surface: OpaquePointer) {
    guard picture.isJPEG, let bytes = malloc(picture.data.count) else { return }
    picture.data.copyBytes(to: bytes.assumingMemoryBound(to: UInt8.self), count: picture.data.count)
    cairo_surface_set_mime_data(
      surface, "image/jpeg", bytes.assumingMemoryBound(to: UInt8.self), UInt(picture.data.count), { free($0) }, bytes)
  }

  private static func copy(_ image: PixelImage, to rows: UnsafeMutablePointer<UInt8>, stride: Int) {
    let channels = image.channelCount
    for row in 0..<image.height {
      for column in 0..<image.width {
        let place = (row * image.width + column) * channels
        let (red, green, blue) = (
          image.pixels[place], image.pixels[place + (channels > 2 ? 1 : 0)],
          image.pixels[place + (channels > 2 ? 2 : 0)]
        )
        UnsafeMutableRawPointer(rows).storeBytes(
          of: UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue), toByteOffset: row * stride + 4 * column,
          as: UInt32.self)
      }
    }
  }
}
