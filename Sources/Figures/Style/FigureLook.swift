import CCairo

/// A style as drawings need it: sizes in points, colors, and how wide text is. Used by one thread at a time.
final class FigureLook {
  let style: FigureStyle
  let theme: FigureTheme
  /// Colors of classes and lines.
  let categories: [FigureColor]
  private let sequentialSteps: [FigureColor]
  private let divergingSteps: [FigureColor]
  private let measure: FontMeasure

  init(_ style: FigureStyle) {
    (self.style, theme) = (style, style.theme)
    categories = style.classPalette.colors(style.theme)
    sequentialSteps = style.numberPalette.sequential(style.theme)
    divergingSteps = style.numberPalette.diverging(style.theme)
    measure = FontMeasure(family: style.fontFamily)
  }

  /// Running text.
  var body: Double { style.fontSize }
  /// Notes, ticks, captions.
  var small: Double { style.fontSize * 6 / 7 }
  /// The line above a figure.
  var title: Double { style.fontSize * 9 / 7 }
  /// Letters of panels.
  var letter: Double { style.fontSize * 8 / 7 }
  /// From one base line to the next.
  func line(_ size: Double) -> Double { size * 1.32 }
  /// A length that grows with the letters: points at 7 points.
  func scaled(_ length: Double) -> Double { length * style.fontSize / 7 }
  /// The thickness of axes and frames.
  let hairline = 0.5

  /// The color of a number from 0 to 1.
  func sequential(_ value: Double) -> FigureColor { FigureColor(value, along: sequentialSteps) }

  /// The color of a number from −1 to 1.
  func diverging(_ value: Double) -> FigureColor { FigureColor((value + 1) / 2, along: divergingSteps) }

  /// How wide a line of text is, in points.
  func width(of text: String, size: Double, isBold: Bool = false) -> Double {
    measure.width(of: text, size: size, isBold: isBold)
  }

  /// A text that fits, its end left out where it does not.
  func shortened(_ text: String, to width: Double, size: Double, isBold: Bool = false) -> String {
    cut(text, to: width, size: size, isBold: isBold) { String(text.prefix($0).trimmed) + "…" }
  }

  /// A name that fits, its middle left out where it does not: names of layers differ at their ends.
  func shortenedName(_ name: String, to width: Double, size: Double, isBold: Bool = false) -> String {
    cut(name, to: width, size: size, isBold: isBold) { kept in
      String(name.prefix((kept + 1) / 2)) + "…" + String(name.suffix(kept / 2))
    }
  }

  private func cut(
    _ text: String, to width: Double, size: Double, isBold: Bool, _ shorter: (Int) -> String
  ) -> String {
    guard self.width(of: text, size: size, isBold: isBold) > width else { return text }
    var (fits, tooMany) = (1, text.count)
    while tooMany - fits > 1 {
      let middle = (fits + tooMany) / 2
      if self.width(of: shorter(middle), size: size, isBold: isBold) > width { tooMany = middle } else { fits = middle }
    }
    return shorter(fits)
  }

  /// A text in lines that fit. A word that is wider than a line loses its end.
  func lines(of text: String, width: Double, size: Double, isBold: Bool = false) -> [String] {
    var (lines, line) = ([String](), "")
    for word in text.split(separator: " ") {
      let longer = line.isEmpty ? String(word) : "\(line) \(word)"
      if self.width(of: longer, size: size, isBold: isBold) <= width {
        line = longer
      } else {
        if !line.isEmpty { lines.append(line) }
        line = shortened(String(word), to: width, size: size, isBold: isBold)
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }
}

extension Substring {
  fileprivate var trimmed: Substring {
    var result = self
    while result.last == " " || result.last == "," { result.removeLast() }
    return result
  }
}

/// The widths of text in a font.
final class FontMeasure {
  private let surface: OpaquePointer
  private let context: OpaquePointer
  private let family: String

  init(family: String) {
    self.family = family
    // Cairo gives an object for every call, one that remembers an error where there is no memory.
    surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1)
    context = cairo_create(surface)
    FontChoice.steady(context)
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  func width(of text: String, size: Double, isBold: Bool) -> Double {
    FontChoice.use(family, size: size, isBold: isBold, on: context)
    var extents = cairo_text_extents_t()
    cairo_text_extents(context, text, &extents)
    return extents.x_advance
  }
}

/// How fonts are chosen, for measuring and for drawing.
enum FontChoice {
  /// Letters are the same on every screen: no hints, no subpixels.
  static func steady(_ context: OpaquePointer) {
    let options = cairo_font_options_create()
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    cairo_set_font_options(context, options)
    cairo_font_options_destroy(options)
  }

  static func use(_ family: String, size: Double, isBold: Bool, on context: OpaquePointer) {
    cairo_select_font_face(
      context, family, CAIRO_FONT_SLANT_NORMAL, isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
    cairo_set_font_size(context, size)
  }
}
