import Figures
import Foundation
import Testing

@Suite("Figures: layout and style")
struct FigureLayoutTests {
  @Test("no text leaves the page, at two columns and at one, with small and large letters")
  func insidePage() throws {
    for (name, figure) in try SampleFigures.all() {
      for (width, size) in [(180.0, 7.0), (88, 7), (180, 10), (88, 5)] {
        var style = FigureStyle(width: width)
        style.fontSize = size
        let page = try figure.page(style)
        #expect(!page.texts.isEmpty)
        for text in page.texts {
          let box = text.box
          #expect(
            box.x >= -0.5 && box.y >= -0.5 && box.right <= page.width + 0.5 && box.bottom <= page.height + 0.5,
            "\(name) at \(width) mm, \(size) points: \(text.content) at \(box)")
        }
      }
    }
  }

  @Test("no text lies on another")
  func noOverlap() throws {
    for (name, figure) in try SampleFigures.all() {
      for style in FigureFormatTests.styles() {
        let texts = try figure.page(style).texts
        for (index, first) in texts.enumerated() {
          for second in texts[(index + 1)...] {
            #expect(
              !first.box.overlaps(second.box, tolerance: 0.6),
              "\(name) at \(style.width) mm: \(first.content) and \(second.content)")
          }
        }
      }
    }
  }

  @Test("names on a map keep away from each other, even where their classes lie on one place")
  func names() throws {
    var figure = SampleFigures.map()
    figure.names = .map
    for item in 0..<90 { figure.panels[0].positions[2 * item] *= 0.01 }
    let named = try figure.page(FigureStyle(width: 88)).texts.filter(\.isOnGround)
    #expect(named.map(\.content) == SampleFigures.classes)
    for (index, first) in named.enumerated() {
      #expect(!named[(index + 1)...].contains { $0.box.overlaps(first.box) }, "\(first.content)")
    }
  }

  @Test("a height is kept; what cannot be stretched becomes narrower, and too little room is refused")
  func height() throws {
    for (name, figure) in try SampleFigures.all() {
      let own = try figure.page(FigureStyle()).height
      var style = FigureStyle()
      style.height = (own + 40) * 25.4 / 72
      #expect(abs(try figure.page(style).height - own - 40) < 0.01, "\(name)")
      style.height = 20
      // The cells of an atlas may be as small as 1.5 mm.
      guard name != "atlas" else { continue }
      #expect(throws: FigureError.self, "\(name)") { try figure.page(style) }
    }
    var style = FigureStyle()
    style.height = 60
    let page = try SampleFigures.map().page(style)
    #expect(abs(page.height - 60 * 72 / 25.4) < 0.01)
  }

  @Test("letters, their font, colors, legend, title and caption are as asked for")
  func options() throws {
    var figure = SampleFigures.map()
    figure.names = .legend
    let plain = try figure.page(FigureStyle())
    func page(_ change: (inout FigureStyle) -> Void) throws -> FigurePage {
      var style = FigureStyle()
      change(&style)
      return try figure.page(style)
    }
    func svg(_ page: FigurePage) throws -> String { String(decoding: try page.encoded(as: .svg), as: UTF8.self) }
    let large = try page { $0.fontSize = 14 }
    let ratio = (large.texts.first?.size ?? 0) / (plain.texts.first?.size ?? 1)
    #expect(abs(ratio - 2) < 1e-9)
    #expect(try svg(page { $0.fontFamily = "DejaVu Sans" }).contains("font-family=\"DejaVu Sans, "))
    #expect(try svg(page { $0.classPalette = .okabeIto }).contains("#e69f00"))
    #expect(try !svg(plain).contains("#e69f00"))
    #expect(try svg(page { $0.theme = .dark }).contains("#0e1217"))
    let below = try page { $0.legend = .bottom }
    func place(_ page: FigurePage) -> FigureText? { page.texts.first { $0.content == "golf ball" } }
    let (right, bottom) = (try #require(place(plain)), try #require(place(below)))
    #expect(right.box.x > 400 && bottom.box.y > right.box.y + 100)
    #expect(try place(page { $0.legend = .none }) == nil)
    #expect(try page { $0.title = .none }.texts.contains { $0.content == "digits: conv5" } == false)
    #expect(try page { $0.title = .text("Figure 1") }.texts.first?.content == "Figure 1")
    #expect(try page { $0.showsCaption = false }.texts.contains { $0.content.contains("umap-2d") } == false)
    #expect(plain.texts.contains { $0.content.contains("umap-2d") })
    let numbers = SampleFigures.trust
    var style = FigureStyle()
    style.numberPalette = .viridis
    // The last of 48 steps of the legend.
    let last = NumberPalette.viridis.hexadecimalColor(47.5 / 48, .light)
    #expect(try svg(numbers.page(style)).contains(last))
    #expect(try !svg(numbers.page(FigureStyle())).contains(last))
  }

  @Test("sizes out of range and names that are no fonts are refused")
  func refusals() throws {
    let changes: [(String, (inout FigureStyle) -> Void)] = [
      ("width", { $0.width = 10 }), ("height", { $0.height = 5 }), ("letters", { $0.fontSize = 1 }),
      ("resolution", { $0.resolution = 10 }), ("font", { $0.fontFamily = "a<b" }), ("font", { $0.fontFamily = "" }),
    ]
    for (word, change) in changes {
      var style = FigureStyle()
      change(&style)
      let error = #expect(throws: FigureError.self) { try SampleFigures.map().page(style) }
      #expect(error?.description.contains(word) == true)
    }
  }

  @Test("lines of a caption are wrapped, not cut")
  func caption() throws {
    var figure = SampleFigures.map()
    figure.caption = [Array(repeating: "word", count: 120).joined(separator: " ")]
    let texts = try figure.page(FigureStyle(width: 60)).texts
    #expect(texts.map { $0.content.split(separator: " ").count { $0 == "word" } }.reduce(0, +) == 120)
  }
}
