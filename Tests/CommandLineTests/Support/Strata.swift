import Foundation
import Testing

/// The executable under test: the one that `STRATA_EXECUTABLE` names, else the newest build of this package.
enum Strata {
  /// What a finished run left.
  struct Outcome: Sendable {
    let status: Int32
    let output: String
    let errors: String
    let seconds: Double
  }

  static let packageRoot = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Nil where nothing is built; the first test says so.
  static let executable: URL? = {
    if let path = ProcessInfo.processInfo.environment["STRATA_EXECUTABLE"] { return URL(fileURLWithPath: path) }
    let built = ["release", "debug"].map { packageRoot.appendingPathComponent(".build/\($0)/strata") }
    return built.first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }()

  /// Whether libtorch was there when the program was built.
  static let hasTorch: Bool = {
    guard let folder = executable?.deletingLastPathComponent() else { return false }
    return ["libStrataTorch.so", "libStrataTorch.dylib"].contains {
      FileManager.default.fileExists(atPath: folder.appendingPathComponent($0).path)
    }
  }()

  /// Runs a command to its end; a run that takes longer than `limit` seconds is killed and fails the test.
  static func run(
    _ arguments: [String], in folder: URL? = nil, environment: [String: String] = [:], limit: Double = 120
  ) async throws -> Outcome {
    try await RunningCommand(try #require(executable), arguments, in: folder, environment: environment)
      .finished(within: limit)
  }

  /// Runs a line of shell in which `$STRATA` is the program and `$1`… are the arguments.
  static func shell(_ script: String, _ arguments: [String], in folder: URL? = nil) async throws -> Outcome {
    let program = try #require(executable).path
    return try await RunningCommand(
      URL(fileURLWithPath: "/bin/bash"), ["-c", script, "bash"] + arguments, in: folder,
      environment: ["STRATA": program]
    ).finished(within: 120)
  }

  /// Starts a command and returns at once.
  static func start(_ arguments: [String], in folder: URL? = nil) throws -> RunningCommand {
    try RunningCommand(try #require(executable), arguments, in: folder, environment: [:])
  }
}

/// A process whose output goes into files, so that no full pipe can stop it.
final class RunningCommand: @unchecked Sendable {
  // Immutable after `init`, apart from what `Process` itself guards.
  private let process = Process()
  private let files: TemporaryFolder
  private let begin = ContinuousClock.now
  private let ended = DispatchSemaphore(value: 0)

  init(_ executable: URL, _ arguments: [String], in folder: URL?, environment: [String: String]) throws {
    files = try TemporaryFolder()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder ?? files.url
    process.environment = ProcessInfo.processInfo.environment
      .merging(["NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "80"]) { $1 }.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try Self.handle(files.file("output"))
    process.standardError = try Self.handle(files.file("errors"))
    process.terminationHandler = { [ended] _ in ended.signal() }
    try process.run()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  var identifier: Int32 { process.processIdentifier }
  var errors: String { Self.text(files.file("errors")) }

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits until standard error contains `text`; false when the process ends or time runs out first.
  func says(_ text: String, within limit: Double = 60) async throws -> Bool {
    let deadline = ContinuousClock.now + .seconds(limit)
    return await withCheckedContinuation { continuation in
      // A thread of its own: those of the test library are often busy for longer than a program takes for a stage.
      Thread.detachNewThread { [self] in
        while process.isRunning, ContinuousClock.now < deadline {
          if errors.contains(text) { return continuation.resume(returning: true) }
          Thread.sleep(forTimeInterval: 0.005)
        }
        continuation.resume(returning: errors.contains(text))
      }
    }
  }

  /// Waits for the end.
  func finished(within limit: Double = 120) async throws -> Strata.Outcome {
    let isInTime = await withCheckedContinuation { continuation in
      // A thread of its own: waiting here must not hold one of the test library's.
      Thread.detachNewThread { [ended] in
        continuation.resume(returning: ended.wait(timeout: .now() + limit) == .success)
      }
    }
    let command = ([process.executableURL?.lastPathComponent ?? ""] + (process.arguments ?? [])).joined(separator: " ")
    if !isInTime {
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      Issue.record("\(command) did not end within \(limit) seconds; it said:\n\(errors)")
    }
    let crashed = process.terminationReason == .uncaughtSignal
    return Strata.Outcome(
      status: crashed ? 128 + process.terminationStatus : process.terminationStatus,
      output: Self.text(files.file("output")), errors: errors, seconds: (ContinuousClock.now - begin) / .seconds(1))
  }

  private static func text(_ url: URL) -> String {
    String(decoding: (try? Data(contentsOf: url)) ?? Data(), as: UTF8.self)
  }

  private static func handle(_ url: URL) throws -> FileHandle {
    try Data().write(to: url)
    return try FileHandle(forWritingTo: url)
  }
}
