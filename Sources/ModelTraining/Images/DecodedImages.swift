import Foundation
public import ImageDatasets
public import NumericKernels

/// Images that were decoded and preprocessed once and are kept in memory, 4 bytes a value.
public final class DecodedImages: TrainingImages, @unchecked Sendable {
  // `values` is written by `init` alone.
  private let values: UnsafeMutableBufferPointer<Float>
  /// Channels, height and width of each.
  public let inputShape: [Int]
  /// The class of each.
  public let labels: [Int]
  /// A hash of all values and labels.
  public let fingerprint: String
  /// The number of images.
  public var count: Int { labels.count }
  /// What could not be read and was left out.
  public let unreadable: [String]

  /// Decodes images of a data set; those without a label are left out, and those that cannot be read too.
  ///
  /// - Parameters:
  ///   - dataset: The data set.
  ///   - preprocessing: How an image becomes an input; with a crop.
  ///   - parallel: The threads that decode.
  ///   - isStrict: Whether an image that cannot be read is an error.
  ///   - progress: Told the share that is decoded; throwing stops.
  /// - Throws: `ImageDatasetsError`; `badInput` where no image has a label or where they do not fit into memory.
  public init(
    of dataset: any ImageDataset, preprocessing: Preprocessing, parallel: ParallelRows = .init(),
    isStrict: Bool = false,
    progress: ProgressHandler? = nil
  ) throws {
    guard let crop = preprocessing.crop else { preconditionFailure("the preprocessing is adapted to an input") }
    inputShape = [preprocessing.channelOrder.channelCount, crop.height, crop.width]
    let size = inputShape.reduce(1, *)
    let labelled = dataset.items.indices.filter { dataset.items[$0].label != nil }
    guard !labelled.isEmpty else {
      throw ModelTrainingError(
        kind: .badInput,
        description: "\(dataset.name) has no labelled image. Training needs a folder for each class, or labels.")
    }
    try Self.requireMemory(labelled.count * size * 4, imageCount: labelled.count, dataset: dataset.name)
    let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: labelled.count * size)
    values = buffer
    let failures = LockedValue<[Int: any Error]>([:])
    let target = SharedMutable(buffer.baseAddress)
    let (chunk, group) = (64, 64 * 16)
    for start in stride(from: 0, to: labelled.count, by: group) {
      let end = min(labelled.count, start + group)
      parallel.forEachChunk(of: end - start, chunkSize: chunk) { _, range in
        let decoder = ImageDecoder()
        let preprocessor = Preprocessor(preprocessing)
        for place in range.lowerBound + start..<range.upperBound + start {
          do {
            let image = try dataset.image(at: labelled[place], using: decoder)
            let room = UnsafeMutableBufferPointer(start: target.pointer.map { $0 + place * size }, count: size)
            preprocessor.write(image, into: room)
          } catch {
            failures.update { $0[place] = error }
          }
        }
      }
      try progress?(Double(end) / Double(labelled.count))
    }
    let failed = failures.update { $0 }.sorted { $0.key < $1.key }
    if let first = failed.first, isStrict || failed.count == labelled.count {
      buffer.deallocate()
      throw first.value
    }
    let left = Set(failed.map(\.key))
    let kept = labelled.indices.filter { !left.contains($0) }
    if !left.isEmpty {
      for (new, old) in kept.enumerated() where new != old {
        _ = UnsafeMutableBufferPointer(rebasing: buffer[(new * size)..<((new + 1) * size)])
          .update(fromContentsOf: buffer[(old * size)..<((old + 1) * size)])
      }
    }
    unreadable = failed.map { "\($0.value)" }
    labels = kept.compactMap { dataset.items[labelled[$0]].label }
    fingerprint = Self.fingerprint(buffer[..<(kept.count * size)], labels)
  }

  deinit { values.deallocate() }

  /// Copies images; they are the same in every epoch.
  public func write(
    _ indices: ArraySlice<Int>, epoch: Int?, into buffer: UnsafeMutableBufferPointer<Float>
  ) throws {
    copy(indices, from: UnsafeBufferPointer(values), into: buffer)
  }

  private static func requireMemory(_ byteCount: Int, imageCount: Int, dataset: String) throws {
    let available = ProcessInfo.processInfo.physicalMemory
    guard UInt64(byteCount) < available / 2 else {
      throw ModelTrainingError(
        kind: .badInput,
        description:
          "The \(imageCount) images of \(dataset) take \(byteCount >> 20) MiB when they are decoded, and the "
          + "machine has \(available >> 20) MiB. Train on fewer (--limit) or on smaller ones.")
    }
  }

  /// FNV-1a over the bits of every value, eight lanes at a time.
  private static func fingerprint(_ values: Slice<UnsafeMutableBufferPointer<Float>>, _ labels: [Int]) -> String {
    var lanes = SIMD8<UInt32>(repeating: 0x811C_9DC5)
    let prime = SIMD8<UInt32>(repeating: 0x0100_0193)
    let buffer = UnsafeMutableBufferPointer(rebasing: values)
    let whole = buffer.count / 8 * 8
    if let base = buffer.baseAddress {
      base.withMemoryRebound(to: UInt32.self, capacity: buffer.count) { words in
        for start in stride(from: 0, to: whole, by: 8) {
          let block = UnsafeRawPointer(words + start).loadUnaligned(as: SIMD8<UInt32>.self)
          lanes = (lanes ^ block) &* prime
        }
        for index in whole..<buffer.count { lanes[0] = (lanes[0] ^ words[index]) &* prime[0] }
      }
    }
    for label in labels { lanes[1] = (lanes[1] ^ UInt32(truncatingIfNeeded: label)) &* prime[1] }
    return (0..<8).map { String(lanes[$0], radix: 16) }.joined(separator: "-")
  }
}
