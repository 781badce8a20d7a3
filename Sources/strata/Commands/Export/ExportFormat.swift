import ArgumentParser
import Foundation

/// What `strata export` can write, told by the output's ending or by `--as`.
enum ExportFormat: Equatable {
  /// One HTML file.
  case page
  /// A folder for static hosting.
  case folder
  /// The point table as comma-separated values.
  case csv
  /// The point table in Arrow's file format.
  case arrow
  /// Arrays, as `numpy.load` reads them.
  case arrays
  /// A folder for TensorBoard's Embedding Projector.
  case projector
  /// JSON lines for Embedding Atlas.
  case atlas

  /// What `--as` accepts.
  enum Name: String, CaseIterable, ExpressibleByArgument {
    case page, folder, table, arrays, projector, atlas
  }

  private static let endings: [String: ExportFormat] = [
    "html": .page, "htm": .page, "csv": .csv, "arrow": .arrow, "feather": .arrow, "npz": .arrays, "jsonl": .atlas,
    "ndjson": .atlas,
  ]
  private static let advice =
    ".html, .csv, .arrow, .feather, .npz or .jsonl, or a folder with / at its end, --as folder or --as projector"

  /// Whether this is the explorer, not a table.
  var isExplorer: Bool { self == .page || self == .folder }

  /// The format of an output.
  /// - Throws: `ValidationError` for endings that are not known or do not go with `name`.
  init(output: String, name: Name?) throws {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: output, isDirectory: &isFolder)
    let ending = URL(fileURLWithPath: output).pathExtension.lowercased()
    let looksLikeFolder = output.hasSuffix("/") || (exists && isFolder.boolValue)
    if name == .projector || name == .folder || (name == nil && looksLikeFolder) {
      guard Self.endings[ending] == nil else {
        throw ValidationError(
          "--as \(name?.rawValue ?? "folder") writes a folder; give --output a name without .\(ending).")
      }
      self = name == .projector ? .projector : .folder
      return
    }
    guard ending != "parquet" else {
      throw ValidationError(
        """
        Parquet is not written. Write \(URL(fileURLWithPath: output).deletingPathExtension().lastPathComponent).arrow, which \
        pandas.read_feather, pyarrow and polars read, and convert it: \
        pandas.read_feather("points.arrow").to_parquet("points.parquet").
        """)
    }
    guard let format = Self.endings[ending] else {
      throw ValidationError("--output \(output): what to write is not clear. Give a name that ends in \(Self.advice).")
    }
    guard name == nil || format.name == name else {
      throw ValidationError("--as \(name?.rawValue ?? "") does not go with .\(ending). Give \(Self.advice).")
    }
    self = format
  }

  private var name: Name {
    switch self {
    case .page: .page
    case .folder: .folder
    case .csv, .arrow: .table
    case .arrays: .arrays
    case .projector: .projector
    case .atlas: .atlas
    }
  }
}
