import ArgumentParser
import Foundation

/// What every command on arrays can be told.
struct ArrayArguments: ParsableArguments {
  @OptionGroup
  var threading: ThreadArguments

  @Flag(help: "Print JSON instead of a table.")
  var json = false

  @Flag(help: "Do not show progress.")
  var quiet = false
}

/// For the commands whose result depends on chance.
struct SeedArgument: ParsableArguments {
  @Option(help: "Everything random follows from this number.")
  var seed: UInt64 = 0

  func validate() throws {
    guard seed <= UInt64(Int64.max) else { throw ValidationError("--seed must be at most 9223372036854775807.") }
  }
}
