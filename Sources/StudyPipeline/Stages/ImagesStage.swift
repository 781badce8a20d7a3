import Crypto
import Foundation
import ImageDatasets
import NumericKernels
import StudyStore

/// Reads every image once: leaves out those that cannot be read, draws the thumbnails, notes sizes and contents.
struct ImagesStage {
  static let name = "images"
  static let thumbnailSide = 64
  static let pageColumns = 32
  static let pageRows = 32

  let dataset: any ImageDataset
  let selection: [Int]
  let isStrict: Bool
  let parallel: ParallelRows

  /// Runs the stage, or finds that its work is done.
  func run(_ context: StageContext) throws -> StudyImages {
    let key = fingerprint()
    switch try context.study.beginRun(stage: Self.name, scope: .study, key: key, parameters: parameters) {
    case .upToDate(let run):
      let images = try restored(run, study: context.study)
      context.observer.stageEnded(stage: Self.name, detail: "\(images.count) images, up to date")
      return images
    case .start(let run):
      return try read(context, run: run)
    }
  }

  private var parameters: [String: ParameterPair] {
    ["thumbnailSide": ParameterPair(requested: .integer(Self.thumbnailSide), effective: .integer(Self.thumbnailSide))]
  }

  /// Sizes and dates of the files stand for their contents here: reading all of them only to find that nothing has changed
  /// would take as long as the stage.
  private func fingerprint() -> String {
    var key = StageKey(stage: Self.name, version: 1)
    key.add("dataset", dataset.name)
    key.add("classes", dataset.classNames.joined(separator: "\u{1F}"))
    key.add("strict", String(isStrict))
    for index in selection {
      let item = dataset.items[index]
      key.add("item", item.identifier)
      key.add("label", item.label.map(String.init) ?? "")
      for (name, value) in item.attributes.sorted(by: { $0.key < $1.key }) { key.add(name, value) }
      guard let url = dataset.fileURL(at: index) else { continue }
      let values = try? FileManager.default.attributesOfItem(atPath: url.path)
      key.add("size", String((values?[.size] as? Int) ?? -1))
      key.add("modified", String(((values?[.modificationDate] as? Date) ?? .distantPast).timeIntervalSince1970))
    }
    return key.digest
  }

  private func restored(_ run: StudyRun, study: Study) throws -> StudyImages {
    try StudyImages(restoring: study, from: dataset, selection: selection, run: run)
  }

  private func read(_ context: StageContext, run: StudyRun) throws -> StudyImages {
    var pages = ThumbnailPages(folder: context.study.paths.images)
    var items: [StudyItem] = []
    var indices: [Int] = []
    var skipped: [SkippedItem] = []
    var digest = SHA256()
    let blockSize = Self.pageColumns * Self.pageRows
    for start in stride(from: 0, to: selection.count, by: blockSize) {
      try context.cancellation.check()
      let block = Array(selection[start..<min(selection.count, start + blockSize)])
      for (index, outcome) in zip(block, readBlock(block)) {
        let item = dataset.items[index]
        switch outcome {
        case .success(let read):
          digest.update(data: read.contentHash)
          try pages.add(read.thumbnail)
          indices.append(index)
          items.append(
            StudyItem(
              identifier: item.identifier, sourcePath: dataset.fileURL(at: index)?.path, labelIndex: item.label,
              attributes: item.attributes, width: read.width, height: read.height))
        case .failure(let error):
          if isStrict { throw error }
          skipped.append(SkippedItem(identifier: item.identifier, reason: "\(error)"))
        }
      }
      let done = start + block.count
      try context.report(
        StageProgress(
          stage: Self.name, fraction: Double(done) / Double(selection.count), items: (done, selection.count)))
    }
    guard !items.isEmpty else { throw nothingReadable(skipped) }
    let names = try pages.finish()
    try context.study.database.recordItems(items, classes: dataset.classNames, skipped: skipped)
    // Recording other items forgets all runs, this one among them; a run that is still there stays the same.
    guard
      case .start(let current) = try context.study.beginRun(
        stage: Self.name, scope: .study, key: run.key, parameters: parameters)
    else { throw StudyPipelineError(kind: .internalFault, description: "The stage \(Self.name) was finished twice.") }
    try context.study.database.recordThumbnails(
      ThumbnailSheets(
        size: Self.thumbnailSide, columns: Self.pageColumns, rows: Self.pageRows, pages: names))
    let contentDigest = ContentHash.text(digest.finalize())
    try context.study.finishRun(
      current, artifacts: names.map { FinishedArtifact(path: "images/\($0)", role: .thumbnails) },
      effective: ["contentDigest": .string(contentDigest)])
    context.observer.stageEnded(
      stage: Self.name,
      detail: skipped.isEmpty ? "\(items.count) images" : "\(items.count) images, \(skipped.count) skipped")
    return StudyImages(dataset: dataset, datasetIndices: indices, items: items, contentDigest: contentDigest)
  }

  private struct ReadImage: Sendable {
    let thumbnail: PixelImage
    let contentHash: Data
    let width: Int
    let height: Int
  }

  private func readBlock(_ block: [Int]) -> [Result<ReadImage, any Error>] {
    let outcomes = OutcomeBoard<ReadImage>(count: block.count)
    parallel.forEachChunk(of: block.count, chunkSize: 8) { _, range in
      let decoder = ImageDecoder()
      let resampler = ImageResampler()
      for place in range {
        outcomes[place] = Result { try readImage(block[place], decoder: decoder, resampler: resampler) }
      }
    }
    return outcomes.collected()
  }

  private func readImage(_ index: Int, decoder: ImageDecoder, resampler: ImageResampler) throws -> ReadImage {
    let image = try dataset.image(at: index, using: decoder)
    let hash: SHA256Digest
    if let url = dataset.fileURL(at: index) {
      hash = SHA256.hash(data: try Data(contentsOf: url, options: .mappedIfSafe))
    } else {
      hash = SHA256.hash(data: Data(image.pixels))
    }
    return ReadImage(
      thumbnail: Thumbnail.make(of: image, side: Self.thumbnailSide, using: resampler),
      contentHash: Data(hash), width: image.width, height: image.height)
  }

  private func nothingReadable(_ skipped: [SkippedItem]) -> StudyPipelineError {
    let first = skipped.first.map { " The first: \($0.reason)" } ?? ""
    return StudyPipelineError(
      kind: .badInput,
      description:
        "None of the \(selection.count) images of \(dataset.name) can be read.\(first) Give a folder of JPEG, "
        + "PNG or WebP images.")
  }
}

/// Places for results that several threads fill, each its own.
private final class OutcomeBoard<Value: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var outcomes: [Result<Value, any Error>?]  // guarded by `lock`

  init(count: Int) { outcomes = Array(repeating: nil, count: count) }

  subscript(place: Int) -> Result<Value, any Error>? {
    get { lock.withLock { outcomes[place] } }
    set { lock.withLock { outcomes[place] = newValue } }
  }

  func collected() -> [Result<Value, any Error>] { lock.withLock { outcomes.compactMap(\.self) } }
}
