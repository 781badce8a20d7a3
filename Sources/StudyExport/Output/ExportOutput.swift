import Foundation
import StudyPipeline

/// Writes whole files only, and replaces nothing but exports.
struct ExportOutput {
  /// What stands in every export, and in nothing else.
  private static let mark = "id=\"strata-contents\""
  private static let partsFolder = "parts"

  let url: URL
  let overwrites: Bool
  let cancellation: AnalysisCancellation

  /// Refuses to write where something else is.
  func check(_ form: ExportOptions.Form) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
      return try checkParent()
    }
    let other = form == .page ? "a folder" : "a file"
    guard isFolder.boolValue == (form == .folder) else {
      throw StudyExportError(.inputOutput, "\(url.path) is \(other). Choose another name for --output, or --as.")
    }
    if overwrites { return }
    let page = form == .page ? url : url.appendingPathComponent("index.html")
    if form == .folder, try FileManager.default.contentsOfDirectory(atPath: url.path).isEmpty { return }
    guard Self.isExport(page) else {
      throw StudyExportError(
        .inputOutput,
        "\(url.path) exists and was not made by strata export. Choose another name, or replace it with --overwrite.")
    }
  }

  private func checkParent() throws {
    let parent = url.deletingLastPathComponent()
    guard FileManager.default.isWritableFile(atPath: parent.path) else {
      throw StudyExportError(
        .inputOutput, "\(parent.path) is no folder that can be written to. Make it, or choose another.")
    }
  }

  private static func isExport(_ page: URL) -> Bool {
    guard let file = try? FileHandle(forReadingFrom: page) else { return false }
    defer { try? file.close() }
    // The script of the page comes first.
    return (try? file.read(upToCount: 256 << 10)).flatMap { $0.range(of: Data(mark.utf8)) } != nil
  }

  /// One file.
  func writePage(_ document: PageDocument) throws {
    try check(.page)
    try replace(url) { append in try document.write(append) }
  }

  /// `index.html` and its parts. Those that an older `index.html` names stay until the new one is there; other files are not
  /// touched.
  func writeFolder(_ document: PageDocument) throws {
    try check(.folder)
    let parts = url.appendingPathComponent(Self.partsFolder)
    let isNew = !FileManager.default.fileExists(atPath: url.path)
    var written: [URL] = []
    do {
      try FileManager.default.createDirectory(at: parts, withIntermediateDirectories: true)
      for (place, entry) in document.entries.enumerated() {
        let target = url.appendingPathComponent(PackManifest.file(of: entry, at: place))
        if FileManager.default.fileExists(atPath: target.path) { continue }
        try replace(target) { append in try append(entry.packed) }
        written.append(target)
      }
      try replace(url.appendingPathComponent("index.html")) { append in try document.write(append) }
    } catch {
      if isNew {
        try? FileManager.default.removeItem(at: url)
      } else {
        for file in written { try? FileManager.default.removeItem(at: file) }
      }
      throw error is CocoaError ? failure(error) : error
    }
    let names = Set(document.entries.enumerated().map { PackManifest.file(of: $1, at: $0).dropFirst("parts/".count) })
    for old in (try? FileManager.default.contentsOfDirectory(atPath: parts.path)) ?? []
    where old.hasSuffix(".bin") && !names.contains(Substring(old)) {
      try? FileManager.default.removeItem(at: parts.appendingPathComponent(old))
    }
  }

  /// Writes beside the target and takes its name when all is on the disk.
  private func replace(_ target: URL, _ write: ((Data) throws -> Void) throws -> Void) throws {
    let partial = target.deletingLastPathComponent().appendingPathComponent(
      ".\(target.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier).partial")
    do {
      try Data().write(to: partial)
      let file = try FileHandle(forWritingTo: partial)
      defer { try? file.close() }
      try write { data in
        try cancellation.check()
        try file.write(contentsOf: data)
      }
      try file.synchronize()
      try cancellation.check()
      guard rename(partial.path, target.path) == 0 else {
        throw StudyExportError(
          .inputOutput, "\(target.path) cannot be written: \(String(cString: strerror(errno))). Choose another place.")
      }
    } catch {
      try? FileManager.default.removeItem(at: partial)
      throw error is CocoaError ? failure(error) : error
    }
  }

  private func failure(_ error: any Error) -> StudyExportError {
    StudyExportError(
      .inputOutput, "\(url.path) cannot be written: \(error.localizedDescription) Check the disk and your permissions.")
  }
}
