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

  private func text(_ figure: AtlasFigure) throws -> String {
    String(decoding: try figure.encoded(as: .svg, millimeters: 120, theme: .light), as: UTF8.self)
  }

  @Test("is the same each time, in every format, and as high as its rows need")
  func formats() throws {
    let figure = figure([["cat", "cat", nil], ["dog", "dog", "dog"]])
    #expect(
      try figure.encoded(as: .png, millimeters: 90, theme: .dark)
        == figure.encoded(as: .png, millimeters: 90, theme: .dark))
    let bytes = try figure.encoded(as: .png, millimeters: 90, theme: .light)
    let picture = try bytes.withUnsafeBytes { try ImageDecoder().decode($0, named: "figure") }
    #expect(picture.width > picture.height && picture.height > picture.width / 2)
    #expect(try figure.encoded(as: .pdf, millimeters: 90, theme: .light).starts(with: Data("%PDF".utf8)))
  }

  @Test("an area of one class has its name once, a single cell none")
  func names() throws {
    let drawn = try text(figure([["a", "a", nil, "b"], ["a", "a", nil, nil]]))
    let without = try text(figure([[nil, nil, nil, nil], [nil, nil, nil, nil]]))
    let single = try text(figure([[nil, nil, nil, "b"], [nil, nil, nil, nil]]))
    // Letters are outlines here.
    let outlines = { (text: String) in text.components(separatedBy: "<path").count }
    #expect(outlines(drawn) > outlines(without))
    #expect(outlines(single) == outlines(without))
  }

  @Test("cells too small to see are refused")
  func small() throws {
    let wide = AtlasFigure(title: "t", columnCount: 100, rowCount: 1, cells: [], caption: [])
    let error = #expect(throws: FigureError.self) { try wide.encoded(as: .png, millimeters: 60, theme: .light) }
    #expect(error?.description.contains("less than 1.5") == true)
  }
}
