import Foundation
import StudyExport
import StudyPipeline
import StudyStore

/// Writes a study as a page and says what is in it.
struct PageExport {
  private struct Document: Encodable {
    var output: String
    var form: String
    var byteCount: Int
    var images: Int
    var imagesOfStudy: Int
    var statements: [String]
    var left: [String]
    var parts: [ExportPlan.Part]
  }

  let study: Study
  let options: ExportOptions
  let output: URL
  let overwrites: Bool
  let viewer: URL?
  let threadCount: Int?
  let isQuiet: Bool
  let printsJSON: Bool

  func run() async throws {
    let cancellation = AnalysisCancellation()
    let interrupts = InterruptHandler(cancelling: cancellation)
    let display = ProgressDisplay(isQuiet: isQuiet)
    try StudyExport.check(output, form: options.form, overwrites: overwrites)
    let export = try StudyExport(
      study: study, options: options, command: "strata export STUDY --output \(output.lastPathComponent)",
      viewer: viewer, observer: display, cancellation: cancellation, threadCount: threadCount)
    let plan = try await export.plan()
    // What leaves this machine is told before it is written.
    if !printsJSON, !isQuiet { StandardError.write(Self.table(plan) + "\n\n") }
    try export.write(plan, to: output, overwrites: overwrites)
    withExtendedLifetime(interrupts) {}
    if printsJSON { return try StandardOutput.printJSON(document(plan)) }
    print("\(output.path): \(ByteText.text(plan.byteCount)).")
    for line in plan.statements + plan.left { print("  \(line)") }
    if !isQuiet { StandardError.write("\n\(advice)\n") }
  }

  private var advice: String {
    options.form == .page
      ? "Open it in any current browser, or send it: it needs no network."
      : "Put the folder on any web server; to look at it here: python3 -m http.server --directory \(output.path)"
  }

  private func document(_ plan: ExportPlan) -> Document {
    Document(
      output: output.path, form: plan.form.rawValue, byteCount: plan.byteCount, images: plan.itemCount,
      imagesOfStudy: plan.totalItemCount, statements: plan.statements, left: plan.left, parts: plan.parts)
  }

  private static func table(_ plan: ExportPlan) -> String {
    var table = TextTable(columns: [("part", .left), ("size", .right), ("", .left)])
    for part in plan.parts {
      table.add([
        part.title, part.isIncluded ? ByteText.text(part.byteCount) : "–",
        part.isIncluded ? part.reason ?? "" : "not included: \(part.reason ?? "")",
      ])
    }
    return table.text
  }
}
