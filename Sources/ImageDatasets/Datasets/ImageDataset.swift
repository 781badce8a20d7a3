public import Foundation

/// One image of a data set: what is known of it without decoding it.
public struct DatasetItem: Sendable, Equatable {
  /// The path in the data set's folder, or split and number ("train/000123"); unique in the data set.
  public let identifier: String
  /// Position of its class in the data set's `classNames`; `nil` if it has no label.
  public let label: Int?
  /// Further columns: split, group and whatever a manifest adds.
  public let attributes: [String: String]

  /// Creates an item.
  public init(identifier: String, label: Int?, attributes: [String: String] = [:]) {
    self.identifier = identifier
    self.label = label
    self.attributes = attributes
  }
}

/// Images with labels, opened without decoding any of them.
public protocol ImageDataset: Sendable {
  /// A short name: that of its folder or file.
  var name: String { get }
  /// What people read, one per class, in label order.
  var classNames: [String] { get }
  /// What the classes are called on disk (folder names, such as WordNet ids), in label order.
  var classIdentifiers: [String] { get }
  /// All images, in an order that depends only on the data.
  var items: [DatasetItem] { get }
  /// What was noticed when the data set was opened and does not stop anyone: files left out, empty classes.
  var remarks: [String] { get }
  /// Decodes one image.
  ///
  /// Throws an `ImageDatasetsError` of kind `.unreadableImage`, naming the file, if it cannot be used.
  func image(at index: Int) throws -> PixelImage
  /// Decodes one image with the buffers of a worker's decoder.
  func image(at index: Int, using decoder: ImageDecoder) throws -> PixelImage
  /// The image file as it is on disk; `nil` where images are not single files.
  func fileURL(at index: Int) -> URL?
}

extension ImageDataset {
  /// The class names, where the disk has no other.
  public var classIdentifiers: [String] { classNames }
  /// None.
  public var remarks: [String] { [] }
  /// The image without a decoder, where none is needed.
  public func image(at index: Int, using decoder: ImageDecoder) throws -> PixelImage { try image(at: index) }
  /// None.
  public func fileURL(at index: Int) -> URL? { nil }
}

/// A data set whose images are files in one folder; item identifiers are paths in it.
public protocol ImageFileDataset: ImageDataset {
  /// The folder.
  var root: URL { get }
}

extension ImageFileDataset {
  /// Decodes the file.
  public func image(at index: Int) throws -> PixelImage { try image(at: index, using: ImageDecoder()) }
  /// Decodes the file with a worker's decoder.
  public func image(at index: Int, using decoder: ImageDecoder) throws -> PixelImage {
    try decoder.decode(path: root.path + "/" + items[index].identifier)
  }
  /// The file.
  public func fileURL(at index: Int) -> URL? {
    URL(fileURLWithPath: root.path + "/" + items[index].identifier)
  }
}

/// What a data set holds, counted without decoding.
public struct DatasetInspection: Sendable, Equatable, Codable {
  /// Number of images.
  public let itemCount: Int
  /// Number of images of every class.
  public let classCounts: [Int]
  /// Number of images without a label.
  public let unlabeledCount: Int
  /// Names of all attributes, sorted.
  public let attributeNames: [String]
  /// What was noticed on opening.
  public let remarks: [String]

  /// Counts a data set.
  public init(_ dataset: any ImageDataset) {
    var counts = [Int](repeating: 0, count: dataset.classNames.count)
    var unlabeled = 0
    var names = Set<String>()
    for item in dataset.items {
      if let label = item.label { counts[label] += 1 } else { unlabeled += 1 }
      names.formUnion(item.attributes.keys)
    }
    itemCount = dataset.items.count
    classCounts = counts
    unlabeledCount = unlabeled
    attributeNames = names.sorted()
    remarks = dataset.remarks
  }
}
