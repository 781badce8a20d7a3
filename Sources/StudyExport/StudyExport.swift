public import Foundation
import ImageDatasets
import NumericKernels
public import StudyPipeline
import StudyServer
public import StudyStore

/// A study as one page that needs no server, or as a folder for static hosting: the live page with all that it would be
/// told.
///
/// ```swift
/// let export = try StudyExport(study: study, options: ExportOptions(maximumByteCount: 25_000_000), observer: observer)
/// let plan = try await export.plan()
/// try export.write(plan, to: url)
/// ```
/// The same study, options and version of Strata give the same bytes, whatever the number of threads.
public struct StudyExport: Sendable {
  private let study: Study
  private let options: ExportOptions
  private let command: String
  private let viewer: URL?
  private let observer: any AnalysisObserver
  private let cancellation: AnalysisCancellation
  private let threadCount: Int?

  /// Prepares an export; nothing is read yet.
  ///
  /// - Parameters:
  ///   - study: opened for reading.
  ///   - options: what the page holds.
  ///   - command: the command that makes the page again, as it is told where the page is damaged; without names of files
  ///     that are nobody's business.
  ///   - viewer: the page's modules, from this folder instead of the program.
  ///   - observer: hears of the progress.
  ///   - cancellation: stops it; nothing stays behind.
  ///   - threadCount: threads; nil: one for each core.
  /// - Throws: `StudyExportError` for numbers that are not positive.
  public init(
    study: Study, options: ExportOptions, command: String = "strata export STUDY --output FILE.html",
    viewer: URL? = nil, observer: any AnalysisObserver, cancellation: AnalysisCancellation = .init(),
    threadCount: Int? = nil
  ) throws {
    guard options.maximumByteCount ?? 1 > 0, options.imageSide ?? 1 > 0, options.sampleCount ?? 1 > 0 else {
      throw StudyExportError(.badInput, "A size or a number is not positive. Give numbers above 0.")
    }
    self.study = study
    self.options = options
    self.command = command
    self.viewer = viewer
    self.observer = observer
    self.cancellation = cancellation
    self.threadCount = threadCount
  }

  /// Puts everything together in memory and gives up what has to be given up to meet the size.
  ///
  /// - Throws: `StudyExportError` where the smallest page is too large; errors of the study's files; `CancellationError`.
  public func plan() async throws -> ExportPlan {
    let itemCount = try study.database.itemCount()
    guard itemCount > 0 else {
      throw StudyExportError(.badInput, "\(study.url.path) holds no images yet. Analyze some with strata analyze.")
    }
    let labels = try study.database.itemLabels().map { $0 < 0 ? nil : Int($0) }
    let seed = options.seed
    let base = ExportContext(
      study: study, replies: StudyReplies(study: study), description: try study.description(),
      sample: ItemSample(rows: Array(0..<itemCount), total: itemCount), without: options.without,
      parallel: ParallelRows(threadCount: threadCount), observer: observer, cancellation: cancellation)
    var maker = PartMaker(base, options: options) { count in
      let selection = SampleSelection(strategy: .stratified, limit: count, seed: seed)
      return ItemSample(rows: selection.indices(labels: labels), total: itemCount)
    }
    let planner = ExportPlanner(options: options, files: try ViewerFiles.all(in: viewer), command: command)
    let plan = try await planner.plan(&maker, itemCount: itemCount)
    observer.stageEnded(stage: "plan", detail: "\(ByteText.text(plan.byteCount)), \(plan.itemCount) images")
    return plan
  }

  /// Writes what was planned. A file appears under its name when it is whole; a folder's `index.html` comes last.
  ///
  /// - Parameters:
  ///   - plan: what ``plan()`` found.
  ///   - url: the file or the folder.
  ///   - overwrites: whether something that is no export may be replaced.
  /// - Throws: `StudyExportError` of kind `inputOutput`; `CancellationError`; nothing is left behind then.
  public func write(_ plan: ExportPlan, to url: URL, overwrites: Bool = false) throws {
    let output = ExportOutput(url: url, overwrites: overwrites, cancellation: cancellation)
    switch plan.form {
    case .page: try output.writePage(plan.document)
    case .folder: try output.writeFolder(plan.document)
    }
  }

  /// Refuses what ``write(_:to:overwrites:)`` would refuse, before anything is computed.
  public static func check(_ url: URL, form: ExportOptions.Form, overwrites: Bool = false) throws {
    try ExportOutput(url: url, overwrites: overwrites, cancellation: .init()).check(form)
  }
}
