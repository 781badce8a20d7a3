import ArgumentParser
import EmbeddingMethods
import Foundation
import NumericKernels
import StudyStore

/// `strata array procrustes`.
struct ProcrustesArrayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "procrustes",
    abstract: "Lay one embedding onto another of the same points, by rotation and reflection.",
    discussion: """
      Both are centred and divided by their RMS radius; the output is the moved embedding in these units.
      """)

  @Argument(help: ArgumentHelp("The embedding to move, one row a point.", valueName: "in.npy"), completion: .file())
  var input: String

  @Argument(help: ArgumentHelp("The embedding that stays.", valueName: "reference.npy"), completion: .file())
  var reference: String

  @Option(help: "Where the moved embedding goes.", completion: .file())
  var output: String

  @Option(help: "Where the distance of each point from its place in the reference goes.", completion: .file())
  var residuals: String?

  @OptionGroup
  var arguments: ArrayArguments

  func run() throws {
    let job = ArrayJob("procrustes", arguments)
    let moved = try job.matrix(input)
    let fixed = try job.matrix(reference, as: "reference")
    let fit = try job.compute { _ in try OrthogonalProcrustes(aligning: moved, to: fixed) }
    job.record("dimensionCount", .null, effective: .integer(fit.dimensionCount))
    job.record(metric: "disparity", fit.disparity)
    job.record(metric: "scale", fit.scale)
    job.record(metric: "rotation", value: .array(fit.rotation.map { .number($0) }))
    if let residuals { try job.write(fit.residuals, shape: [fit.residuals.count], to: residuals, as: "residuals") }
    try job.write(fit.aligned, to: output)
    try job.finish()
  }
}
