import CCairo
import ImageDatasets

/// Where a figure is drawn, in points (1/72 inch) from the upper left corner.
final class FigureCanvas {
  /// Where a text stands.
  enum Anchor { case start, middle, end }

  private let context: OpaquePointer

  init(_ context: OpaquePointer) {
    self.context = context
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND)
    let options = cairo_font_options_create()
    // Letters are the same on every screen: no hints, no subpixels.
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    cairo_set_font_options(context, options)
    cairo_font_options_destroy(options)
  }

  func fill(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ color: FigureColor) {
    use(color)
    cairo_rectangle(context, x, y, width, height)
    cairo_fill(context)
  }

  func outline(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ color: FigureColor, thickness: Double) {
    use(color)
    cairo_set_line_width(context, thickness)
    cairo_rectangle(context, x, y, width, height)
    cairo_stroke(context)
  }

  func disk(_ x: Double, _ y: Double, radius: Double, _ color: FigureColor) {
    use(color)
    cairo_arc(context, x, y, radius, 0, 2 * .pi)
    cairo_fill(context)
  }

  /// Draws lines from point to point; seen through, they end squarely, so that pieces of one line do not overlap.
  func path(_ points: [(x: Double, y: Double)], _ color: FigureColor, thickness: Double, opacity: Double = 1) {
    cairo_set_source_rgba(context, color.red, color.green, color.blue, opacity)
    cairo_set_line_cap(context, opacity < 1 ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND)
    cairo_set_line_width(context, thickness)
    for (index, point) in points.enumerated() {
      if index == 0 { cairo_move_to(context, point.x, point.y) } else { cairo_line_to(context, point.x, point.y) }
    }
    cairo_stroke(context)
  }

  /// Draws a line of text on its base line; one that is wider than `width` loses its end.
  func text(
    _ text: String, _ x: Double, _ y: Double, size: Double, _ color: FigureColor, anchor: Anchor = .start,
    isBold: Bool = false, width: Double = .infinity
  ) {
    use(color)
    // Inter where it is installed; font configuration chooses a sans-serif in its place.
    cairo_select_font_face(
      context, "Inter", CAIRO_FONT_SLANT_NORMAL, isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
    cairo_set_font_size(context, size)
    var shown = text
    var kept = text.count
    while extent(shown) > width, kept > 1 {
      kept -= 1
      shown = text.prefix(kept).trimmingSuffix(" ") + "…"
    }
    let shift =
      switch anchor {
      case .start: 0.0
      case .middle: extent(shown) / 2
      case .end: extent(shown)
      }
    cairo_move_to(context, x - shift, y)
    cairo_show_text(context, shown)
  }

  /// Draws a centered line of text with a ground of its own, for places where there is something behind it.
  func textOnGround(_ text: String, _ x: Double, _ y: Double, size: Double, _ color: FigureColor, ground: FigureColor) {
    cairo_select_font_face(context, "Inter", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_BOLD)
    cairo_set_font_size(context, size)
    cairo_move_to(context, x - extent(text) / 2, y)
    cairo_text_path(context, text)
    use(ground)
    cairo_set_line_width(context, size * 0.45)
    cairo_stroke_preserve(context)
    use(color)
    cairo_fill(context)
  }

  /// Keeps what `body` draws within a rectangle.
  func clipped(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ body: () -> Void) {
    cairo_save(context)
    cairo_rectangle(context, x, y, width, height)
    cairo_clip(context)
    body()
    cairo_restore(context)
  }

  /// Draws a line of text that runs upwards and ends at a point; one that is longer than `length` loses its end.
  func risingText(
    _ text: String, endingAt x: Double, _ y: Double, size: Double, _ color: FigureColor, length: Double
  ) {
    cairo_save(context)
    cairo_translate(context, x, y)
    cairo_rotate(context, -.pi / 2)
    self.text(text, 0, 0, size: size, color, anchor: .end, width: length)
    cairo_restore(context)
  }

  /// Draws an image into a square.
  func image(_ image: PixelImage, _ x: Double, _ y: Double, side: Double) {
    let stride = Int(cairo_format_stride_for_width(CAIRO_FORMAT_RGB24, Int32(image.width)))
    let channels = image.channelCount
    var words = [UInt32](repeating: 0, count: stride / 4 * image.height)
    for row in 0..<image.height {
      for column in 0..<image.width {
        let place = (row * image.width + column) * channels
        let (red, green, blue) = (
          image.pixels[place], image.pixels[place + (channels > 2 ? 1 : 0)],
          image.pixels[place + (channels > 2 ? 2 : 0)]
        )
        words[row * stride / 4 + column] = UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)
      }
    }
    words.withUnsafeMutableBytes { bytes in
      let surface = cairo_image_surface_create_for_data(
        bytes.bindMemory(to: UInt8.self).baseAddress, CAIRO_FORMAT_RGB24, Int32(image.width), Int32(image.height),
        Int32(stride))
      cairo_save(context)
      cairo_translate(context, x, y)
      cairo_scale(context, side / Double(image.width), side / Double(image.height))
      cairo_set_source_surface(context, surface, 0, 0)
      cairo_pattern_set_extend(cairo_get_source(context), CAIRO_EXTEND_PAD)
      cairo_rectangle(context, 0, 0, Double(image.width), Double(image.height))
      cairo_fill(context)
      cairo_restore(context)
      // Vector surfaces keep a reference; this makes them take a copy before the memory goes away.
      cairo_surface_finish(surface)
      cairo_surface_destroy(surface)
    }
  }

  private func extent(_ text: String) -> Double {
    var extents = cairo_text_extents_t()
    cairo_text_extents(context, text, &extents)
    return extents.x_advance
  }

  private func use(_ color: FigureColor) { cairo_set_source_rgb(context, color.red, color.green, color.blue) }
}

extension Substring {
  fileprivate func trimmingSuffix(_ character: Character) -> String {
    var result = self
    while result.last == character { result.removeLast() }
    return String(result)
  }
}
