import Foundation
import StudyExport
import StudyServer
import Testing

@Suite("Modules that need no files beside them")
struct ModuleLinksTests {
  private func linked(_ source: String, path: String = "views/a.js") throws -> ModuleLinks {
    try ModuleLinks(source, path: path)
  }

  @Test("imports of every form get names, relative to the module")
  func forms() throws {
    let links = try linked(
      """
      import { a } from "./b.js";
      import {
        c,
        d,
      } from "../data/c.js";
      import "./e.js";
      export { f } from "./f/g.js";
      const later = () => import("../late.js");
      """)
    #expect(links.imported == ["views/b.js", "data/c.js", "views/e.js", "views/f/g.js", "late.js"])
    #expect(links.text.contains(#"import("strata:late.js")"#) && links.text.contains(#"from "strata:views/f/g.js""#))
    #expect(!links.text.contains("\"./") && !links.text.contains("\"../"))
  }

  @Test("the address of a worker is asked of the import map")
  func workers() throws {
    let links = try linked(#"new Worker(new URL("./w.js", import.meta.url), { type: "module" });"#)
    #expect(links.workers == ["views/w.js"] && links.imported.isEmpty)
    #expect(links.text == #"new Worker(import.meta.resolve("strata:views/w.js"), { type: "module" });"#)
  }

  @Test(
    "what only looks like an import stays: text, templates, regular expressions, divisions",
    arguments: [
      #"const x = "./b.js";"#, #"say("from", "./b.js");"#, #"const t = `import "./b.js" ${y + "}"} z`;"#,
      #"const r = /["'`]/.test(x) ? 1 : 2, s = "./b.js";"#, #"const d = a / b; const e = c / "2";"#,
      #"return /\/\*["]/.source;"#, #"const nested = `a ${`b ${"`"} c`} d`;"#, #"const u = "http://x/y";"#,
      #"const k = (a) / 2, m = x[0] / 3 / 4;"#, #"const c = /[/"]+/g;"#,
    ])
  func text(_ source: String) throws {
    let links = try linked(source)
    #expect(links.text == source && links.imported.isEmpty)
  }

  @Test("comments go, also those that name modules; what they stand between stays apart")
  func comments() throws {
    let links = try linked(
      """
      // @ts-check " ` '
      /** @type {import("./types.js").A} */
      const a = b/* " */in c; // import "./x.js"
      """)
    #expect(links.imported.isEmpty && !links.text.contains("@") && links.text.contains("const a = b in c;"))
  }

  @Test("a module outside the page is refused")
  func outside() {
    #expect(throws: StudyExportError.self) { try linked(#"import "../../x.js";"#) }
  }

  @Test("in all modules of the viewer: what they import is there, named, and nothing relative is left")
  func viewer() throws {
    let files = try ViewerFiles.all()
    let modules = files.keys.filter { $0.hasSuffix(".js") && $0 != "packed/boot.js" }
    #expect(modules.count > 200)
    for path in modules {
      let source = String(decoding: files[path] ?? Data(), as: UTF8.self)
      let links = try ModuleLinks(source, path: path)
      for target in links.imported + links.workers { #expect(files[target] != nil, "\(path) imports \(target)") }
      #expect(!links.text.contains("from \"."), "\(path)")
      #expect(!links.text.contains("import(\"."), "\(path)")
      #expect(!links.text.contains("import.meta.url"), "\(path)")
      // Without comments a line begins with none; a string that was taken for code would leave quotes without a partner.
      #expect(!links.text.contains("/**") && !links.text.contains("@typedef"), "\(path)")
    }
  }

  @Test("an exported page has the modules that it begins with and all that they reach, workers included")
  func page() throws {
    let code = try PageCode(files: ViewerFiles.all())
    #expect(code.workers == ["stage/preserved-worker.js", "stage/trust-worker.js"])
    #expect(code.modules["main.js"] != nil && code.modules["views/report/report.js"] != nil)
    #expect(code.modules["packed/boot.js"] == nil)
    #expect(code.html.contains("id=\"stage\"") && code.html.hasSuffix("<template id=\"page-modules\"></template>"))
    #expect(!code.css.contains("/viewer/") && code.css.contains("--ink"))
    let boot = try PageCode.boot(files: ViewerFiles.all())
    #expect(boot.utf8.allSatisfy { $0 < 128 } && !boot.contains("</script") && !boot.contains("<!--"))
  }
}
