import Figures
import Foundation
import ImageDatasets
import Testing

@Suite("Figures: maps")
struct MapFigureTests {
  private static func svg(_ figure: MapFigure, _ style: FigureStyle = FigureStyle()) throws -> String {
    String(decoding: try figure.encoded(as: .svg, style: style), as: UTF8.self)
  }

  /// The middles of points with this color.
  private static func points(_ file: String, _ color: String) -> [(x: Double, y: Double)] {
    file.matches(of: /<circle cx="([0-9.]+)" cy="([0-9.]+)" r="[0-9.]+" fill="(#[0-9a-f]{6})" fill-opacity/)
      .filter { $0.output.3 == color }
      .map { (Double($0.output.1) ?? 0, Double($0.output.2) ?? 0) }
  }

  @Test("points lie where their coordinates say, both axes alike, the second one upwards")
  func places() throws {
    let figure = MapFigure(
      title: "t", classes: ["a", "b"],
      panels: [.init(title: "", detail: "", positions: [0, 0, 4, 0, 0, 2], colors: .classes([0, 1, 1]))], caption: [])
    let file = try Self.svg(figure)
    let (origin, others) = (Self.points(file, "#2960aa")[0], Self.points(file, "#c67c00"))
    let (right, up) = (try #require(others.max { $0.x < $1.x }), try #require(others.min { $0.y < $1.y }))
    #expect(abs(right.y - origin.y) < 0.02 && abs(up.x - origin.x) < 0.02)
    #expect(right.x - origin.x > 50 && abs((right.x - origin.x) / (origin.y - up.y) - 2) < 0.001)
  }

  @Test("the order of drawing follows from the seed, and mixes classes")
  func order() throws {
    func colors(_ seed: UInt64) throws -> [String] {
      var figure = SampleFigures.map(count: 300)
      figure.panels[0].colors = .classes((0..<300).map { $0 % 3 })
      (figure.seed, figure.names) = (seed, .map)
      return try Self.svg(figure).matches(of: /<circle[^>]*fill="(#[0-9a-f]{6})" fill-opacity/).map {
        String($0.output.1)
      }
    }
    let (first, second, again) = (try colors(1), try colors(2), try colors(1))
    #expect(first.count == 300 && first != second && first == again)
    #expect(Set(first.suffix(30)).count == 3 && Set(first.prefix(30)).count == 3)
  }

  @Test("several maps have letters and, when asked for, one scale")
  func scales() throws {
    var figure = SampleFigures.map(panels: 2)
    figure.panels[1].positions = figure.panels[0].positions.map { 0.25 * $0 }
    figure.names = .legend
    func extents() throws -> [Double] {
      let points = Self.points(try Self.svg(figure), "#2960aa")
      let middle = (points.map(\.x).min() ?? 0) / 2 + (points.map(\.x).max() ?? 0) / 2
      return [points.filter { $0.x < middle }, points.filter { $0.x >= middle }].map {
        ($0.map(\.y).max() ?? 0) - ($0.map(\.y).min() ?? 0)
      }
    }
    let own = try extents()
    figure.sharesScale = true
    let shared = try extents()
    #expect(abs(own[0] - own[1]) < 0.1 * own[0])
    #expect(abs(shared[1] / shared[0] - 0.25) < 0.02)
    let texts = try figure.page(FigureStyle()).texts.map(\.content)
    #expect(texts.contains("a") && texts.contains("b") && texts.contains("trust .91, hit .8"))
  }

  @Test("marks are triangles in the color of the prediction, and rings; the legend counts them")
  func marks() throws {
    var figure = SampleFigures.map()
    figure.marks = (0..<90).map { $0 < 4 ? .wrong($0 == 3 ? nil : 2) : $0 < 9 ? .uncertain : nil }
    let file = try Self.svg(figure)
    let triangles = file.matches(of: /<path d="M[^"]*Z" fill="(#[0-9a-f]{6})"/).map { String($0.output.1) }
    #expect(triangles.filter { $0 == "#288b66" }.count == 3)
    #expect(file.matches(of: /fill="none" stroke="#[0-9a-f]{6}" stroke-width="[0-9.]+"\/>/).count >= 5)
    let texts = try figure.page(FigureStyle()).texts.map(\.content)
    #expect(texts.contains("4 misclassified (colour: prediction)") && texts.contains("5 of low trust"))
  }

  @Test("more points than the limit become pixels, so that vector files stay small; the caption says so")
  func raster() throws {
    let count = MapFigure.pointLimit + 1
    var style = FigureStyle()
    style.resolution = 150
    let (few, many) = (SampleFigures.map(count: 2000), SampleFigures.map(count: count))
    let file = try Self.svg(many, style)
    #expect(file.matches(of: /<image/).count == 1 && file.matches(of: /<circle/).count < 20)
    #expect(file.contains("Points are drawn as pixels, 150 to the inch.") && file.contains(">golf ball</text>"))
    #expect(try !Self.svg(few, style).contains("<image"))
    #expect(try many.encoded(as: .pdf, style: style).count < 600_000)
  }

  @Test("pictures leave each other room, are the same for the same seed, and are drawn")
  func pictures() throws {
    var figure = SampleFigures.map(count: 300)
    figure.drawing = .mixed
    let items = try figure.pictureItems(FigureStyle())
    let again = try figure.pictureItems(FigureStyle())
    #expect((3..<300).contains(items.count) && items == again)
    for item in items { figure.pictures[item] = SampleFigures.image }
    let places = try Self.svg(figure).matches(of: /<image x="([0-9.]+)" y="([0-9.]+)" width="([0-9.]+)"/).map { match in
      (x: Double(match.output.1) ?? 0, y: Double(match.output.2) ?? 0, width: Double(match.output.3) ?? 0)
    }
    #expect(places.count == items.count)
    for (index, first) in places.enumerated() {
      for second in places[(index + 1)...] {
        #expect(hypot(first.x - second.x, first.y - second.y) > 1.5 * first.width)
      }
    }
    figure.drawing = .dots
    #expect(try figure.pictureItems(FigureStyle()).isEmpty)
    figure.drawing = .images
    #expect(try figure.pictureItems(FigureStyle()).count == 300)
  }

  @Test("a window shows its part of the plane and counts what is outside")
  func window() throws {
    var figure = SampleFigures.map(count: 90)
    figure.window = .init(center: (-8, 0), reach: 3)
    #expect(figure.countOutside == 60)
    let file = try Self.svg(figure)
    #expect(file.contains("clip-path"))
    #expect(try figure.page(FigureStyle()).texts.contains { $0.content == "golf ball" } == false)
  }

  @Test("size and opacity of points are as asked for")
  func points() throws {
    var figure = SampleFigures.map()
    (figure.pointSize, figure.opacity) = (2.5, 0.4)
    let file = try Self.svg(figure)
    #expect(file.matches(of: /<circle[^>]*r="2.5"[^>]*fill-opacity="0.4"/).count == 90)
  }

  @Test("lists that do not fit together, maps without panels and too little room are refused")
  func refusals() throws {
    var figure = SampleFigures.map()
    figure.panels[0].positions.removeLast(2)
    #expect(throws: FigureError.self) { try figure.page(FigureStyle()) }
    figure = SampleFigures.map()
    figure.marks = [nil]
    #expect(throws: FigureError.self) { try figure.page(FigureStyle()) }
    figure.marks = []
    figure.panels = []
    #expect(throws: FigureError.self) { try figure.page(FigureStyle()) }
    var style = FigureStyle(width: 30)
    style.legend = .right
    style.fontSize = 20
    #expect(throws: FigureError.self) { try SampleFigures.trust.page(style) }
  }
}
