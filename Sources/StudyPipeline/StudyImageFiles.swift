public import Foundation
public import ImageDatasets
public import StudyStore

/// Gives the images of a finished study, as files that a browser can show.
///
/// Images that are JPEG, PNG or WebP files are given as they are; those inside other files (MNIST, CIFAR-10, the built-in
/// data set) are decoded and encoded as PNG.
public struct StudyImageFiles: Sendable {
  private let study: Study
  /// Nil for arrays that were imported without images.
  private let source: DatasetSource?

  /// Opens the images of a study; the data set itself is only opened when an image inside it is asked for.
  public init(study: Study) throws {
    self.study = study
    let dataset = try study.database.settings().dataset
    if case .object(let known) = dataset, known["kind"]?.stringValue == ImportOrigin.kind, known["source"] == .null {
      source = nil
      return
    }
    guard case .object(let known) = dataset, let path = known["source"]?.stringValue else {
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "The study \(study.url.path) does not say where its images are. Make it again with `strata analyze`.")
    }
    source = DatasetSource(path: path)
  }

  /// The bytes of the image of a row and their media type.
  /// - Throws: `StudyPipelineError` naming the file when the image has gone.
  public func image(atRow row: Int) throws -> (data: Data, contentType: String) {
    guard let item = try study.database.item(at: row) else {
      throw StudyPipelineError(
        kind: .badInput, description: "The study has no image \(row). Its images are numbered from 0.")
    }
    if let path = item.sourcePath {
      guard let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe) else {
        throw StudyPipelineError(
          kind: .inputOutput,
          description: "\(path) cannot be read any more. Put the image back, or make the study again.")
      }
      if let type = Self.mediaType(of: data) { return (data, type) }
      let image = try ImageDecoder().decode(contentsOf: URL(fileURLWithPath: path))
      return (try image.pngData(), "image/png")
    }
    return (try packed(item).pngData(), "image/png")
  }

  /// The image of a row, decoded.
  /// - Throws: as ``image(atRow:)``.
  public func picture(atRow row: Int, using decoder: ImageDecoder) throws -> PixelImage {
    guard let item = try study.database.item(at: row), item.sourcePath == nil else {
      let (data, _) = try image(atRow: row)
      return try data.withUnsafeBytes { try decoder.decode($0, named: "image \(row) of the study") }
    }
    return try packed(item)
  }

  private func packed(_ item: StudyItem) throws -> PixelImage {
    guard let source else {
      throw StudyPipelineError(
        kind: .unavailable,
        description:
          "The study \(study.url.path) was imported without images. Import the arrays with --images into another folder to "
          + "see them.")
    }
    return try source.image(named: item.identifier)
  }

  private static func mediaType(of data: Data) -> String? {
    if data.starts(with: [0xFF, 0xD8, 0xFF]) { return "image/jpeg" }
    if data.starts(with: [0x89, 0x50, 0x4E, 0x47]) { return "image/png" }
    if data.starts(with: Array("RIFF".utf8)), data.dropFirst(8).starts(with: Array("WEBP".utf8)) { return "image/webp" }
    return nil
  }
}

/// A data set that is opened once, when its first image is needed.
private final class DatasetSource: @unchecked Sendable {
  private let path: String
  private let lock = NSLock()
  // Guarded by `lock`.
  private var opened: (dataset: any ImageDataset, positions: [String: Int])?

  init(path: String) { self.path = path }

  func image(named identifier: String) throws -> PixelImage {
    let (dataset, positions) = try lock.withLock {
      if let opened { return opened }
      let dataset = try DatasetFormat.open(path)
      let positions = Dictionary(
        dataset.items.enumerated().map { ($1.identifier, $0) }, uniquingKeysWith: { first, _ in first })
      opened = (dataset, positions)
      return (dataset, positions)
    }
    guard let position = positions[identifier] else {
      throw StudyPipelineError(
        kind: .inputOutput,
        description: "\(path) has no image \(identifier) any more. Put it back, or make the study again.")
    }
    return try dataset.image(at: position)
  }
}
