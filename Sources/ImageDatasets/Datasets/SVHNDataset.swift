public import Foundation

/// Street View House Numbers, cropped digits (Netzer et al. 2011): `train_32x32.mat`, `test_32x32.mat` and
/// `extra_32x32.mat`, as many as there are.
///
/// Identifiers are file and number (`train_32x32/000123`); the attribute `split` is `train`, `test` or `extra`. Images are
/// RGB, 32 x 32. The files' label 10 is the digit 0. All pixels are kept in memory (225 MB for `train`). MAT files are
/// read by matio.
public struct SVHNDataset: ImageDataset {
  /// Name of the folder.
  public let name: String
  /// "0" to "9".
  public let classNames = (0..<10).map(String.init)
  /// All images, file by file.
  public let items: [DatasetItem]
  private let parts: [PackedImages]

  private static let (side, channelCount) = (32, 3)
  private static let largestImageCount = 1_000_000

  /// Opens a folder.
  /// - Parameters:
  ///   - folder: The folder.
  ///   - split: Only `train`, `test` or `extra`; all by default.
  /// - Throws: `ImageDatasetsError` if no file is there, or one is not what it should be.
  public init(folder: URL, split: String? = nil) throws {
    let files = try Self.files(in: folder).filter { split == nil || $0.split == split }
    guard !files.isEmpty else {
      throw ImageDatasetsError(
        .badInput,
        "\(folder.path) has no SVHN files\(split.map { " of the split \"\($0)\"" } ?? ""). Expected are train_32x32.mat, "
          + "test_32x32.mat or extra_32x32.mat. Check the path.")
    }
    var parts: [PackedImages] = []
    var items: [DatasetItem] = []
    for file in files {
      let (images, labels) = try Self.contents(of: file.url)
      let name = file.url.deletingPathExtension().lastPathComponent
      items += labels.enumerated().map { index, label in
        DatasetItem(
          identifier: PackedImages.identifier(name, index), label: label, attributes: ["split": file.split])
      }
      parts.append(images)
    }
    name = folder.lastPathComponent
    self.items = items
    self.parts = parts
  }

  /// The image; decoding cannot fail here.
  public func image(at index: Int) throws -> PixelImage { parts.image(at: index) }

  static func files(in folder: URL) throws -> [(split: String, url: URL)] {
    let present = try FolderListing(path: folder.path).otherNames
    return ["train", "test", "extra"].filter { present.contains("\($0)_32x32.mat") }
      .map { ($0, folder.appendingPathComponent("\($0)_32x32.mat")) }
  }

  private static func contents(of file: URL) throws -> (images: PackedImages, labels: [Int]) {
    let size = side * side * channelCount
    let pixels = try MATArray("X", of: file, largestCount: largestImageCount * size)
    // A single image has no fourth size.
    let count = pixels.sizes.count == 3 ? 1 : pixels.sizes.last ?? 0
    guard (3...4).contains(pixels.sizes.count), Array(pixels.sizes.prefix(3)) == [side, side, channelCount], count > 0
    else {
      throw ImageDatasetsError(
        .badInput,
        "\(file.path): X has the sizes \(pixels.sizes). Expected 32 x 32 x 3 x images. Download the cropped digits "
          + "(format 2).")
    }
    let labels = try MATArray("y", of: file, largestCount: largestImageCount)
    guard labels.bytes.count == count else {
      throw ImageDatasetsError(
        .badInput, "\(file.path) has \(count) images, but \(labels.bytes.count) labels. Download it again.")
    }
    guard let wrong = labels.bytes.firstIndex(where: { $0 > 10 }) else {
      let images = PackedImages(
        name: file.path, width: side, height: side, channelCount: channelCount, layout: .interleaved, count: count,
        headerByteCount: 0, recordPrefix: 0, bytes: interleaved(pixels.bytes, count: count))
      return (images, labels.bytes.map { Int($0) % 10 })
    }
    throw ImageDatasetsError(
      .badInput,
      "\(file.path): image \(wrong) has the label \(labels.bytes[wrong]). Expected 1 to 10. Download it again.")
  }

  /// From row fastest, then column, channel, image to channel fastest, then column, row, image.
  private static func interleaved(_ bytes: [UInt8], count: Int) -> [UInt8] {
    let size = side * side * channelCount
    return [UInt8](unsafeUninitializedCapacity: count * size) { output, initialized in
      bytes.withUnsafeBufferPointer { source in
        for start in stride(from: 0, to: count * size, by: size) {
          for channel in 0..<channelCount {
            for x in 0..<side {
              let column = start &+ (channel &* side &+ x) &* side
              for y in 0..<side {
                output[start &+ (y &* side &+ x) &* channelCount &+ channel] = source[column &+ y]
              }
            }
          }
        }
      }
      initialized = count * size
    }
  }
}
