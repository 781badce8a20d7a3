import Foundation
public import NumericKernels

/// A perceptual hash of small pictures, of 63 bits, and of the same pictures mirrored left to right.
///
/// The cosine transform's 8 × 8 lowest frequencies of a gray picture, without the mean; each bit says whether one
/// lies above the median of their values. Resizing, recompression and brightness change few bits. Mirroring changes
/// only the sign of odd horizontal frequencies, so that the mirrored hash costs no second transform. A picture of one
/// gray has only zeros. O(n · side³). The same bits for any number of threads.
public struct PictureHash: Sendable, Equatable {
  /// One word a picture.
  public let words: [UInt64]
  /// One word a picture, of the mirrored one.
  public let mirroredWords: [UInt64]

  /// How many bits a hash has.
  public static let bitCount = 63
  static let wordCount = 1
  private static let frequencies = 8

  /// Hashes pictures of `side` × `side` gray values each, row-major, one picture a row of `pictures`; 32 is a good
  /// side.
  ///
  /// Throws `badOption` for a side below 8, and `badInput` unless rows have side² finite values.
  public init(_ pictures: Matrix, side: Int = 32, parallel: ParallelRows = .init()) throws {
    try Validation.requireOption(side >= Self.frequencies, "side", side, expected: "at least 8")
    try Validation.requireSameCount(
      pictures.columnCount, "row of pictures, as a column,", side * side, "square of the side")
    try Validation.requireFinite(pictures, name: "pictures")
    let basis = Self.basis(side)
    let count = pictures.rowCount
    let (plain, mirrored) = (
      AlignedBuffer<UInt64>(count: count * Self.wordCount, repeating: 0),
      AlignedBuffer<UInt64>(count: count * Self.wordCount, repeating: 0)
    )
    parallel.forEachChunk(of: count, chunkSize: 64) { _, range in
      for item in range {
        let line = pictures.elements[item * side * side..<(item + 1) * side * side]
        let values = Self.transform(Array(line), basis, side)
        Self.write(values, into: plain.pointer + item * Self.wordCount)
        let signs = values.indices.map { $0 % Self.frequencies % 2 == 1 ? -values[$0] : values[$0] }
        Self.write(signs, into: mirrored.pointer + item * Self.wordCount)
      }
    }
    words = Array(UnsafeBufferPointer(start: plain.pointer, count: plain.count))
    mirroredWords = Array(UnsafeBufferPointer(start: mirrored.pointer, count: mirrored.count))
  }

  /// The number of pictures.
  public var count: Int { words.count / Self.wordCount }

  /// In how many bits two pictures differ, the second mirrored or not.
  public func distance(_ first: Int, _ second: Int, mirrored: Bool = false) -> Int {
    let other = mirrored ? mirroredWords : words
    return (0..<Self.wordCount).reduce(0) {
      $0 + (words[first * Self.wordCount + $1] ^ other[second * Self.wordCount + $1]).nonzeroBitCount
    }
  }

  /// Row u holds cos(π (x + ½) u / side).
  private static func basis(_ side: Int) -> [Float] {
    (0..<frequencies * side).map { index in
      Float(cos(Double.pi * (Double(index % side) + 0.5) * Double(index / side) / Double(side)))
    }
  }

  /// Frequency (v, u) at v · 8 + u, v down and u across.
  private static func transform(_ picture: [Float], _ basis: [Float], _ side: Int) -> [Float] {
    var across = [Float](repeating: 0, count: side * frequencies)
    // Without the mean, a picture of one gray has no rounding for frequencies.
    let mean = Float(picture.reduce(0.0) { $0 + Double($1) } / Double(picture.count))
    for row in 0..<side {
      for u in 0..<frequencies {
        var sum: Float = 0
        for x in 0..<side { sum += (picture[row * side + x] - mean) * basis[u * side + x] }
        across[row * frequencies + u] = sum
      }
    }
    var result = [Float](repeating: 0, count: frequencies * frequencies)
    for v in 0..<frequencies {
      for row in 0..<side {
        for u in 0..<frequencies {
          result[v * frequencies + u] += basis[v * side + row] * across[row * frequencies + u]
        }
      }
    }
    return result
  }

  private static func write(_ values: [Float], into words: UnsafeMutablePointer<UInt64>) {
    let median = values.dropFirst().sorted()[(values.count - 1) / 2]
    for index in 1..<values.count where values[index] > median {
      words[index / 64] |= 1 << UInt64(index % 64)
    }
  }
}
