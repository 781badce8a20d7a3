public import Foundation

/// MNIST and its relatives: images and labels in IDX files, compressed with gzip or not.
///
/// A folder is searched for `train-images-idx3-ubyte` and `t10k-images-idx3-ubyte` (or `test-`; a dot may stand before
/// `idx3`, `.gz` behind) with their labels; identifiers are `train/000123` and `test/000123`, and the attribute
/// `split` says the same. Images are grey, or RGB in four-dimensional files. All pixels are kept in memory.
public struct IDXDataset: ImageDataset {
  /// Name of the folder or file.
  public let name: String
  /// Names of the classes: those given, else those of `classes.txt` in the folder, else "0" to the largest label.
  public let classNames: [String]
  /// All images, training before test.
  public let items: [DatasetItem]
  private let parts: [PackedImages]

  /// Opens the IDX files of a folder.
  /// - Parameters:
  ///   - folder: the folder.
  ///   - split: only `train` or `test`; all by default.
  ///   - classNames: names for the labels 0, 1, ...
  /// - Throws: `ImageDatasetsError` if files are missing, damaged, or images and labels do not fit together.
  public init(folder: URL, split: String? = nil, classNames: ClassNames? = nil) throws {
    let found = try Self.imageFiles(in: folder).filter { split == nil || $0.split == split }
    guard !found.isEmpty else {
      throw ImageDatasetsError(
        .badInput,
        "\(folder.path) has no IDX images\(split.map { " of the split \"\($0)\"" } ?? ""). Expected are "
          + "train-images-idx3-ubyte or t10k-images-idx3-ubyte, with .gz or without. Check the path.")
    }
    let parts = try found.map { file in
      let labels = Self.labelFile(for: file.url)
      guard FileManager.default.fileExists(atPath: labels.path) else {
        throw ImageDatasetsError(
          .badInput, "\(file.url.path) has no labels: \(labels.path) does not exist. Put it beside the images.")
      }
      return (split: file.split, images: file.url, labels: Optional(labels))
    }
    let names = folder.appendingPathComponent("classes.txt")
    let own = FileManager.default.fileExists(atPath: names.path) ? try ClassNames(contentsOf: names) : nil
    try self.init(name: folder.lastPathComponent, parts: parts, classNames: classNames ?? own)
  }

  /// Opens one pair of IDX files; without labels the images have none.
  public init(images: URL, labels: URL?, split: String = "all", classNames: ClassNames? = nil) throws {
    try self.init(
      name: images.lastPathComponent, parts: [(split, images, labels)], classNames: classNames)
  }

  private init(name: String, parts files: [(split: String, images: URL, labels: URL?)], classNames: ClassNames?) throws
  {
    var items = [DatasetItem]()
    var parts = [PackedImages]()
    var largestLabel = -1
    for file in files {
      let images = try IDXFile.images(file.images)
      let labels = try file.labels.map { try IDXFile.labels($0) }
      if let labels, labels.count != images.count, let url = file.labels {
        throw ImageDatasetsError(
          .badInput,
          "\(file.images.path) has \(images.count) images, but \(url.path) has \(labels.count) labels. "
            + "Download both again.")
      }
      if let classNames, let labels, let url = file.labels,
        let wrong = labels.firstIndex(where: { Int($0) >= classNames.count })
      {
        throw ImageDatasetsError(
          .badInput,
          "\(url.path): label \(labels[wrong]) of image \(wrong) is outside the \(classNames.count) classes. "
            + "Give more class names.")
      }
      largestLabel = max(largestLabel, labels?.max().map { Int($0) } ?? -1)
      items += (0..<images.count).map { index in
        DatasetItem(
          identifier: PackedImages.identifier(file.split, index), label: labels.map { Int($0[index]) },
          attributes: ["split": file.split])
      }
      parts.append(images)
    }
    self.name = name
    self.items = items
    self.parts = parts
    self.classNames = classNames?.entries.map { $0.names[0] } ?? (0..<(largestLabel + 1)).map { String($0) }
  }

  /// The image; decoding cannot fail here.
  public func image(at index: Int) throws -> PixelImage { parts.image(at: index) }

  static func imageFiles(in folder: URL) throws -> [(split: String, url: URL)] {
    let names = try FolderListing(path: folder.path).otherNames
    let splits = [("train", "train"), ("t10k", "test"), ("test", "test")]
    var found = [(split: String, url: URL)]()
    for (prefix, split) in splits where !found.contains(where: { $0.split == split }) {
      let stems = ["idx3", "idx4"].flatMap { ["\(prefix)-images-\($0)-ubyte", "\(prefix)-images.\($0)-ubyte"] }
      if let name = stems.flatMap({ [$0, $0 + ".gz"] }).first(where: names.contains) {
        found.append((split, folder.appendingPathComponent(name)))
      }
    }
    return found
  }

  private static func labelFile(for images: URL) -> URL {
    let name = images.lastPathComponent
      .replacingOccurrences(of: "images", with: "labels")
      .replacingOccurrences(of: "idx3", with: "idx1").replacingOccurrences(of: "idx4", with: "idx1")
    let url = images.deletingLastPathComponent().appendingPathComponent(name)
    if FileManager.default.fileExists(atPath: url.path) { return url }
    let other = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name + ".gz"
    let alternative = images.deletingLastPathComponent().appendingPathComponent(other)
    return FileManager.default.fileExists(atPath: alternative.path) ? alternative : url
  }
}

/// The IDX format: two zero bytes, element type (8 is unsigned byte), number of dimensions, big-endian sizes, data.
enum IDXFile {
  private static let maximumByteCount = 1 << 31

  static func images(_ url: URL) throws -> PackedImages {
    let (shape, bytes) = try read(url, dimensions: [3, 4])
    let channelCount = shape.count == 4 ? shape[3] : 1
    guard channelCount == 1 || channelCount == 3, shape[1] > 0, shape[2] > 0 else {
      throw ImageDatasetsError(
        .badInput, "\(url.path) holds images of the shape \(shape.dropFirst()), not height x width (x 3). Convert it.")
    }
    return PackedImages(
      name: url.path, width: shape[2], height: shape[1], channelCount: channelCount, layout: .interleaved,
      count: shape[0], headerByteCount: 4 + 4 * shape.count, recordPrefix: 0, bytes: bytes)
  }

  static func labels(_ url: URL) throws -> [UInt8] {
    Array(try read(url, dimensions: [1]).bytes.dropFirst(8))
  }

  private static func read(_ url: URL, dimensions: [Int]) throws -> (shape: [Int], bytes: [UInt8]) {
    let bytes = try GzipReader.contents(of: url, maximumByteCount: maximumByteCount)
    guard bytes.count >= 8, bytes[0] == 0, bytes[1] == 0, bytes[2] == 8, dimensions.contains(Int(bytes[3])),
      bytes.count >= 4 + 4 * Int(bytes[3])
    else {
      throw ImageDatasetsError(
        .badInput,
        "\(url.path) is not an IDX file of bytes with \(dimensions.map(String.init).joined(separator: " or ")) "
          + "dimension(s). Check that images and labels are not exchanged, or download it again.")
    }
    let header = 4 + 4 * Int(bytes[3])
    let shape = (0..<Int(bytes[3])).map { axis in
      (0..<4).reduce(0) { $0 << 8 | Int(bytes[4 + 4 * axis + $1]) }
    }
    var expected = 1
    for size in shape {
      let (product, overflow) = expected.multipliedReportingOverflow(by: size)
      expected = overflow ? Int.max / 2 : product
    }
    guard bytes.count == header + expected, shape[0] > 0 else {
      throw ImageDatasetsError(
        .badInput,
        "\(url.path) says it holds \(shape.map(String.init).joined(separator: " x ")) bytes, but has "
          + "\(bytes.count - header) after its header. Download it again.")
    }
    return (shape, bytes)
  }
}
