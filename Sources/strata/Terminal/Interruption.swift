/// A person stopped a command that cannot go on where it stopped, as commands that end with `CancellationError` do.
struct Interruption: Error, CustomStringConvertible {
  /// What is left of the work, and what to do.
  let description: String
}
