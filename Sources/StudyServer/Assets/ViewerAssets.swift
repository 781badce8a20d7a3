import CViewerAssets
package import Foundation
import StudyStore

/// The files of the page: those in the binary, or those in a folder.
enum ViewerAssets: Sendable {
  /// The files that were compiled in, by path.
  case embedded([String: ContentReply])
  /// A folder that is read anew for every request.
  case folder(URL, EntityTagCache)

  /// What was compiled in, or `folder`.
  ///
  /// - Throws: ``StudyServerError`` when the folder holds no page.
  init(folder: URL?) throws {
    guard let folder else {
      self = .embedded(ViewerAssets.compiledIn())
      return
    }
    guard OpenFile(folder.appendingPathComponent("index.html"), inside: folder) != nil else {
      throw StudyServerError(
        kind: .badInput, "\(folder.path) holds no index.html. Give the folder Viewer of Strata's sources.")
    }
    self = .folder(folder, EntityTagCache())
  }

  /// The file at `path`, relative, or nil.
  func file(at path: String) -> ContentReply? {
    switch self {
    case .embedded(let files): return files[path]
    case .folder(let folder, let tags):
      guard !path.split(separator: "/", omittingEmptySubsequences: false).contains(where: { $0.hasPrefix(".") }),
        !path.contains("\0"), let file = OpenFile(folder.appendingPathComponent(path), inside: folder)
      else { return nil }
      return ContentReply(
        content: .file(file), contentType: ViewerAssets.contentType(of: path), tag: tags.tag(of: file))
    }
  }

  /// Whether there is a page at all.
  var isEmpty: Bool {
    if case .embedded(let files) = self { files.isEmpty } else { false }
  }

  private static func compiledIn() -> [String: ContentReply] {
    var files: [String: ContentReply] = [:]
    for index in 0..<strata_viewer_asset_count() {
      let asset = strata_viewer_asset_at(index)
      guard let bytes = asset.bytes, let name = asset.path else { continue }
      let path = String(cString: name)
      let data = Data(bytes: bytes, count: asset.byte_count)
      files[path] = ContentReply(content: .data(data), contentType: contentType(of: path), tag: EntityTag(of: data))
    }
    return files
  }

  private static func contentType(of path: String) -> String {
    switch path.split(separator: ".").last?.lowercased() {
    case "html": "text/html; charset=utf-8"
    case "js", "mjs": "text/javascript; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "svg": "image/svg+xml"
    case "png": "image/png"
    case "jpg", "jpeg": "image/jpeg"
    case "json": "application/json; charset=utf-8"
    case "woff2": "font/woff2"
    case "glsl", "vert", "frag", "txt": "text/plain; charset=utf-8"
    default: "application/octet-stream"
    }
  }
}

/// The files of the page, for those who put it together in another form.
package enum ViewerFiles {
  /// All that was compiled in, or what is in `folder`, by path.
  ///
  /// - Throws: ``StudyServerError`` when the folder holds no page; errors of reading it.
  package static func all(in folder: URL? = nil) throws -> [String: Data] {
    switch try ViewerAssets(folder: folder) {
    case .embedded(let files):
      return files.compactMapValues { if case .data(let data) = $0.content { data } else { nil } }
    case .folder(let folder, _):
      let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
      let wanted = paths.filter { ["js", "css", "html", "svg", "woff2"].contains(($0 as NSString).pathExtension) }
      return Dictionary(
        uniqueKeysWithValues: try wanted.map { ($0, try Data(contentsOf: folder.appendingPathComponent($0))) })
    }
  }
}
