import Foundation
import ImageDatasets
import Testing

@Suite("Gradient magnitude by Sobel's kernels")
struct GradientMagnitudeTests {
  private func image(_ width: Int, _ height: Int, _ pixel: (Int, Int) -> UInt8) -> PixelImage {
    PixelImage(
      width: width, height: height, channelCount: 1,
      pixels: (0..<height).flatMap { y in (0..<width).map { pixel($0, y) } })
  }

  @Test("without blur, the values are those of the kernels worked out by hand")
  func byHand() {
    // One light pixel: the kernels give (1, 1), (2, 0), … around it, so 1.414 at corners, 2 at sides, 0 in the middle.
    let found = GradientMagnitude(blur: 0).applied(to: image(5, 5) { $0 == 2 && $1 == 2 ? 100 : 0 })
    let corner = UInt8((255 * 2.0.squareRoot() / 2).rounded())
    #expect(found.channelCount == 1)
    #expect(
      found.pixels == [
        0, 0, 0, 0, 0, 0, corner, 255, corner, 0, 0, 255, 0, 255, 0, 0, corner, 255, corner, 0, 0, 0, 0, 0, 0,
      ])
  }

  @Test("light on dark and dark on light become the same, at any contrast")
  func polarity() {
    let shape = { (x: Int, y: Int) in x > 3 && x < 9 && y > 2 && y < 12 }
    let light = GradientMagnitude().applied(to: image(14, 15) { shape($0, $1) ? 240 : 20 })
    let dark = GradientMagnitude().applied(to: image(14, 15) { shape($0, $1) ? 10 : 230 })
    let faint = GradientMagnitude().applied(to: image(14, 15) { shape($0, $1) ? 140 : 100 })
    #expect(light == dark)
    #expect(zip(light.pixels, faint.pixels).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
    #expect(light.pixels.max() == 255)
  }

  @Test("an even image has no edges, and turning an image turns its edges")
  func symmetry() {
    #expect(GradientMagnitude().applied(to: image(6, 4) { _, _ in 77 }).pixels.allSatisfy { $0 == 0 })
    let pixel = { (x: Int, y: Int) in UInt8((x * 37 + y * 11 + x * y * 5) % 256) }
    let straight = GradientMagnitude(blur: 0.7).applied(to: image(9, 9, pixel))
    let turned = GradientMagnitude(blur: 0.7).applied(to: image(9, 9) { pixel($1, $0) })
    let back = (0..<9).flatMap { y in (0..<9).map { turned.pixels[$0 * 9 + y] } }
    #expect(zip(straight.pixels, back).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
  }

  @Test("a preprocessing applies it first, and comes back from JSON and from a command line")
  func preprocessing() throws {
    let chosen = try Preprocessing(specification: "unit:filter=sobel,blur=0.5")
    #expect(chosen.filter == GradientMagnitude(blur: 0.5))
    #expect(try JSONDecoder().decode(Preprocessing.self, from: JSONEncoder().encode(chosen)) == chosen)
    let source = image(8, 8) { x, _ in x < 4 ? 0 : 200 }
    let adapted = try chosen.adapted(toInput: (1, 8, 8))
    var output = [Float](repeating: -1, count: 64)
    output.withUnsafeMutableBufferPointer { adapted.write(source, into: $0) }
    let expected = GradientMagnitude(blur: 0.5).applied(to: source).pixels.map { Float(Double($0) / 255) }
    #expect(output == expected)
    #expect(
      Preprocessor(adapted).visiblePart(of: source).pixels == GradientMagnitude(blur: 0.5).applied(to: source).pixels)
    #expect(throws: ImageDatasetsError.self) { try Preprocessing(specification: "unit:blur=1") }
    #expect(throws: ImageDatasetsError.self) { try Preprocessing(specification: "unit:filter=sobel,blur=99") }
    #expect(throws: ImageDatasetsError.self) { try Preprocessing(specification: "unit:filter=canny") }
  }
}
