public import Foundation

/// The file formats of figures.
public enum FigureFormat: String, Sendable, CaseIterable {
  /// Pixels.
  case png
  /// Pixels, in a smaller file and without loss.
  case webp
  /// Lines and text, for the web and for drawing programs. The font is named, not embedded.
  case svg
  /// Lines and text with its font, for print.
  case pdf

  /// The format that a file's name asks for.
  /// - Throws: `FigureError` for another ending.
  public init(of file: URL) throws {
    guard let format = FigureFormat(rawValue: file.pathExtension.lowercased()) else {
      throw FigureError(
        kind: .badInput,
        description: "\(file.lastPathComponent) does not say what figure it shall be. Let its name end in "
          + "\(Self.allCases.map { ".\($0.rawValue)" }.joined(separator: ", ")).")
    }
    self = format
  }
}

/// Why a figure could not be drawn.
public struct FigureError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The kinds of failure.
  public enum Kind: String, Sendable, Equatable {
    /// What is asked for cannot be drawn.
    case badInput
    /// The file cannot be written.
    case inputOutput
  }

  /// The kind of failure.
  public let kind: Kind
  /// What is wrong, where, what is expected, and what to do.
  public let description: String

  /// Creates an error.
  public init(kind: Kind, description: String) { (self.kind, self.description) = (kind, description) }
}
