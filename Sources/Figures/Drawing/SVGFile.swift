import Foundation
import ImageDatasets

/// A page as SVG. Text stays text; coordinates are points, rounded to hundredths.
struct SVGFile {
  private let page: FigurePage
  private var lines: [String] = []
  private var clipCount = 0

  static func data(_ page: FigurePage) throws -> Data {
    var file = SVGFile(page: page)
    return Data(try file.text().utf8)
  }

  private init(page: FigurePage) { self.page = page }

  private mutating func text() throws -> String {
    let (width, height) = (Self.number(page.width), Self.number(page.height))
    lines = [
      #"<?xml version="1.0" encoding="UTF-8"?>"#,
      #"<svg xmlns="http://www.w3.org/2000/svg" width="\#(Self.millimeters(page.width))mm" "#
        + #"height="\#(Self.millimeters(page.height))mm" viewBox="0 0 \#(width) \#(height)" role="img">"#,
      "<title>\(Self.escaped(page.title))</title>", "<desc>\(Self.escaped(page.caption))</desc>",
      // As wide as measured: other programs kern and join letters, and where a font has a medium weight, Cairo takes it.
      #"<g font-family="\#(Self.families(page.style.fontFamily))" font-weight="500" stroke-linejoin="round" "#
        + #"style="font-kerning:none;font-variant-ligatures:none;white-space:pre">"#,
    ]
    try add(page.marks)
    return (lines + ["</g>", "</svg>", ""]).joined(separator: "\n")
  }

  private static func families(_ first: String) -> String { "\(escaped(first)), Helvetica, Arial, sans-serif" }

  private mutating func add(_ marks: [FigureMark]) throws {
    for mark in marks {
      switch mark {
      case .rectangle(let box, let fill, let stroke, let opacity):
        lines.append("<rect \(Self.place(box))\(Self.paint(fill, stroke, opacity))/>")
      case .disk(let x, let y, let radius, let fill, let stroke, let opacity):
        lines.append(
          #"<circle cx="\#(Self.number(x))" cy="\#(Self.number(y))" r="\#(Self.number(radius))""#
            + Self.paint(fill, stroke, opacity) + "/>")
      case .path(let points, let fill, let stroke, let opacity):
        let places = points.map { "\(Self.number($0.x)) \(Self.number($0.y))" }.joined(separator: "L")
        let cap = fill == nil && stroke?.opacity == 1 ? #" stroke-linecap="round""# : ""
        lines.append(
          #"<path d="M\#(places)\#(fill == nil ? "" : "Z")"\#(Self.paint(fill, stroke, opacity))\#(cap)/>"#)
      case .text(let text): lines.append(Self.element(text))
      case .image(let image, let box):
        let picture = try EmbeddedPicture(image)
        lines.append(Self.picture(picture.data, picture.mediaType, box))
      case .group(let box, let isRaster, let marks): try addGroup(box, isRaster, marks)
      }
    }
  }

  private mutating func addGroup(_ box: FigureRectangle, _ isRaster: Bool, _ marks: [FigureMark]) throws {
    if isRaster {
      let raster = try CairoRaster(
        marks, box: box, resolution: page.style.resolution, family: page.style.fontFamily)
      lines.append(Self.picture(raster.pngData(), "image/png", raster.box))
      return
    }
    clipCount += 1
    let name = "clip\(clipCount)"
    lines.append(#"<clipPath id="\#(name)"><rect \#(Self.place(box))/></clipPath>"#)
    lines.append(#"<g clip-path="url(#\#(name))">"#)
    try add(marks)
    lines.append("</g>")
  }

  private static func place(_ box: FigureRectangle) -> String {
    #"x="\#(number(box.x))" y="\#(number(box.y))" width="\#(number(box.width))" height="\#(number(box.height))""#
  }

  private static func paint(_ fill: FigureColor?, _ stroke: FigureStroke?, _ opacity: Double) -> String {
    var text = #" fill="\#(fill?.hexadecimal ?? "none")""#
    if fill != nil, opacity < 1 { text += #" fill-opacity="\#(number(opacity))""# }
    guard let stroke else { return text }
    text += #" stroke="\#(stroke.color.hexadecimal)" stroke-width="\#(number(stroke.thickness))""#
    if stroke.opacity < 1 { text += #" stroke-opacity="\#(number(stroke.opacity))""# }
    if !stroke.dashes.isEmpty {
      text += #" stroke-dasharray="\#(stroke.dashes.map(number).joined(separator: " "))""#
    }
    return text
  }

  private static func element(_ text: FigureText) -> String {
    let place =
      text.isRising
      ? #"transform="translate(\#(number(text.x)) \#(number(text.y))) rotate(-90)""#
      : #"x="\#(number(text.x))" y="\#(number(text.y))""#
    let anchor = text.anchor == .start ? "" : #" text-anchor="\#(text.anchor.rawValue)""#
    let weight = text.isBold ? #" font-weight="bold""# : ""
    let ground =
      text.ground.map {
        #" stroke="\#($0.hexadecimal)" stroke-width="\#(number(text.size * 0.4))" paint-order="stroke""#
      } ?? ""
    return #"<text \#(place) font-size="\#(number(text.size))"\#(anchor)\#(weight) fill="\#(text.color.hexadecimal)""#
      + "\(ground)>\(escaped(text.content))</text>"
  }

  private static func picture(_ data: Data, _ type: String, _ box: FigureRectangle) -> String {
    #"<image \#(place(box)) preserveAspectRatio="none" href="data:\#(type);base64,\#(data.base64EncodedString())"/>"#
  }

  private static func millimeters(_ points: Double) -> String { number(points * 25.4 / 72) }

  /// Two places behind the point at most, whatever the locale.
  static func number(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let (whole, rest) = abs(hundredths).quotientAndRemainder(dividingBy: 100)
    let sign = hundredths < 0 ? "-" : ""
    if rest == 0 { return "\(sign)\(whole)" }
    return "\(sign)\(whole)." + (rest % 10 == 0 ? "\(rest / 10)" : rest < 10 ? "0\(rest)" : "\(rest)")
  }

  /// For text and attributes; characters that XML does not allow are left out.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\t", "\n", "\r": result += " "
      case let other where other.value < 0x20 || (0x7F...0x9F).contains(other.value) || other.value & 0xFFFE == 0xFFFE:
        continue
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
