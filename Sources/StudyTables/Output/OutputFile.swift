import Foundation
import StudyPipeline

/// A file that is written from front to back and appears under its name when it is whole.
final class OutputFile {
  private let url: URL
  private let partial: URL
  private let handle: FileHandle
  private var isFinished = false
  private var buffer = Data()
  /// Bytes so far.
  private(set) var count = 0

  init(_ url: URL) throws {
    self.url = url
    partial = url.appendingPathExtension("partial")
    guard FileManager.default.createFile(atPath: partial.path, contents: nil) else {
      throw StudyPipelineError(
        kind: .inputOutput,
        description: "\(partial.path) cannot be created. Check that the folder exists and can be written.")
    }
    do {
      handle = try FileHandle(forWritingTo: partial)
    } catch {
      throw Self.unwritable(partial, error)
    }
  }

  deinit {
    try? handle.close()
    if !isFinished { try? FileManager.default.removeItem(at: partial) }
  }

  func append(_ data: some DataProtocol) throws {
    buffer.append(contentsOf: data)
    count += data.count
    if buffer.count >= 1 << 20 { try flush() }
  }

  func append(_ text: String) throws { try append(Data(text.utf8)) }

  /// Gives the file its name.
  func finish() throws {
    try flush()
    do {
      try handle.synchronize()
      try handle.close()
    } catch {
      throw Self.unwritable(partial, error)
    }
    guard rename(partial.path, url.path) == 0 else {
      throw StudyPipelineError(
        kind: .inputOutput,
        description: "\(url.path) cannot be given its name: \(String(cString: strerror(errno))). Check the folder.")
    }
    isFinished = true
  }

  private func flush() throws {
    do {
      try handle.write(contentsOf: buffer)
    } catch {
      throw Self.unwritable(partial, error)
    }
    buffer.removeAll(keepingCapacity: true)
  }

  private static func unwritable(_ url: URL, _ error: any Error) -> StudyPipelineError {
    StudyPipelineError(
      kind: .inputOutput,
      description:
        "\(url.path) cannot be written: \(error.localizedDescription) Make room on the disk, or choose another "
        + "place with --output.")
  }
}
