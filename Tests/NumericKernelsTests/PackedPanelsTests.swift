import NumericKernels
import Testing

@Suite("Tiles of keys on packed panels")
struct PackedPanelsTests {
  private func rows(_ count: Int, _ width: Int, seed: UInt64) -> PaddedRows {
    var generator = SeededGenerator(seed: seed)
    var rows = PaddedRows(rowCount: count, columnCount: width)
    for row in 0..<count {
      for column in 0..<width { rows.elements[row * rows.stride + column] = Float(generator.nextUniform() - 0.5) }
    }
    return rows
  }

  @Test(
    "keys are those of the definition, for every edge of the blocks", arguments: [1, 2, 15, 16, 17, 255, 256, 300, 700])
  func definition(width: Int) {
    for (firstCount, secondCount) in [(1, 1), (16, 17), (33, 48), (50, 81)] {
      let (first, second) = (rows(firstCount, width, seed: 1), rows(secondCount, width, seed: 2))
      let (a, b) = (PackedPanels(first, depth: width), PackedPanels(second, depth: width))
      let stride = b.panelCount * 16 + 16
      for kernel in 0..<3 {
        var output = [Float](repeating: .nan, count: a.panelCount * 16 * stride)
        a.elements.withUnsafeBufferPointer { x in
          b.elements.withUnsafeBufferPointer { y in
            output.withUnsafeMutableBufferPointer { output in
              guard let x = x.baseAddress, let y = y.baseAddress, let output = output.baseAddress else { return }
              switch kernel {
              case 0:
                PanelKernels.dotProducts(
                  x, a.panelCount, y, b.panelCount, depth: width, into: output, outputStride: stride)
              case 1:
                PanelKernels.manhattanDistances(
                  x, a.panelCount, y, b.panelCount, depth: width, into: output, outputStride: stride)
              default:
                PanelKernels.chebyshevDistances(
                  x, a.panelCount, y, b.panelCount, depth: width, into: output, outputStride: stride)
              }
            }
          }
        }
        for i in 0..<firstCount {
          for j in 0..<secondCount {
            let pairs = (0..<width).map {
              (Double(first.elements[i * first.stride + $0]), Double(second.elements[j * second.stride + $0]))
            }
            let expected =
              switch kernel {
              case 0: pairs.reduce(0) { $0 + $1.0 * $1.1 }
              case 1: pairs.reduce(0) { $0 + abs($1.0 - $1.1) }
              default: pairs.reduce(0) { max($0, abs($1.0 - $1.1)) }
              }
            #expect(
              abs(Double(output[i * stride + j]) - expected) <= 2e-7 * Double(width).squareRoot() * (1 + abs(expected)))
          }
        }
      }
    }
  }

  @Test("a pair has the same bits in every tile and with its rows exchanged")
  func sameBits() {
    let data = PackedPanels(rows(80, 301, seed: 3), depth: 301)
    var whole = [Float](repeating: 0, count: 80 * 80)
    var part = [Float](repeating: 0, count: 16 * 80)
    data.elements.withUnsafeBufferPointer { x in
      guard let x = x.baseAddress else { return }
      PanelKernels.dotProducts(x, 5, x, 5, depth: 301, into: &whole, outputStride: 80)
      PanelKernels.dotProducts(x + 3 * 301 * 16, 1, x, 5, depth: 301, into: &part, outputStride: 80)
    }
    #expect(Array(whole[48 * 80..<64 * 80]) == part)
    for i in 0..<80 {
      for j in 0..<i { #expect(whole[i * 80 + j] == whole[j * 80 + i]) }
    }
  }
}
