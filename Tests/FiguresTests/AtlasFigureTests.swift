import Figures
import Foundation
import ImageDatasets
import Testing

@Suite("Figure of an activation atlas")
struct AtlasFigureTests {
  private func figure(_ labels: [[String?]]) -> AtlasFigure {
    let cells = labels.enumerated().flatMap { row, line in
      line.enumerated().map { column, label in
        AtlasFigure.Cell(
          row: row, column: column,
          image: PixelImage(width: 4, height: 4, channelCount: 3, repeating: UInt8(40 + 20 * column)), label: label)
      }
    }
    return AtlasFigure(
      title: "conv4", columnCount: labels.first?.count ?? 1, rowCount: labels.count, cells: cells,
      caption: ["from a study"])
  }

  private func names(_ labels: [[String?]]) throws -> [String] {
    try figure(labels).page(FigureStyle(width: 120)).texts.filter(\.isOnGround).map(\.content)
  }

  @Test("is the same each time, in every format, and as high as its rows need")
  func formats() throws {
    let figure = figure([["cat", "cat", nil], ["dog", "dog", "dog"]])
    #expect(
      try figure.encoded(as: .png, style: FigureStyle(width: 90, theme: .dark))
        == figure.encoded(as: .png, style: FigureStyle(width: 90, theme: .dark)))
    let bytes = try figure.encoded(as: .png, style: FigureStyle(width: 90))
    let picture = try bytes.withUnsafeBytes { try ImageDecoder().decode($0, named: "figure") }
    #expect(picture.width > picture.height && picture.height > picture.width / 2)
    #expect(try figure.encoded(as: .pdf, style: FigureStyle(width: 90)).starts(with: Data("%PDF".utf8)))
  }

  @Test("an area of one class has its name once, a single cell none")
  func names() throws {
    #expect(try names([["a", "a", nil, "b"], ["a", "a", nil, nil]]) == ["a"])
    #expect(try names([[nil, nil, nil, nil], [nil, nil, nil, nil]]).isEmpty)
    #expect(try names([[nil, nil, nil, "b"], [nil, nil, nil, nil]]).isEmpty)
    #expect(Set(try names([["a", "a", "c", "c"], ["a", "a", "c", "c"]])) == ["a", "c"])
  }

  @Test("cells too small to see are refused")
  func small() throws {
    let wide = AtlasFigure(title: "t", columnCount: 100, rowCount: 1, cells: [], caption: [])
    let error = #expect(throws: FigureError.self) { try wide.page(FigureStyle(width: 60)) }
    #expect(error?.description.contains("less than 1.5") == true)
  }
}
