import ArgumentParser

/// How many threads a command works with, where its results do not depend on that.
struct ThreadArguments: ParsableArguments {
  @Option(help: "Threads. Default: one for every core. The results are the same with any number.")
  var threads: Int?

  func validate() throws { try Self.check(threads) }

  /// Refuses numbers of threads that no machine has; also for commands with an option of their own.
  static func check(_ threads: Int?) throws {
    guard (1...1024).contains(threads ?? 1) else {
      throw ValidationError("--threads must be between 1 and 1024.")
    }
  }
}
