import Figures
import Foundation
import ImageDatasets
import Testing

@Suite("Figure of neighbors")
struct NeighborFigureTests {
  private static func decoded(_ data: Data) throws -> PixelImage {
    try data.withUnsafeBytes { try ImageDecoder().decode($0, named: "figure") }
  }

  @Test("right and wrong classes differ by shape, not only by color")
  func marks() throws {
    func gray(_ isSameClass: Bool?) throws -> [UInt8] {
      let data = try SampleFigures.neighbors(isSameClass: isSameClass).encoded(as: .png, style: FigureStyle(width: 127))
      return try Self.decoded(data).grayscale().pixels.map { $0 > 200 ? 255 : 0 }
    }
    let (right, wrong, unknown) = (try gray(true), try gray(false), try gray(nil))
    #expect(zip(right, wrong).count { $0 != $1 } > 500)
    #expect(zip(right, unknown).count { $0 != $1 } > 500)
  }

  @Test("where layers have no room beside each other, they stand below each other")
  func stacked() throws {
    func places(_ width: Double) throws -> [FigureRectangle] {
      try SampleFigures.neighbors(layers: 3, neighbors: 5).page(FigureStyle(width: width)).texts
        .filter { $0.content.hasPrefix("layer") }.map(\.box)
    }
    let (wide, narrow) = (try places(180), try places(60))
    #expect(wide.count == 3 && Set(wide.map(\.y)).count == 1)
    #expect(narrow.count == 6 && Set(narrow.map(\.y)).count == 6)
  }

  @Test("a figure with too little room says how much there is")
  func tooSmall() {
    let error = #expect(throws: FigureError.self) {
      try SampleFigures.neighbors(layers: 3, neighbors: 20).page(FigureStyle(width: 100))
    }
    #expect(error?.description.contains("3 layers of 20 neighbors leave") == true)
  }
}
