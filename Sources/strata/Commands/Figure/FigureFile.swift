import ArgumentParser
import Figures
import Foundation

/// The file that a figure goes into.
struct FigureFile {
  private let url: URL
  private let format: FigureFormat

  /// Throws `ValidationError` for an ending that is no format.
  init(_ path: String) throws {
    url = URL(fileURLWithPath: path)
    do {
      format = try FigureFormat(of: url)
    } catch let error as FigureError {
      throw ValidationError("--output: \(error.description)")
    }
  }

  /// Writes a figure under its final name only when it is whole.
  func write(_ figure: any Figure, style: FigureStyle) throws {
    let data = try figure.encoded(as: format, style: style)
    do {
      try data.write(to: url, options: .atomic)
    } catch {
      throw FigureError(
        kind: .inputOutput,
        description:
          "\(url.path) cannot be written: \(error.localizedDescription) Check the folder and its permissions.")
    }
  }
}
