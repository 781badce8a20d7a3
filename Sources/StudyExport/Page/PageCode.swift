package import Foundation

/// The viewer as a part of an exported page: the same modules and styles as those of the live page, linked with one another.
package struct PageCode: Encodable {
  /// What stands in the body.
  package let html: String
  package let css: String
  /// What the head says besides.
  let metas = ["viewport": "width=device-width, initial-scale=1", "color-scheme": "light dark"]
  /// The address of the page's icon.
  let icon: String
  /// By path.
  package let modules: [String: String]
  /// Modules that run as workers.
  package let workers: [String]
  /// The module that begins.
  let start = PageCode.startPath

  /// The script that stands in the page itself.
  static let bootPath = "packed/boot.js"
  static let startPath = "packed/start.js"

  /// Links the files of the viewer.
  ///
  /// - Throws: `StudyExportError` where a file that is named is not there.
  package init(files: [String: Data]) throws {
    func text(_ path: String) throws -> String {
      guard let data = files[path] else {
        throw StudyExportError(
          .badInput, "The viewer has no file \(path). Build Strata again, or give its folder Viewer.")
      }
      return String(decoding: data, as: UTF8.self)
    }
    let page = try text("index.html")
    html = try Self.body(of: page)
    css = try Self.styleSheets(of: page).map { try text($0) }.map { Self.withFonts($0, files: files) }.joined()
    icon = "data:image/svg+xml;base64," + Data(try text("icon.svg").utf8).base64EncodedString()
    var (modules, workers, waiting) = ([String: String](), [String](), [Self.startPath])
    while let path = waiting.popLast() {
      if modules[path] != nil { continue }
      let links = try ModuleLinks(try text(path), path: path)
      modules[path] = links.text
      workers += links.workers
      waiting += links.imported + links.workers
    }
    (self.modules, self.workers) = (modules, Set(workers).sorted())
  }

  /// The script that stands in the page itself, without comments.
  package static func boot(files: [String: Data]) throws -> String {
    guard let data = files[bootPath] else {
      throw StudyExportError(.badInput, "The viewer has no file \(bootPath). Build Strata again.")
    }
    let text = try ModuleLinks(String(decoding: data, as: UTF8.self), path: bootPath).text
    let lines = text.split(separator: "\n").map { $0.trimmingPrefix { $0 == " " } }.filter { !$0.isEmpty }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The body of the live page. Its list of modules to be loaded early stays empty: all are there.
  private static func body(of page: String) throws -> String {
    guard let start = page.range(of: "<body>"), let end = page.range(of: "</body>") else {
      throw StudyExportError(.badInput, "The viewer's index.html has no body. Build Strata again.")
    }
    return page[start.upperBound..<end.lowerBound] + "<template id=\"page-modules\"></template>"
  }

  /// The style sheets in the order in which the live page has them.
  private static func styleSheets(of page: String) -> [String] {
    page.components(separatedBy: "<link rel=\"stylesheet\" href=\"/viewer/").dropFirst().compactMap {
      $0.split(separator: "\"", maxSplits: 1).first.map(String.init)
    }
  }

  /// Puts typefaces into a sheet; those that the program was built without are left out.
  private static func withFonts(_ sheet: String, files: [String: Data]) -> String {
    var (rest, result) = (sheet[...], "")
    while let start = rest.range(of: "@font-face {"), let end = rest[start.upperBound...].range(of: "}") {
      let rule = rest[start.lowerBound..<end.upperBound]
      result += rest[..<start.lowerBound]
      rest = rest[end.upperBound...]
      guard let path = rule.components(separatedBy: "url(\"/viewer/").last?.components(separatedBy: "\"").first,
        let font = files[path]
      else { continue }
      result += rule.replacing(
        "url(\"/viewer/\(path)\")", with: "url(\"data:font/woff2;base64,\(font.base64EncodedString())\")")
    }
    return result + rest
  }
}
