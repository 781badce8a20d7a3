public import Foundation

/// A folder with one folder of images per class, as torchvision's `ImageFolder` reads it.
///
/// Classes are the folder names in the order of their bytes; images are all JPEG, PNG and WebP files below, in the order
/// of their paths. If the folders are splits (all of them among train, val, valid, validation, test) and hold
/// folders themselves, those are the classes, and the split becomes the attribute `split`.
/// Opening lists the folders only, O(files); nothing is decoded.
public struct ImageFolder: ImageFileDataset {
  /// Name of the folder.
  public let name: String
  /// The folder.
  public let root: URL
  /// The folder names, or what the class list calls them.
  public let classNames: [String]
  /// The folder names.
  public let classIdentifiers: [String]
  /// All images; identifiers are paths in the folder.
  public let items: [DatasetItem]
  /// Files and folders that were left out.
  public let remarks: [String]

  private static let splitNames: Set<String> = ["train", "val", "valid", "validation", "test"]

  /// Opens a folder.
  /// - Parameters:
  ///   - root: the folder.
  ///   - displayNames: gives folders named by WordNet id, or by any of the names, their display names.
  /// - Throws: `ImageDatasetsError` if the folder is missing, or has no class folder with an image.
  public init(root: URL, classNames displayNames: ClassNames? = nil) throws {
    let path = root.path
    let listing = try FolderListing(path: path)
    let splits = try Self.splits(of: listing, at: path)
    var remarks = FolderListing.remark(onOthers: listing.otherNames, in: path)
    if let first = listing.imageNames.first {
      remarks.append(
        "\(path) holds \(listing.imageNames.count) image(s) outside the class folders, such as \(first); left out.")
    }
    var imagesOfClass = [String: [(path: String, split: String?)]]()
    for (prefix, split, folder) in splits {
      let found = try FolderListing.imagePaths(below: path + "/" + prefix + folder)
      remarks += FolderListing.remark(onOthers: found.others, in: path + "/" + prefix + folder)
      if found.images.isEmpty {
        remarks.append("The folder \(path)/\(prefix)\(folder) holds no image; it is no class.")
        continue
      }
      let sorted = found.images.sorted(by: FolderListing.precedes)
      imagesOfClass[folder, default: []] += sorted.map { (prefix + folder + "/" + $0, split) }
    }
    let folders = imagesOfClass.keys.sorted(by: FolderListing.precedes)
    guard !folders.isEmpty else {
      throw ImageDatasetsError(
        .badInput,
        "\(path) has no folder with JPEG, PNG or WebP images. Put the images of each class into a folder of its own.")
    }
    name = root.lastPathComponent
    self.root = root
    self.remarks = remarks
    classIdentifiers = folders
    classNames = folders.map { displayNames?.displayName(of: $0) ?? $0 }
    items = folders.enumerated().flatMap { label, folder in
      (imagesOfClass[folder] ?? []).map {
        DatasetItem(identifier: $0.path, label: label, attributes: $0.split.map { ["split": $0] } ?? [:])
      }
    }
  }

  /// The class folders with the folder and name of their split.
  private static func splits(of listing: FolderListing, at path: String) throws
    -> [(prefix: String, split: String?, folder: String)]
  {
    let plain = listing.folderNames.map { (prefix: "", split: String?.none, folder: $0) }
    guard !plain.isEmpty, listing.folderNames.allSatisfy({ splitNames.contains($0.lowercased()) }) else { return plain }
    var found = [(prefix: String, split: String?, folder: String)]()
    for split in listing.folderNames {
      let classes = try FolderListing(path: path + "/" + split)
      guard !classes.folderNames.isEmpty else { return plain }
      found += classes.folderNames.map { (split + "/", split, $0) }
    }
    return found
  }
}
