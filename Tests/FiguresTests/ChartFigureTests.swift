import Figures
import Foundation
import ImageDatasets
import Testing

@Suite("Figures: charts and matrices")
struct ChartFigureTests {
  private static func decoded(_ data: Data) throws -> PixelImage {
    try data.withUnsafeBytes { try ImageDecoder().decode($0, named: "figure") }
  }

  /// The rows of a picture in which a color occurs, in points from above.
  private static func rows(_ image: PixelImage, _ color: [UInt8]) -> [Double] {
    (0..<image.height).filter { y in
      (0..<image.width).contains { x in
        let place = (y * image.width + x) * image.channelCount
        return Array(image.pixels[place..<place + 3]) == color
      }
    }.map { Double($0) * 72 / 300 }
  }

  @Test("a line lies as high as its values say, and is broken where there are none")
  func levels() throws {
    func span(_ values: [Double?]) throws -> [Double] {
      Self.rows(
        try Self.decoded(SampleFigures.curves([values]).encoded(as: .png, style: FigureStyle(width: 160))),
        [0x29, 0x60, 0xAA])
    }
    let whole = try span([0, 0.25, 0.5, 0.75, 1])
    let (top, bottom) = (try #require(whole.min()), try #require(whole.max()))
    let middle = try span([0.5, 0.5, 0.5, 0.5, 0.5])
    #expect(abs(try #require(middle.min()) - (top + bottom) / 2) < 6)
    // With a gap there is nothing of the line between the values around it.
    let broken = try span([0, 0, nil, 1, 1])
    let between = broken.filter { $0 > top + 20 && $0 < bottom - 20 }
    #expect(between.isEmpty)
    #expect(!whole.filter { $0 > top + 20 && $0 < bottom - 20 }.isEmpty)
  }

  @Test("over numbers, a line goes on where nothing was measured, and lies where its numbers say")
  func numbers() throws {
    func file(_ numbers: [Double]) throws -> String {
      let figure = CurveFigure(
        title: "t", places: .numbers(numbers, name: "epoch"),
        charts: [.init(series: [.init(name: "a", values: [0, nil, 1])])], caption: [])
      return String(decoding: try figure.encoded(as: .svg), as: UTF8.self)
    }
    let (even, late) = (try file([0, 1, 2]), try file([0, 9, 10]))
    let lines = even.matches(of: /<path d="M[0-9. ]+L[0-9. ]+" fill="none" stroke="#2960aa"/)
    #expect(lines.count == 1)
    #expect(even.contains(">epoch</text>") && late.contains(">10</text>") && !even.contains(">10</text>"))
  }

  @Test("a comparison has its maps above its matrix, a letter for each, one legend, and a frame around the pair")
  func comparison() throws {
    let figure = SampleFigures.comparison
    let page = try figure.page(FigureStyle())
    let texts = page.texts.map(\.content)
    #expect(texts.contains("layer 0") && texts.contains("layer 1") && texts.contains("tench"))
    // Above the matrix, and above its colors.
    #expect(texts.count { $0 == "linear CKA" } == 2)
    let map = try #require(page.texts.first { $0.content == "layer 0" }).box
    let letter = try #require(page.texts.first { $0.content == "c" }).box
    let row = try #require(page.texts.first { $0.content == "row 1" }).box
    #expect(map.y < letter.y && letter.y < row.y && letter.x == page.texts.first { $0.content == "a" }?.box.x)
    var unframed = figure
    unframed.matrix.framed = nil
    #expect(try figure.encoded(as: .svg).count > unframed.encoded(as: .svg).count)
    var wrong = figure
    wrong.matrix.cells.removeLast()
    #expect(throws: FigureError.self) { try wrong.page(FigureStyle()) }
  }

  @Test("names at the ends of lines that end together stand below each other, in their order")
  func ends() throws {
    let page = try SampleFigures.curves([[0, 0, 0, 0, 0.51], [1, 1, 1, 1, 0.5], [0, 1, 0, 1, 0.505]]).page(
      FigureStyle())
    let names = page.texts.filter { $0.content.hasPrefix("measure") }
    let ordered = names.sorted { $0.box.y < $1.box.y }.map { $0.content.prefix(9) }
    #expect(ordered == ["measure 0", "measure 2", "measure 1"])
  }

  @Test("cells have the colors of their values, none where there is no value, and their numbers")
  func cells() throws {
    let figure = SampleFigures.matrix([[1, 0], [nil, 1]])
    let file = String(decoding: try figure.encoded(as: .svg, style: FigureStyle(width: 80)), as: UTF8.self)
    func count(_ color: String) -> Int { file.components(separatedBy: "height=\"29.65\" fill=\"\(color)\"").count - 1 }
    #expect(count("#192967") == 2 && count("#f1ecc9") == 1)
    let texts = try figure.page(FigureStyle(width: 80)).texts.map(\.content)
    #expect(texts.filter { $0 == "1.00" }.count == 2 && texts.contains("0.00"))
    #expect(texts.contains("label") && texts.contains("prediction"))
  }

  @Test("where cells are low, not every row has its name, and names are smaller")
  func smallCells() throws {
    let values = (0..<60).map { row in (0..<60).map { Double?(Double(row * $0) / 3600) } }
    let texts = try SampleFigures.matrix(values).page(FigureStyle(width: 110)).texts
    let named = texts.filter { $0.content.hasPrefix("row ") }
    #expect((20..<120).contains(named.count))
    #expect(named.allSatisfy { $0.size < 6 })
  }

  @Test("points with whiskers lie where their numbers are, a chart for each measure")
  func intervals() throws {
    let page = try SampleFigures.intervals.page(FigureStyle())
    let file = String(decoding: try page.encoded(as: .svg), as: UTF8.self)
    // Whiskers of two estimates in each of two charts: a line and two ends each.
    #expect(file.matches(of: /stroke="#2960aa"/).count == 2 * 3)
    // Rings besides, and one in the legend.
    #expect(file.matches(of: /stroke="#c67c00"/).count == 2 * 5 + 1)
    #expect(page.texts.contains { $0.content == "−0.5" } && page.texts.contains { $0.content == "1.0" })
    #expect(page.texts.filter { $0.content == "three" }.count == 1)
    let narrow = try SampleFigures.intervals.page(FigureStyle(width: 60))
    #expect(narrow.texts.filter { $0.content == "three" }.count == 2)
  }

  @Test("too many layers for the width, too many lines for the palette, and what is no matrix are refused")
  func refusals() {
    let narrow = #expect(throws: FigureError.self) {
      try SampleFigures.curves([Array(repeating: 0.5, count: 190)], layers: 190).page(FigureStyle(width: 120))
    }
    #expect(narrow?.description.contains("190 layers") == true)
    #expect(throws: FigureError.self) {
      try SampleFigures.curves(Array(repeating: [0, 0, 0, 0, 0], count: 11)).page(FigureStyle())
    }
    #expect(throws: FigureError.self) { try SampleFigures.curves([[0.5]], layers: 2).page(FigureStyle()) }
    #expect(throws: FigureError.self) { try SampleFigures.matrix([[1, 0], [1]]).page(FigureStyle()) }
    var intervals = SampleFigures.intervals
    intervals.charts[0].estimates[0].removeLast()
    #expect(throws: FigureError.self) { try intervals.page(FigureStyle()) }
  }
}
