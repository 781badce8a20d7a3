public import Foundation

/// A folder of images without class folders.
///
/// Images have no labels, with one exception: if every file name begins with a WordNet id and an underscore
/// (`n01440764_tench.JPEG`), the id is the class and what follows up to the ending is its name, unless a class
/// list gives a better one.
public struct FlatImageFolder: ImageFileDataset {
  /// Where labels come from.
  public enum Labeling: Sendable {
    /// From WordNet ids if every file name begins with one; otherwise there are none.
    case automatic
    /// There are none.
    case none
  }

  /// Name of the folder.
  public let name: String
  /// The folder.
  public let root: URL
  /// Names of the classes; empty without labels.
  public let classNames: [String]
  /// WordNet ids; empty without labels.
  public let classIdentifiers: [String]
  /// All images; identifiers are file names.
  public let items: [DatasetItem]
  /// Files that were left out.
  public let remarks: [String]

  /// Opens a folder.
  /// - Throws: `ImageDatasetsError` if the folder is missing or has no image.
  public init(root: URL, labeling: Labeling = .automatic, classNames displayNames: ClassNames? = nil) throws {
    let listing = try FolderListing(path: root.path)
    guard !listing.imageNames.isEmpty else {
      throw ImageDatasetsError(
        .badInput, "\(root.path) has no JPEG, PNG or WebP images. Give a folder with images.")
    }
    self.root = root
    name = root.lastPathComponent
    remarks = FolderListing.remark(onOthers: listing.otherNames, in: root.path)
    let parsed = listing.imageNames.map(Self.wordNetPrefix)
    guard labeling == .automatic, parsed.allSatisfy({ $0 != nil }) else {
      classNames = []
      classIdentifiers = []
      items = listing.imageNames.map { DatasetItem(identifier: $0, label: nil) }
      return
    }
    var nameOfIdentifier = [String: String]()
    for case let prefix? in parsed where nameOfIdentifier[prefix.identifier] == nil {
      nameOfIdentifier[prefix.identifier] = prefix.name
    }
    let identifiers = nameOfIdentifier.keys.sorted(by: FolderListing.precedes)
    let labels = Dictionary(uniqueKeysWithValues: identifiers.enumerated().map { ($1, $0) })
    classIdentifiers = identifiers
    classNames = identifiers.map { displayNames?.displayName(of: $0) ?? nameOfIdentifier[$0] ?? $0 }
    items = zip(listing.imageNames, parsed).map { file, prefix in
      DatasetItem(identifier: file, label: prefix.flatMap { labels[$0.identifier] })
    }
  }

  static func wordNetPrefix(of file: String) -> (identifier: String, name: String)? {
    guard let separator = file.firstIndex(of: "_"), ClassNames.isWordNetIdentifier(file[..<separator]) else {
      return nil
    }
    let rest = file[file.index(after: separator)...]
    let stem = rest.lastIndex(of: ".").map { rest[..<$0] } ?? rest
    // "n01440764_10026.JPEG" numbers its images; a number is no name.
    let isNumber = stem.allSatisfy { $0.isNumber || $0 == "_" }
    let identifier = String(file[..<separator])
    return (identifier, isNumber ? identifier : stem.replacingOccurrences(of: "_", with: " "))
  }
}
