import Figures
import Foundation
import ImageDatasets
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("Figures: files")
struct FigureFormatTests {
  static func styles() -> [FigureStyle] {
    FigureTheme.allCases.flatMap { theme in [180.0, 88].map { FigureStyle(width: $0, theme: theme) } }
  }

  @Test("SVG is well formed, of the right size, without stray numbers, and its references lead somewhere")
  func svg() throws {
    for (name, figure) in try SampleFigures.all() {
      for style in Self.styles() {
        let page = try figure.page(style)
        let found = try SVGReader(page.encoded(as: .svg))
        #expect(found.root["width"] == "\(Int(style.width))mm", "\(name)")
        let box = (found.root["viewBox"] ?? "").split(separator: " ").compactMap { Double($0) }
        #expect(box.count == 4 && abs(box[2] - style.width * 72 / 25.4) < 0.01 && abs(box[3] - page.height) < 0.01)
        #expect(found.strayNumbers.isEmpty, "\(name): \(found.strayNumbers)")
        #expect(Set(found.identifiers).count == found.identifiers.count)
        #expect(Set(found.references).isSubset(of: found.identifiers), "\(name)")
        #expect(found.texts == page.texts.map(\.content), "\(name)")
        #expect(found.unknownElements.isEmpty, "\(name): \(found.unknownElements)")
      }
    }
  }

  @Test("text stays text, with what XML must not have written another way")
  func text() throws {
    var figure = SampleFigures.map()
    figure.names = .legend
    let file = String(decoding: try figure.encoded(as: .svg), as: UTF8.self)
    #expect(file.contains(">golf ball</text>") && file.contains("church &amp; &lt;tower&gt;"))
    #expect(file.contains("<desc>90 images, umap-2d. strata.</desc>") && file.contains("font-family=\"Inter, "))
  }

  @Test("text of a PDF can be searched and copied", .enabled(if: PDFText.isAvailable, "install poppler-utils"))
  func pdfText() throws {
    for (name, figure) in try SampleFigures.all() {
      let page = try figure.page(FigureStyle())
      let words = try PDFText.words(page.encoded(as: .pdf))
      for text in page.texts where !text.content.contains("…") {
        for word in text.content.split(separator: " ") {
          #expect(words.contains(String(word)), "\(name): \(word)")
        }
      }
    }
  }

  @Test("the same figure has the same bytes, in each format", arguments: FigureFormat.allCases)
  func sameBytes(format: FigureFormat) throws {
    for (name, figure) in try SampleFigures.all() {
      let first = try figure.encoded(as: format, style: FigureStyle(width: 120))
      _ = try SampleFigures.map().encoded(as: format)
      #expect(try figure.encoded(as: format, style: FigureStyle(width: 120)) == first, "\(name)")
      #expect(try figure.encoded(as: format, style: FigureStyle(width: 120, theme: .dark)) != first, "\(name)")
      let start: [UInt8] =
        switch format {
        case .png: [0x89, 0x50, 0x4E, 0x47]
        case .webp: Array("RIFF".utf8)
        case .svg: Array("<?xml".utf8)
        case .pdf: Array("%PDF".utf8)
        }
      #expect(first.starts(with: start), "\(name)")
    }
  }

  @Test("a PNG has as many dots as millimeters and resolution ask for, and says how large they are")
  func resolution() throws {
    var style = FigureStyle(width: 127)
    for (dots, resolution) in [(1500, 300.0), (500, 100)] {
      style.resolution = resolution
      let data = try SampleFigures.map().encoded(as: .png, style: style)
      let picture = try data.withUnsafeBytes { try ImageDecoder().decode($0, named: "figure") }
      #expect(picture.width == dots)
      let place = try #require(data.range(of: Data("pHYs".utf8))).upperBound
      let perMeter = data[place..<place + 4].reduce(0) { $0 * 256 + Double($1) }
      #expect(abs(perMeter * 0.0254 - resolution) < 0.1 && data[place + 8] == 1)
    }
  }

  @Test("a WebP figure has the pixels of the PNG figure")
  func webP() throws {
    func pixels(_ format: FigureFormat) throws -> PixelImage {
      let data = try SampleFigures.neighbors().encoded(as: format, style: FigureStyle(width: 120))
      return try data.withUnsafeBytes { try ImageDecoder().decode($0, named: format.rawValue) }
    }
    let (png, webP) = (try pixels(.png), try pixels(.webp))
    #expect(png.width > 1400 && Set(png.pixels).count > 20)
    #expect(png == webP)
  }

  @Test("photographs are kept as JPEG in vector files, drawings without loss")
  func photographs() throws {
    // Noise without fine edges: what PNG cannot make smaller.
    let photograph = PixelImage(
      width: 160, height: 160, channelCount: 3,
      pixels: (0..<160 * 160 * 3).map { place in
        let (x, y) = (Double(place / 3 % 160), Double(place / 480))
        return UInt8(128 + 60 * sin(x / 7 + Double(place % 3)) * cos(y / 9) + Double(place &* 7919 % 13))
      })
    func files(_ image: PixelImage) throws -> (svg: String, pdf: Data) {
      let figure = FeatureFigure(title: "t", tiles: [.init(image: image, name: "a")], columnCount: 1, caption: [])
      return (String(decoding: try figure.encoded(as: .svg), as: UTF8.self), try figure.encoded(as: .pdf))
    }
    let (photo, drawing) = (try files(photograph), try files(SampleFigures.image))
    #expect(photo.svg.contains("data:image/jpeg") && drawing.svg.contains("data:image/png"))
    #expect(photo.pdf.range(of: Data("/DCTDecode".utf8)) != nil)
    #expect(drawing.pdf.range(of: Data("/DCTDecode".utf8)) == nil)
  }

  @Test("a file's name says the format")
  func names() throws {
    #expect(try FigureFormat(of: URL(fileURLWithPath: "/tmp/figure.PDF")) == .pdf)
    #expect(throws: FigureError.self) { try FigureFormat(of: URL(fileURLWithPath: "/tmp/figure.gif")) }
  }
}

/// What is in an SVG file.
private final class SVGReader: NSObject, XMLParserDelegate {
  private(set) var root: [String: String] = [:]
  private(set) var texts: [String] = []
  private(set) var identifiers: [String] = []
  private(set) var references: [String] = []
  private(set) var strayNumbers: [String] = []
  private(set) var unknownElements: [String] = []
  private var isText = false

  init(_ data: Data) throws {
    super.init()
    let parser = XMLParser(data: data)
    parser.delegate = self
    guard parser.parse() else {
      throw FigureError(kind: .badInput, description: "\(String(describing: parser.parserError))")
    }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    let known = ["svg", "title", "desc", "g", "rect", "circle", "path", "text", "image", "clipPath"]
    if !known.contains(name) { unknownElements.append(name) }
    if name == "svg" { root = attributes }
    isText = name == "text"
    if isText { texts.append("") }
    if let identifier = attributes["id"] { identifiers.append(identifier) }
    for (key, value) in attributes where key != "href" {
      if value.contains("nan") || value.contains("inf") { strayNumbers.append("\(key)=\(value)") }
      if value.hasPrefix("url(#") { references.append(String(value.dropFirst(5).dropLast())) }
    }
    for key in ["x", "y", "width", "height", "cx", "cy", "r", "font-size", "stroke-width"] where name != "svg" {
      if let value = attributes[key], Double(value) == nil { strayNumbers.append("\(key)=\(value)") }
    }
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    if isText { texts[texts.count - 1] += text }
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    if name == "text" { isText = false }
  }
}

/// Text as pdftotext finds it.
private enum PDFText {
  private static let program = ["/usr/bin/pdftotext", "/opt/homebrew/bin/pdftotext", "/usr/local/bin/pdftotext"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  static var isAvailable: Bool { program != nil }

  static func words(_ data: Data) throws -> Set<String> {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("figure.pdf")
    try data.write(to: file)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program ?? "")
    process.arguments = ["-raw", file.path, folder.appendingPathComponent("figure.txt").path]
    try process.run()
    process.waitUntilExit()
    let text = try String(contentsOf: folder.appendingPathComponent("figure.txt"), encoding: .utf8)
    return Set(text.split { $0.isWhitespace }.map(String.init))
  }
}
