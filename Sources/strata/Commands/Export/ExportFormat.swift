import ArgumentParser
import Foundation

/// What `strata export` can write, told by the file's ending or by `--as`.
enum ExportFormat: Equatable {
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
    case table, arrays, projector, atlas
  }

  private static let endings: [String: ExportFormat] = [
    "csv": .csv, "arrow": .arrow, "feather": .arrow, "npz": .arrays, "jsonl": .atlas, "ndjson": .atlas,
  ]
  private static let advice = ".csv, .arrow, .feather, .npz or .jsonl, or a folder with --as projector"

  /// The format of an output.
  /// - Throws: `ValidationError` for endings that are not known or do not go with `name`.
  init(output: String, name: Name?) throws {
    let ending = URL(fileURLWithPath: output).pathExtension.lowercased()
    if name == .projector {
      guard Self.endings[ending] == nil else {
        throw ValidationError("--as projector writes a folder; give --output a name without .\(ending).")
      }
      self = .projector
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
    case .csv, .arrow: .table
    case .arrays: .arrays
    case .projector: .projector
    case .atlas: .atlas
    }
  }
}
