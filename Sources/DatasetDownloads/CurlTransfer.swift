import Foundation

/// Fetches one file with curl, going on from what is there already.
///
/// curl is part of macOS and a package of every Linux; it knows proxies, certificates, redirections and retries.
struct CurlTransfer {
  let source: URL
  /// What has arrived so far; appended to.
  let partial: URL

  /// Seconds without any data after which a try is given up; curl then tries again.
  private static let stallSeconds = 30

  /// Runs until everything has arrived; `watch` is called several times a second and stops the transfer by throwing.
  /// - Throws: `inputOutput` with curl's own words; what `watch` throws.
  func run(watch: () throws -> Void) throws {
    var problem = try attempt(resuming: true, watch: watch)
    // 33: the server cannot go on from the middle. 36: what is there is no beginning of it.
    if let found = problem, [33, 36].contains(found.status) {
      try? FileManager.default.removeItem(at: partial)
      problem = try attempt(resuming: false, watch: watch)
    }
    guard let problem else { return }
    throw DatasetDownloadError(
      kind: .inputOutput,
      description: "\(source.absoluteString) could not be fetched: \(problem.text). "
        + "Check the connection and run the same command again; it goes on where it stopped.")
  }

  private func attempt(resuming: Bool, watch: () throws -> Void) throws -> (status: Int32, text: String)? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      [
        "curl", "--fail", "--location", "--silent", "--show-error", "--retry", "3", "--retry-delay", "2",
        "--connect-timeout", "20", "--speed-limit", "1", "--speed-time", "\(Self.stallSeconds)", "--proto",
        "=http,https", "--output", partial.path,
      ] + (resuming ? ["--continue-at", "-"] : []) + ["--", source.absoluteString]
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    do {
      try process.run()
    } catch {
      throw DatasetDownloadError(
        kind: .inputOutput, description: "curl cannot be started: \(error.localizedDescription) Install curl.")
    }
    do {
      while process.isRunning {
        try watch()
        Thread.sleep(forTimeInterval: 0.1)
      }
    } catch {
      // Not SIGTERM: the child may have inherited a mask that holds it back. What has arrived stays.
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      throw error
    }
    process.waitUntilExit()
    guard process.terminationStatus != 0 else { return nil }
    let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let line = said.split(separator: "\n").last.map(String.init) ?? "curl ended with \(process.terminationStatus)"
    if process.terminationStatus == 127 {
      throw DatasetDownloadError(kind: .inputOutput, description: "There is no curl to fetch \(source). Install curl.")
    }
    return (process.terminationStatus, line)
  }
}
