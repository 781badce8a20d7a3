import Foundation
import NumericKernels
import RepresentationAnalysis
import Testing

@Suite("Near-duplicates of pictures")
struct PictureDuplicateTests {
  private static let side = 32

  /// Smooth random scenes: sums of a few waves.
  private static func scenes(_ count: Int) -> Matrix {
    let waves = RepresentationReference.normal(count, 40, seed: 11)
    var pictures = Matrix(rowCount: count, columnCount: side * side)
    for item in 0..<count {
      for place in 0..<side * side {
        let (x, y) = (Float(place % side) / 10, Float(place / side) / 10)
        var sum: Float = 0
        for wave in 0..<10 {
          let w = waves.elements[40 * item + 4 * wave..<40 * item + 4 * wave + 4].map { $0 }
          let phase: Float = 2 * w[1] * x + 2 * w[2] * y + 6 * w[3]
          sum += w[0] * sin(phase)
        }
        pictures[item, place] = sum
      }
    }
    return pictures
  }

  @Test("recompressed, resized, brighter and mirrored copies are all found, and no others, whatever the threads")
  func planted() throws {
    var pictures = Self.scenes(400)
    let noise = RepresentationReference.normal(40, Self.side * Self.side, seed: 12)
    for copy in 0..<40 {
      for place in 0..<Self.side * Self.side {
        let (x, y) = (place % Self.side, place / Self.side)
        let mirrored = y * Self.side + Self.side - 1 - x
        // Half the resolution, as after shrinking and growing.
        let coarse = y / 2 * 2 * Self.side + x / 2 * 2
        let value: Float =
          switch copy % 4 {
          case 0: pictures[copy, place] + 0.02 * noise[copy, place]
          case 1: (pictures[copy, coarse] + pictures[copy, coarse + 1] + pictures[copy, coarse + Self.side]) / 3
          case 2: 1.3 * pictures[copy, place] + 0.4
          default: pictures[copy, mirrored] + 0.02 * noise[copy, place]
          }
        pictures[300 + copy, place] = value
      }
    }
    let hash = try PictureHash(pictures, side: Self.side)
    let found = try PictureDuplicates(hash)
    #expect(Set(found.pairs.map(\.first)) == Set(0..<40) && found.pairs.count == 40, "\(found.pairs.count)")
    #expect(found.pairs.allSatisfy { $0.second == $0.first + 300 && $0.score > 0.7 })
    #expect(found.pairs.allSatisfy { $0.routes == [$0.first % 4 == 3 ? .mirroredPicture : .picture] })
    for threads in [1, 2, 4, 7] {
      let parallel = ParallelRows(threadCount: threads)
      #expect(try PictureHash(pictures, side: Self.side, parallel: parallel) == hash)
      #expect(try PictureDuplicates(hash, parallel: parallel) == found)
    }
  }

  @Test("the mirrored hash is the hash of the mirrored picture")
  func mirror() throws {
    let pictures = Self.scenes(20)
    var mirrored = pictures
    for item in 0..<20 {
      for place in 0..<Self.side * Self.side {
        let from = place / Self.side * Self.side + Self.side - 1 - place % Self.side
        mirrored[item, place] = pictures[item, from]
      }
    }
    let both = try PictureHash(
      Matrix(rowCount: 40, columnCount: Self.side * Self.side, elements: pictures.elements + mirrored.elements))
    for item in 0..<20 {
      // Bits at the median may turn by rounding.
      #expect(both.distance(item, 20 + item, mirrored: true) <= 2)
      #expect(both.distance(item, 20 + item) > 14 && both.distance(item, item) == 0)
    }
  }

  @Test("pictures of one gray are no pairs; sides and options out of range are refused; cancelling stops")
  func degenerate() throws {
    let gray = try PictureHash(Matrix(rowCount: 5, columnCount: 1024, repeating: 0.3))
    #expect(try PictureDuplicates(gray).pairs.isEmpty)
    #expect(try PictureDuplicates(PictureHash(Matrix(rowCount: 0, columnCount: 1024))).pairs.isEmpty)
    #expect(throws: RepresentationAnalysisError.self) {
      try PictureHash(Matrix(rowCount: 1, columnCount: 16), side: 4)
    }
    #expect(throws: RepresentationAnalysisError.self) { try PictureHash(Matrix(rowCount: 1, columnCount: 1000)) }
    var options = PictureDuplicateOptions()
    options.largestDistance = 64
    #expect(throws: RepresentationAnalysisError.self) { try PictureDuplicates(gray, options: options) }
    #expect(throws: CancellationError.self) {
      try PictureDuplicates(gray, progress: { _ in throw CancellationError() })
    }
  }
}
