public import Foundation

/// The kinds of data sets that a path on the command line can mean.
public enum DatasetFormat: String, Sendable, Codable, CaseIterable {
  /// One folder a class.
  case imageFolder = "image-folder"
  /// A folder of images.
  case flat
  /// A CSV file, or a folder with `manifest.csv`.
  case manifest
  /// MNIST and its relatives.
  case idx
  /// CIFAR-10, binary version.
  case cifar
  /// Street View House Numbers, cropped digits.
  case svhn
  /// The digits that the program draws itself.
  case builtInDigits = "digits"

  /// Tells the format of a path from what lies there; `builtin:digits` (or `builtin:digits:2000`) is the built-in one.
  /// - Throws: `ImageDatasetsError` if there is nothing there, or nothing that is known.
  public static func detect(_ path: String) throws -> DatasetFormat {
    if path.hasPrefix("builtin:") { return .builtInDigits }
    if path.lowercased().hasSuffix(".csv") || path.lowercased().hasSuffix(".tsv") { return .manifest }
    let listing = try FolderListing(path: path)
    let url = URL(fileURLWithPath: path)
    if listing.otherNames.contains("manifest.csv") { return .manifest }
    if try !IDXDataset.imageFiles(in: url).isEmpty { return .idx }
    if try !CIFARDataset.batchFiles(in: url).isEmpty { return .cifar }
    if try !SVHNDataset.files(in: url).isEmpty { return .svhn }
    // A flat folder may hold a folder of something else; class folders hold images.
    if !listing.imageNames.isEmpty { return .flat }
    if !listing.folderNames.isEmpty { return .imageFolder }
    let tables = listing.otherNames.filter { $0.lowercased().hasSuffix(".csv") }
    let hint = tables.first.map { " To use its manifest, give \(path)/\($0)." } ?? ""
    throw ImageDatasetsError(
      .badInput,
      "\(path) has no images: neither JPEG, PNG or WebP files, nor folders with such, nor MNIST, CIFAR-10 or SVHN files."
        + (hint.isEmpty ? " Check the path." : hint))
  }

  /// Opens what lies at a path, in its detected format.
  /// - Parameters:
  ///   - path: a folder, a CSV file, or `builtin:digits[:count[:seed]]`.
  ///   - split: keeps only items whose attribute `split` is this.
  ///   - classNames: display names of the study's classes.
  /// - Returns: the data set, or the part of it that belongs to the split.
  /// - Throws: `ImageDatasetsError`.
  public static func open(_ path: String, split: String? = nil, classNames: ClassNames? = nil) throws
    -> any ImageDataset
  {
    let url = URL(fileURLWithPath: path)
    switch try detect(path) {
    case .builtInDigits: return try filtered(BuiltInDigits(specification: path), split)
    case .manifest:
      let file = FolderListing.fileExtension(of: path) == "" ? url.appendingPathComponent("manifest.csv") : url
      return try filtered(ManifestDataset(manifest: file, classNames: classNames), split)
    case .idx: return try IDXDataset(folder: url, split: split, classNames: classNames)
    case .cifar: return try CIFARDataset(folder: url, split: split)
    case .svhn: return try SVHNDataset(folder: url, split: split)
    case .flat: return try filtered(FlatImageFolder(root: url, classNames: classNames), split)
    case .imageFolder: return try filtered(ImageFolder(root: url, classNames: classNames), split)
    }
  }

  private static func filtered(_ dataset: any ImageDataset, _ split: String?) throws -> any ImageDataset {
    guard let split else { return dataset }
    let indices = dataset.items.indices.filter { dataset.items[$0].attributes["split"] == split }
    guard !indices.isEmpty else {
      let known = Set(dataset.items.compactMap { $0.attributes["split"] }).sorted()
      let choice = known.isEmpty ? "it has no splits" : "its splits are \(known.prefix(10).joined(separator: ", "))"
      throw ImageDatasetsError(
        .badInput,
        "\(dataset.name) has no images of the split \"\(split)\": \(choice). Leave the split out, or correct it.")
    }
    return DatasetSubset(dataset, indices: indices)
  }
}

/// Some items of another data set, in the order given.
public struct DatasetSubset: ImageDataset {
  /// The whole data set.
  public let base: any ImageDataset
  /// Positions in the whole data set.
  public let indices: [Int]
  /// The items kept.
  public let items: [DatasetItem]

  /// Keeps the items at `indices`.
  public init(_ base: any ImageDataset, indices: [Int]) {
    self.base = base
    self.indices = indices
    let all = base.items
    items = indices.map { all[$0] }
  }

  /// Name of the whole data set.
  public var name: String { base.name }
  /// Classes of the whole data set, also those of which no item is kept.
  public var classNames: [String] { base.classNames }
  /// Identifiers of the classes.
  public var classIdentifiers: [String] { base.classIdentifiers }
  /// Remarks on the whole data set.
  public var remarks: [String] { base.remarks }
  /// Decodes an image.
  public func image(at index: Int) throws -> PixelImage { try base.image(at: indices[index]) }
  /// Decodes an image with a worker's decoder.
  public func image(at index: Int, using decoder: ImageDecoder) throws -> PixelImage {
    try base.image(at: indices[index], using: decoder)
  }
  /// The file of an image.
  public func fileURL(at index: Int) -> URL? { base.fileURL(at: indices[index]) }
}
