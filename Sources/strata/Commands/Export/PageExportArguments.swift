import ArgumentParser
import Foundation
import StudyExport

/// How large a page may be, and what of the images it holds.
struct PageExportArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "At most so many bytes in all, e.g. 10MB or 800kB; none for no limit. Default: 25MB for a page, none for a folder.",
      valueName: "size"))
  var maxSize: String?

  @Option(help: "The longer side of whole images in pixels, at most. Default: what the size allows, up to 256.")
  var imageSide: Int?

  @Option(help: "So many images only, equally many of each class. Default: all, if the size allows.")
  var sample: Int?

  @Option(help: "Decides which images a sample takes. (default: 42)")
  var seed: UInt64?

  @OptionGroup
  var threading: ThreadArguments

  @Flag(help: "Print what a page holds as JSON instead of a table.")
  var json = false

  @Option(
    help: ArgumentHelp("Take the page's files from this folder, while working on them.", visibility: .hidden))
  var assetsDir: String?

  func validate() throws {
    guard imageSide.map({ (16...4096).contains($0) }) ?? true else {
      throw ValidationError("--image-side must be between 16 and 4096.")
    }
    guard sample ?? 1 > 0 else { throw ValidationError("--sample must be at least 1.") }
  }

  /// Tables and arrays have no size to meet.
  func refuse() throws {
    let given = [
      ("max-size", maxSize != nil), ("image-side", imageSide != nil), ("sample", sample != nil), ("seed", seed != nil),
      ("threads", threading.threads != nil), ("json", json), ("assets-dir", assetsDir != nil),
    ]
    for (name, isGiven) in given where isGiven {
      throw ValidationError("--\(name) goes with pages and folders only.")
    }
  }

  /// What is asked for.
  func options(for format: ExportFormat, without: Set<PrivatePart>) throws -> ExportOptions {
    let form: ExportOptions.Form = format == .page ? .page : .folder
    let standard = form == .page ? ExportOptions.standardPageByteCount : nil
    return ExportOptions(
      form: form, maximumByteCount: try maxSize.map(Self.byteCount) ?? standard, imageSide: imageSide,
      sampleCount: sample, without: without, seed: seed ?? 42)
  }

  var viewer: URL? { assetsDir.map { URL(fileURLWithPath: $0, isDirectory: true) } }

  /// Bytes of a text such as 25MB; nil for none. Units are decimal, as those of disks and mail servers.
  private static func byteCount(_ text: String) throws -> Int? {
    let plain = text.lowercased().filter { $0 != " " }
    if plain == "none" { return nil }
    let units = [("gb", 1e9), ("mb", 1e6), ("kb", 1e3), ("g", 1e9), ("m", 1e6), ("k", 1e3), ("b", 1)]
    let unit = units.first { plain.hasSuffix($0.0) }
    guard let number = Double(plain.dropLast(unit?.0.count ?? 0)), number > 0, number * (unit?.1 ?? 1) < 1e15 else {
      throw ValidationError("--max-size \(text) is no size. Give a number with a unit, such as 25MB, or none.")
    }
    return Int(number * (unit?.1 ?? 1))
  }
}
