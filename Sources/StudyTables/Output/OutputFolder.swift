import Foundation
import StudyPipeline

/// A folder that is filled beside its place and put there when it is whole.
final class OutputFolder {
  let partial: URL
  private let url: URL
  private var isFinished = false

  init(_ url: URL) throws {
    self.url = url
    partial = URL(fileURLWithPath: url.standardizedFileURL.path + ".partial", isDirectory: true)
    try? FileManager.default.removeItem(at: partial)
    do {
      try FileManager.default.createDirectory(at: partial, withIntermediateDirectories: false)
    } catch {
      throw StudyPipelineError.unwritable(partial, error)
    }
  }

  deinit {
    if !isFinished { try? FileManager.default.removeItem(at: partial) }
  }

  func write(_ data: Data, to name: String) throws {
    let file = partial.appendingPathComponent(name)
    do {
      try data.write(to: file)
    } catch {
      throw StudyPipelineError.unwritable(file, error)
    }
  }

  /// Puts the folder in its place; what is there is removed.
  func finish() throws {
    do {
      if FileManager.default.fileExists(atPath: url.path) { try FileManager.default.removeItem(at: url) }
      try FileManager.default.moveItem(at: partial, to: url)
    } catch {
      throw StudyPipelineError.unwritable(url, error)
    }
    isFinished = true
  }
}
