public import NumericKernels

/// When two pictures count as near-duplicates.
public struct PictureDuplicateOptions: Sendable, Equatable, Codable {
  /// The largest number of differing bits, whatever the set of pictures, in 0 ... 63.
  public var largestDistance = 10
  /// The largest distance as a share of the median distance to the most alike picture, in 0 ... 1: pictures that are
  /// all alike, as digits on black are, must be more alike still.
  public var shareOfMedian = 0.4

  /// The defaults.
  public init() {}
}

/// Pairs of pictures that show nearly the same by their hash, mirrored or not.
///
/// Pairs differ in at most the smaller of two numbers of bits: `largestDistance`, and `shareOfMedian` of the median
/// over the pictures of the distance to the picture most alike. Pictures of one gray take no part. O(n²), 8 words a
/// pair. Deterministic.
public struct PictureDuplicates: Sendable, Equatable {
  /// The most alike first.
  public let pairs: [DuplicatePair]
  /// The largest number of differing bits of a pair.
  public let threshold: Int

  /// Compares all pairs. Throws `badOption` for options out of range, and what `progress` throws.
  public init(
    _ hash: PictureHash, options: PictureDuplicateOptions = .init(), parallel: ParallelRows = .init(),
    progress: ProgressHandler? = nil
  ) throws {
    try Validation.requireOption(
      (0...PictureHash.bitCount).contains(options.largestDistance), "largestDistance", options.largestDistance,
      expected: "from 0 to 63")
    try Validation.requireOption(
      (0...1).contains(options.shareOfMedian), "shareOfMedian", options.shareOfMedian, expected: "from 0 to 1")
    let search = PictureSearch(hash, limit: options.largestDistance, parallel: parallel)
    let (nearest, found) = try search.run(progress)
    let sorted = nearest.filter { $0 <= PictureHash.bitCount }.sorted()
    let median = sorted.isEmpty ? 0 : sorted[(sorted.count - 1) / 2]
    let threshold = min(options.largestDistance, Int(options.shareOfMedian * Double(median)))
    self.threshold = threshold
    pairs = DuplicatePair.united([
      found.filter { $0.distance <= threshold }.map { pair in
        DuplicatePair(
          first: pair.first, second: pair.second,
          score: 1 - 2 * Double(pair.distance) / Double(PictureHash.bitCount),
          routes: [pair.isMirrored ? .mirroredPicture : .picture])
      }
    ])
  }
}

/// All pairs of hashes within a limit, and each picture's distance to the one most alike.
private struct PictureSearch {
  struct Pair: Sendable {
    let first, second, distance: Int
    let isMirrored: Bool
  }

  let hash: PictureHash
  let limit: Int
  let parallel: ParallelRows
  private static let rowsPerChunk = 64
  private static let chunksPerReport = 32

  init(_ hash: PictureHash, limit: Int, parallel: ParallelRows) {
    (self.hash, self.limit, self.parallel) = (hash, limit, parallel)
  }

  func run(_ progress: ProgressHandler?) throws -> (nearest: [Int], pairs: [Pair]) {
    let count = hash.count
    var nearest = [Int](repeating: .max, count: count)
    var pairs: [Pair] = []
    let portion = Self.rowsPerChunk * Self.chunksPerReport
    for start in stride(from: 0, to: count, by: portion) {
      try progress?(Double(start) / Double(count))
      let rows = min(portion, count - start)
      var found = [(nearest: [Int], pairs: [Pair])](
        repeating: ([], []), count: (rows + Self.rowsPerChunk - 1) / Self.rowsPerChunk)
      found.withUnsafeMutableBufferPointer { found in
        let output = SharedMutable(found.baseAddress)
        parallel.forEachChunk(of: rows, chunkSize: Self.rowsPerChunk) { chunk, range in
          output.pointer?[chunk] = search(start + range.lowerBound..<start + range.upperBound)
        }
      }
      nearest.replaceSubrange(start..<start + rows, with: found.flatMap(\.nearest))
      pairs += found.flatMap(\.pairs)
    }
    try progress?(1)
    return (nearest, pairs)
  }

  private func search(_ rows: Range<Int>) -> (nearest: [Int], pairs: [Pair]) {
    var nearest = [Int](repeating: .max, count: rows.count)
    var pairs: [Pair] = []
    hash.words.withUnsafeBufferPointer { words in
      hash.mirroredWords.withUnsafeBufferPointer { mirrored in
        for first in rows where !Self.isBlank(words, first) {
          for second in 0..<hash.count where second != first && !Self.isBlank(words, second) {
            let plain = Self.distance(words, first, words, second)
            let turned = Self.distance(words, first, mirrored, second)
            let distance = min(plain, turned)
            nearest[first - rows.lowerBound] = min(nearest[first - rows.lowerBound], distance)
            guard distance <= limit, first < second else { continue }
            pairs.append(Pair(first: first, second: second, distance: distance, isMirrored: turned < plain))
          }
        }
      }
    }
    return (nearest, pairs)
  }

  private static func isBlank(_ words: UnsafeBufferPointer<UInt64>, _ item: Int) -> Bool {
    words[item] == 0
  }

  private static func distance(
    _ first: UnsafeBufferPointer<UInt64>, _ i: Int, _ second: UnsafeBufferPointer<UInt64>, _ j: Int
  ) -> Int {
    (first[i] ^ second[j]).nonzeroBitCount
  }
}
