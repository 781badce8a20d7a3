public import Foundation

/// CIFAR-10 in its binary version: `data_batch_1.bin` to `data_batch_5.bin` and `test_batch.bin`, compressed with gzip
/// or not, as many as there are.
///
/// Identifiers are batch and number (`data_batch_1/000123`, `test_batch/000123`); the attribute `split` is `train` or
/// `test`. Images are RGB, 32 x 32. All pixels are kept in memory (30 MB a batch).
public struct CIFARDataset: ImageDataset {
  /// Name of the folder.
  public let name: String
  /// The ten classes; from `batches.meta.txt` where it lies beside the batches.
  public let classNames: [String]
  /// All images, batch by batch, the test batch last.
  public let items: [DatasetItem]
  private let batches: [PackedImages]

  /// The classes in label order.
  public static let standardClassNames = [
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
  ]
  private static let recordByteCount = 3073

  /// Opens a folder.
  /// - Parameters:
  ///   - folder: the folder.
  ///   - split: only `train` or `test`; all by default.
  /// - Throws: `ImageDatasetsError` if no batch is there, or one has the wrong size or a label above 9.
  public init(folder: URL, split: String? = nil) throws {
    let files = try Self.batchFiles(in: folder).filter { split == nil || $0.split == split }
    guard !files.isEmpty else {
      throw ImageDatasetsError(
        .badInput,
        "\(folder.path) has no CIFAR-10 batches\(split.map { " of the split \"\($0)\"" } ?? ""). Expected are "
          + "data_batch_1.bin to data_batch_5.bin or test_batch.bin, with .gz or without. Check the path.")
    }
    let names = try Self.names(in: folder)
    var batches = [PackedImages]()
    var items = [DatasetItem]()
    for file in files {
      let batch = try Self.batch(file.url, classCount: names.count)
      items += (0..<batch.count).map { index in
        DatasetItem(
          identifier: PackedImages.identifier(file.name, index),
          label: Int(batch.bytes[index * Self.recordByteCount]), attributes: ["split": file.split])
      }
      batches.append(batch)
    }
    name = folder.lastPathComponent
    classNames = names
    self.items = items
    self.batches = batches
  }

  /// The image; decoding cannot fail here.
  public func image(at index: Int) throws -> PixelImage { batches.image(at: index) }

  static func batchFiles(in folder: URL) throws -> [(split: String, name: String, url: URL)] {
    let present = try FolderListing(path: folder.path).otherNames
    let batches = (1...5).map { ("train", "data_batch_\($0)") } + [("test", "test_batch")]
    return batches.compactMap { split, batch in
      [batch + ".bin", batch + ".bin.gz"].first(where: present.contains)
        .map { (split, batch, folder.appendingPathComponent($0)) }
    }
  }

  private static func batch(_ url: URL, classCount: Int) throws -> PackedImages {
    let bytes = try GzipReader.contents(of: url, maximumByteCount: 1 << 30)
    guard !bytes.isEmpty, bytes.count % recordByteCount == 0 else {
      throw ImageDatasetsError(
        .badInput,
        "\(url.path) has \(bytes.count) bytes, which is no multiple of \(recordByteCount) (one label and 32 x 32 x 3 "
          + "pixels). Download the binary version of CIFAR-10 again.")
    }
    let count = bytes.count / recordByteCount
    if let wrong = (0..<count).first(where: { Int(bytes[$0 * recordByteCount]) >= classCount }) {
      throw ImageDatasetsError(
        .badInput,
        "\(url.path): image \(wrong) has the label \(bytes[wrong * recordByteCount]), outside the \(classCount) classes. "
          + "Download the binary version of CIFAR-10 again.")
    }
    return PackedImages(
      name: url.path, width: 32, height: 32, channelCount: 3, layout: .planar, count: count, headerByteCount: 0,
      recordPrefix: 1, bytes: bytes)
  }

  private static func names(in folder: URL) throws -> [String] {
    let url = folder.appendingPathComponent("batches.meta.txt")
    guard FileManager.default.fileExists(atPath: url.path) else { return standardClassNames }
    let lines = try TextFile.text(contentsOf: url).split(whereSeparator: \.isNewline)
      .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    return lines.isEmpty ? standardClassNames : lines
  }
}
