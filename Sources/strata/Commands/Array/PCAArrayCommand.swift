import ArgumentParser
import EmbeddingMethods
import Foundation
import NumericKernels
import StudyStore

/// `strata array pca`.
struct PCAArrayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pca", abstract: "Project rows onto their principal components.")

  @Argument(help: ArgumentHelp("One row a point.", valueName: "in.npy"), completion: .file())
  var input: String

  @Option(help: "Where the coordinates go, one row a point.", completion: .file())
  var output: String

  @Option(help: "Where the components go, one a row.", completion: .file())
  var componentsOutput: String?

  @Option(help: "How many components.")
  var components = 2

  @Option(help: "automatic, covariance, gram, or randomized for data wide and tall.")
  var method = PrincipalComponentsMethod.automatic

  @OptionGroup
  var seed: SeedArgument

  @OptionGroup
  var arguments: ArrayArguments

  func run() throws {
    let job = ArrayJob("pca", arguments)
    let data = try job.matrix(input)
    var options = PrincipalComponentsOptions(componentCount: components, method: method)
    options.seed = seed.seed
    let (fit, coordinates) = try job.compute { progress in
      let fit = try PrincipalComponents(data, options: options, parallel: job.parallel)
      try progress(0.8)
      return (fit, try fit.transform(data, parallel: job.parallel))
    }
    job.record("componentCount", .integer(components), effective: .integer(fit.components.rowCount))
    job.record("method", .string(method.rawValue), effective: .string(fit.method.rawValue), remark: false)
    job.record(metric: "explainedVarianceRatio", fit.explainedVarianceRatio.reduce(0, +))
    job.record(metric: "explainedVariance", value: .array(fit.explainedVariance.map { .number($0) }))
    job.record(metric: "hasConverged", value: .bool(fit.hasConverged))
    if let componentsOutput { try job.write(fit.components, to: componentsOutput, as: "components") }
    try job.write(coordinates, to: output)
    try job.finish()
  }
}
