/// One image of a study. Row `i` of every array belongs to the item at position `i`.
public struct StudyItem: Sendable, Equatable, Codable {
  /// What names the item in the data set: a relative path, or `train/000123`.
  public var identifier: String
  /// Where the image is on disk, absolute; nil for items inside an archive or a built-in data set.
  public var sourcePath: String?
  /// The item's class, an index into the study's classes; nil without a label.
  public var labelIndex: Int?
  /// Further columns of the manifest.
  public var attributes: [String: String]
  /// Width of the upright image in pixels, if known.
  public var width: Int?
  /// Height of the upright image in pixels, if known.
  public var height: Int?

  /// Makes an item.
  public init(
    identifier: String, sourcePath: String? = nil, labelIndex: Int? = nil, attributes: [String: String] = [:],
    width: Int? = nil, height: Int? = nil
  ) {
    self.identifier = identifier
    self.sourcePath = sourcePath
    self.labelIndex = labelIndex
    self.attributes = attributes
    self.width = width
    self.height = height
  }
}

/// An image that was left out, and why.
public struct SkippedItem: Sendable, Equatable, Codable {
  /// What names the item in the data set.
  public var identifier: String
  /// A sentence for the person who wonders where the image is.
  public var reason: String

  /// Makes a record.
  public init(identifier: String, reason: String) {
    self.identifier = identifier
    self.reason = reason
  }
}

/// The sprite pages that hold a thumbnail of every item: item `i` is on page `i / (columns * rows)`, row by row.
public struct ThumbnailSheets: Sendable, Equatable, Codable {
  /// Width and height of one thumbnail in pixels.
  public var size: Int
  /// Thumbnails in a row of a page.
  public var columns: Int
  /// Rows of a page.
  public var rows: Int
  /// File names of the pages inside the folder `images`, in order.
  public var pages: [String]

  /// Makes a description of sprite pages.
  public init(size: Int, columns: Int, rows: Int, pages: [String]) {
    self.size = size
    self.columns = columns
    self.rows = rows
    self.pages = pages
  }
}
