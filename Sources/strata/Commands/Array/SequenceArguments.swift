import ArgumentParser
import Foundation
import NumericKernels

/// Arrays of the same points in a sequence, and the folder for what is made of each.
struct SequenceArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The arrays, in order; the same points in the rows of each.", valueName: "in.npy"),
    completion: .file())
  var inputs: [String]

  @Option(
    help: "The folder for the results, which keep the names of the inputs; made if it does not exist.",
    completion: .directory)
  var output: String

  func validate() throws {
    guard inputs.count >= 2 else { throw ValidationError("Give at least two arrays.") }
    guard Set(names).count == names.count else {
      throw ValidationError("Two inputs have the same file name; their results would be one file. Rename one.")
    }
  }

  private var names: [String] { inputs.map { URL(fileURLWithPath: $0).lastPathComponent } }

  /// Reads the arrays.
  func read(_ job: ArrayJob) throws -> [Matrix] { try zip(inputs, names).map { try job.matrix($0, as: $1) } }

  /// Writes one result for each array.
  func write(_ results: [Matrix], _ job: ArrayJob) throws {
    let folder = URL(fileURLWithPath: output)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, matrix) in zip(names, results) {
      try job.write(matrix, to: folder.appendingPathComponent(name).path, as: name)
    }
  }
}
