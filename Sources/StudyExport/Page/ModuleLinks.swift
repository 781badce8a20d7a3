/// Rewrites a module of the page so that it needs no files beside it: what it imports gets a name that an import map knows,
/// and comments go, which a reader of an exported page has no use for.
///
/// - `import … from "./a.js"`, `export … from "../b/a.js"`, `import "./a.js"`, `import("./a.js")` name `strata:b/a.js`.
/// - `new URL("./worker.js", import.meta.url)` becomes `import.meta.resolve("strata:worker.js")`.
package struct ModuleLinks {
  /// The module as it is kept.
  package private(set) var text = ""
  /// Paths of the modules that it imports, now or later, in the order of their first mention.
  package private(set) var imported: [String] = []
  /// Paths of the modules that it starts as workers.
  package private(set) var workers: [String] = []

  /// Reads the module at `path`. O(bytes).
  ///
  /// - Throws: `StudyExportError` for a specifier that leaves the folder of the page.
  package init(_ source: String, path: String) throws {
    var scanner = ScriptScanner(source)
    while let token = scanner.next() {
      switch token {
      // A space, so that what stands around it stays apart.
      case .comment: text += " "
      case .code(let code): text += code
      case .string(let literal):
        let specifier = String(literal.dropFirst().dropLast())
        guard specifier.hasPrefix("./") || specifier.hasPrefix("../"), let use = Use(after: text) else {
          text += literal
          continue
        }
        try link(specifier, use: use, from: path, &scanner)
      }
    }
  }

  /// What stands before a specifier.
  private enum Use {
    case imported
    case address

    init?(after text: String) {
      let before = text.suffix(80).reversed().drop { $0.isWhitespace }
      func ends(_ word: String) -> Bool { before.starts(with: word.reversed()) }
      if ends("new URL(") {
        self = .address
      } else if ends("import(") || ends("from") || ends("import") {
        self = .imported
      } else {
        return nil
      }
    }
  }

  private mutating func link(
    _ specifier: String, use: Use, from path: String, _ scanner: inout ScriptScanner
  ) throws {
    let target = try Self.resolved(specifier, from: path)
    switch use {
    case .imported:
      text += "\"strata:\(target)\""
      if !imported.contains(target) { imported.append(target) }
    case .address:
      let rest = ", import.meta.url)"
      guard scanner.skip(rest) else {
        throw StudyExportError(
          .badInput, "\(path) has an address \(specifier) that is not of its own folder. Write it with import.meta.url."
        )
      }
      text.removeLast("new URL(".count)
      text += "import.meta.resolve(\"strata:\(target)\")"
      if !workers.contains(target) { workers.append(target) }
    }
  }

  /// The path of a specifier, from that of the module that names it.
  static func resolved(_ specifier: String, from path: String) throws -> String {
    var folders = path.split(separator: "/").dropLast().map(String.init)
    for part in specifier.split(separator: "/") {
      switch part {
      case ".": continue
      case "..":
        guard folders.popLast() != nil else {
          throw StudyExportError(.badInput, "\(path) imports \(specifier), which is outside the page. Move it inside.")
        }
      default: folders.append(String(part))
      }
    }
    return folders.joined(separator: "/")
  }
}
