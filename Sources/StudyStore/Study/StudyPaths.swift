public import Foundation

/// Where everything is inside a study's folder. All methods are pure: nothing is created or checked.
public struct StudyPaths: Sendable, Equatable {
  /// The study's folder.
  public let root: URL

  /// The paths of the study at `root`.
  public init(root: URL) {
    self.root = root
  }

  /// The catalogue.
  public var catalogue: URL { root.appendingPathComponent("study.sqlite") }
  /// Held by the one process that writes.
  public var lock: URL { root.appendingPathComponent("study.lock") }
  /// Thumbnails.
  public var images: URL { root.appendingPathComponent("images", isDirectory: true) }
  /// One folder per model.
  public var models: URL { root.appendingPathComponent("models", isDirectory: true) }

  /// One folder per sequence of maps over layers or epochs.
  public var evolution: URL { root.appendingPathComponent("evolution", isDirectory: true) }
  /// One folder per training, with its checkpoints and its `training.json`.
  public var checkpoints: URL { root.appendingPathComponent("checkpoints", isDirectory: true) }

  /// A model's folder.
  public func model(_ model: String) -> URL { models.appendingPathComponent(model, isDirectory: true) }

  /// A layer's folder.
  public func layer(_ layer: String, of model: String) -> URL {
    self.model(model).appendingPathComponent(layer, isDirectory: true)
  }

  /// A file in a layer's folder.
  public func file(_ name: String, inLayer layer: String, of model: String) -> URL {
    self.layer(layer, of: model).appendingPathComponent(name)
  }

  /// Absolute place of a path that the catalogue holds.
  public func url(ofRelativePath path: String) -> URL { root.appendingPathComponent(path) }

  /// Path as the catalogue holds it, or nil for a place outside the study.
  public func relativePath(of url: URL) -> String? {
    let base = root.standardizedFileURL.path
    let path = url.standardizedFileURL.path
    let prefix = base.hasSuffix("/") ? base : base + "/"
    guard path.hasPrefix(prefix), path.count > prefix.count else { return nil }
    return String(path.dropFirst(prefix.count))
  }

  /// `name` with every character but ASCII letters, digits, `.`, `_` and `-` replaced by `_`; at most 80 characters,
  /// never empty, never starting with a dot. Such names are safe in URLs and on every file system.
  public static func folderName(for name: String) -> String {
    var result = ""
    for scalar in name.unicodeScalars.prefix(80) {
      let isAllowed = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
      result.unicodeScalars.append(isAllowed || "._-".unicodeScalars.contains(scalar) ? scalar : "_")
    }
    if result.isEmpty || result.hasPrefix(".") { result = "_" + result.dropFirst() }
    return result
  }

  /// Folder of the layer at `index`: the index with at least two digits, and the name, e.g. `07-relu3`.
  public static func layerFolderName(index: Int, name: String) -> String {
    let number = index < 10 ? "0\(index)" : "\(index)"
    return "\(number)-\(folderName(for: name))"
  }
}
