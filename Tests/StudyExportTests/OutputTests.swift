import Foundation
import StudyExport
import StudyPipeline
import Testing

@Suite("Writing an export")
struct OutputTests {
  let fixture: PrivateStudy

  init() throws { fixture = try PrivateStudy() }

  private func file(_ name: String) -> URL { fixture.folder.appendingPathComponent(name) }

  private func export(
    _ form: ExportOptions.Form, cancellation: AnalysisCancellation = .init(), seed: UInt64 = 42, sample: Int? = nil
  ) throws -> StudyExport {
    try StudyExport(
      study: fixture.study, options: ExportOptions(form: form, sampleCount: sample, seed: seed), observer: Unobserved(),
      cancellation: cancellation)
  }

  private func names(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test("a folder holds the same parts as a page, by the same list")
  func folder() async throws {
    let page = try export(.page), folder = try export(.folder)
    try page.write(try await page.plan(), to: file("site.html"))
    try folder.write(try await folder.plan(), to: file("site"))
    let (one, other) = (try PackReader(file("site.html")), try PackReader(file("site")))
    #expect(one.manifest.entries.map(\.name) == other.manifest.entries.map(\.name))
    #expect(one.manifest.entries.map(\.sha256) == other.manifest.entries.map(\.sha256))
    #expect(other.manifest.policy.contains("connect-src 'self'"))
    #expect(try names(in: file("site")) == ["index.html", "parts"])
  }

  @Test("a folder that is written again loses the parts that it no longer has, and nothing else")
  func again() async throws {
    let first = try export(.folder), second = try export(.folder, sample: 24)
    try first.write(try await first.plan(), to: file("site"))
    try Data("mine".utf8).write(to: file("site/notes.txt"))
    try second.write(try await second.plan(), to: file("site"))
    let entries = try PackReader(file("site")).manifest.entries
    let parts = try names(in: file("site/parts"))
    #expect(Set(parts) == Set(entries.compactMap { $0.file?.dropFirst("parts/".count) }.map(String.init)))
    #expect(try String(contentsOf: file("site/notes.txt"), encoding: .utf8) == "mine")
  }

  @Test("nothing but an export is replaced, unless that is asked for")
  func overwriting() async throws {
    let export = try export(.page)
    let plan = try await export.plan()
    try Data("my thesis".utf8).write(to: file("site.html"))
    #expect(throws: StudyExportError.self) { try export.write(plan, to: file("site.html")) }
    #expect(try String(contentsOf: file("site.html"), encoding: .utf8) == "my thesis")
    try export.write(plan, to: file("site.html"), overwrites: true)
    try export.write(plan, to: file("site.html"))
    try FileManager.default.createDirectory(at: file("other"), withIntermediateDirectories: true)
    try Data("mine".utf8).write(to: file("other/index.html"))
    #expect(throws: StudyExportError.self) { try StudyExport.check(file("other"), form: .folder) }
    #expect(throws: StudyExportError.self) { try StudyExport.check(file("other"), form: .page) }
    #expect(throws: StudyExportError.self) { try StudyExport.check(file("nowhere/site.html"), form: .page) }
  }

  @Test("one that is interrupted leaves what was there, and nothing besides", arguments: ExportOptions.Form.allCases)
  func interruption(_ form: ExportOptions.Form) async throws {
    let cancellation = AnalysisCancellation()
    let export = try export(form, cancellation: cancellation), plan = try await export.plan()
    let before = try names(in: fixture.folder)
    cancellation.cancel()
    #expect(throws: CancellationError.self) { try export.write(plan, to: file(form == .page ? "x.html" : "x")) }
    #expect(try names(in: fixture.folder) == before)
    await #expect(throws: CancellationError.self) { try await export.plan() }
  }
}
