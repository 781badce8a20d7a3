import Foundation

/// The right to write a study: an exclusive `flock` on `study.lock`.
///
/// The kernel releases it when the process ends, however it ends. The file says who holds it, for messages only.
final class StudyLock: @unchecked Sendable {
  // `descriptor` is written once, in `init`, before the lock is shared.
  private let descriptor: Int32

  /// Takes the lock at `url`, or throws `.locked`, naming the process that holds it.
  init(at url: URL, command: String = CommandLine.arguments.joined(separator: " ")) throws {
    let descriptor = open(url.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw StudyStoreError.fileSystem("cannot be opened for locking", at: url, code: errno)
    }
    let code = StudyLock.acquire(descriptor)
    guard code == 0 else {
      close(descriptor)
      guard code == EWOULDBLOCK else {
        throw StudyStoreError.fileSystem("cannot be locked", at: url, code: code)
      }
      throw StudyLock.lockedError(at: url)
    }
    let owner = LockOwner(process: getpid(), host: ProcessInfo.processInfo.hostName, command: command)
    let text = Data(owner.text.utf8)
    ftruncate(descriptor, 0)
    _ = text.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    self.descriptor = descriptor
  }

  deinit {
    ftruncate(descriptor, 0)
    close(descriptor)
  }

  /// Tries for a tenth of a second, because a reader that asks ``isHeld(at:)`` holds a shared lock for a moment.
  private static func acquire(_ descriptor: Int32) -> Int32 {
    for _ in 0..<10 {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return 0 }
      if errno != EWOULDBLOCK { return errno }
      usleep(10_000)
    }
    return EWOULDBLOCK
  }

  /// Whether some process holds the lock at `url`.
  static func isHeld(at url: URL) -> Bool {
    let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }

  private static func lockedError(at url: URL) -> StudyStoreError {
    let study = url.deletingLastPathComponent().path
    let owner = (try? String(contentsOf: url, encoding: .utf8)).flatMap(LockOwner.init(text:))
    let holder = owner.map { "process \($0.process) on \($0.host) (\($0.command))" } ?? "another process"
    return StudyStoreError(
      kind: .locked,
      "\(study) is being written by \(holder); a study has one writer at a time. "
        + "Wait until it has finished, or stop it and try again.")
  }
}

/// Who holds a lock, as the lock file says it: three lines.
private struct LockOwner {
  var process: Int32
  var host: String
  var command: String

  init(process: Int32, host: String, command: String) {
    self.process = process
    self.host = host
    self.command = command.split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  init?(text: String) {
    let lines = text.split(separator: "\n", maxSplits: 2).map(String.init)
    guard lines.count == 3, let process = Int32(lines[0]) else { return nil }
    self.init(process: process, host: lines[1], command: lines[2])
  }

  var text: String { "\(process)\n\(host)\n\(command)\n" }
}
