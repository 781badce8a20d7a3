public import Foundation

/// A file on the home page of a data set.
public struct RemoteFile: Sendable, Equatable {
  /// Its name, there and here.
  public let name: String
  /// Its size in bytes.
  public let byteCount: Int
  /// MD5 of its content, hexadecimal: what the homes of these data sets and their loaders publish. It finds damage, not
  /// malice.
  public let md5: String

  /// Describes a file.
  public init(name: String, byteCount: Int, md5: String) {
    self.name = name
    self.byteCount = byteCount
    self.md5 = md5
  }
}

/// A data set that can be fetched.
public struct RemoteDataset: Sendable, Equatable {
  /// How a file becomes what Strata reads.
  public enum Packing: String, Sendable {
    /// It is read as it is.
    case plain
    /// A tar archive, compressed with gzip; its first folder is left out.
    case tarGzip
  }

  /// What `strata dataset get` is given.
  public let name: String
  /// One line for people.
  public let summary: String
  /// Where the files lie; ends with a slash.
  public let home: URL
  /// The files.
  public let files: [RemoteFile]
  /// How they are packed.
  public let packing: Packing
  /// Names of the classes, written beside the files where the data set itself has none; else empty.
  public let classNames: [String]

  /// Describes a data set.
  public init(
    name: String, summary: String, home: URL, files: [RemoteFile], packing: Packing = .plain, classNames: [String] = []
  ) {
    (self.name, self.summary, self.home, self.files) = (name, summary, home, files)
    (self.packing, self.classNames) = (packing, classNames)
  }

  /// Bytes altogether.
  public var byteCount: Int { files.reduce(0) { $0 + $1.byteCount } }
}
