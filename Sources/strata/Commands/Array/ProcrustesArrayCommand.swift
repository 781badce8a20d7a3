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
      --scaling normalized divides both by their RMS radius (and writes the moved one in these units), fitted finds the \
      factor that fits best, none keeps both as they are.
      """)

  @Argument(help: ArgumentHelp("The embedding to move, one row a point.", valueName: "in.npy"), completion: .file())
  var input: String

  @Argument(help: ArgumentHelp("The embedding that stays.", valueName: "reference.npy"), completion: .file())
  var reference: String

  @Option(help: "Where the moved embedding goes.", completion: .file())
  var output: String

  @Option(help: "Where the distance of each point from its place in the reference goes.", completion: .file())
  var residuals: String?

  @Option(help: "normalized, fitted or none.")
  var scaling = ProcrustesOptions.Scaling.normalized

  @Flag(help: "Allow rotations only, no reflection.")
  var rotationOnly = false

  @Flag(help: "Turn about the origin, without moving the centres onto each other.")
  var noTranslation = false

  @OptionGroup
  var arguments: ArrayArguments

  func run() throws {
    let job = ArrayJob("procrustes", arguments)
    let moved = try job.matrix(input)
    let fixed = try job.matrix(reference, as: "reference")
    let options = ProcrustesOptions(
      allowsReflection: !rotationOnly, translates: !noTranslation, scaling: scaling)
    let fit = try job.compute { _ in
      try OrthogonalProcrustes(aligning: moved, to: fixed, options: options, parallel: job.parallel)
    }
    job.record("scaling", .string(scaling.rawValue))
    job.record("dimensionCount", .null, effective: .integer(fit.dimensionCount))
    job.record(metric: "disparity", fit.disparity)
    job.record(metric: "scale", fit.appliedScale)
    job.record(metric: "translation", value: .array(fit.translation.map { .number($0) }))
    job.record(metric: "rotation", value: .array(fit.rotation.map { .number($0) }))
    job.record(metric: "residualRootMeanSquare", fit.residualRootMeanSquare)
    if let residuals { try job.write(fit.residuals, shape: [fit.residuals.count], to: residuals, as: "residuals") }
    try job.write(fit.aligned, to: output)
    try job.finish()
  }
}
