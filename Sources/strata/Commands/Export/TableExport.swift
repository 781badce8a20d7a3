import Foundation
import StudyPipeline
import StudyStore
import StudyTables

/// Writes tables and arrays of a study and says what is in them.
struct TableExport {
  let study: Study
  let arguments: TableExportArguments
  let choice: ExportChoice
  let isQuiet: Bool

  func write(_ format: ExportFormat, to url: URL) throws {
    let cancellation = AnalysisCancellation()
    let interrupts = InterruptHandler(cancelling: cancellation)
    try withExtendedLifetime(interrupts) {
      let display = ProgressDisplay(isQuiet: isQuiet)
      let said = try write(format, to: url) { done, total in
        try cancellation.check()
        display.stageProgressed(
          StageProgress(stage: "export", fraction: Double(done) / Double(max(1, total)), items: (done, total)))
      }
      display.stageEnded(stage: "export", detail: "\(url.path): \(said)")
    }
  }

  private func write(
    _ format: ExportFormat, to url: URL, report: @escaping (Int, Int) throws -> Void
  ) throws -> String {
    switch format {
    case .csv, .arrow:
      let table = try StudyPointTable(study, choice: choice).table()
      if format == .csv {
        try CSVFile(table).write(to: url)
      } else {
        try ArrowFile(table, metadata: [("strata", StudyFormat.strataVersion)]).write(to: url)
      }
      return "\(table.rowCount) rows, \(table.columns.count) columns"
    case .arrays:
      let kinds = arguments.arrays.isEmpty ? StudyArrays.Kind.allCases : arguments.arrays
      let names = try StudyArrays(study, choice: choice, kinds: Set(kinds))
        .write(to: url, isCompressed: arguments.compressed, report: report)
      return "\(names.count) arrays"
    case .projector:
      let names = try ProjectorSet(study, choice: choice).write(to: url, report: report)
      return "\(names.count) tensors. Look at them: tensorboard --logdir \(url.path)"
    case .page, .folder:
      preconditionFailure("pages are written by PageExport")
    case .atlas:
      let map = try EmbeddingAtlasTable(study, choice: choice).write(to: url)
      let text = choice.without.contains(.names) ? "label" : "identifier"
      return """
        the map \(map). Look at it: embedding-atlas \(url.path) --x x --y y --neighbors neighbors --text \(text) \
        --disable-projection
        """
    }
  }
}
