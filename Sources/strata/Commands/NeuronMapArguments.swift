import ArgumentParser
import NeuronAnalysis
import StudyPipeline

/// How the maps of `strata neurons` are made.
struct NeuronMapArguments: ParsableArguments {
  private static let standard = NeuronProjectionOptions()

  @Option(
    help: "Which maps are made, separated by commas. (default: mds,tsne-2d,umap-2d)", transform: Self.projections)
  var projections: [NeuronProjectionMethod]?

  @Option(help: "At most so many iterations of mds. (default: \(Self.standard.iterationCount))")
  var iterations: Int?

  @Option(help: "The effective number of neighbours of a neuron in tsne-2d. (default: \(Self.standard.perplexity))")
  var perplexity: Double?

  @Option(help: "The neighbours of a neuron in umap-2d, itself included. (default: \(Self.standard.neighborCount))")
  var neighbors: Int?

  /// Whether any of them is asked for.
  var isGiven: Bool { projections != nil || iterations != nil || perplexity != nil || neighbors != nil }

  func validate() throws {
    guard iterations ?? 0 >= 0 else { throw ValidationError("--iterations must be 0 or more.") }
    guard perplexity.map({ $0.isFinite && $0 >= 1 }) ?? true else {
      throw ValidationError("--perplexity must be at least 1.")
    }
    guard neighbors ?? 2 >= 2 else { throw ValidationError("--neighbors must be at least 2.") }
  }

  /// Asks for them; what is not given keeps its default.
  func change(_ request: inout NeuronRequest) {
    request.projections = projections ?? request.projections
    request.options.iterationCount = iterations ?? request.options.iterationCount
    request.options.perplexity = perplexity ?? request.options.perplexity
    request.options.neighborCount = neighbors ?? request.options.neighborCount
  }

  private static func projections(_ text: String) throws -> [NeuronProjectionMethod] {
    let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let methods = try names.map { name in
      guard let method = NeuronProjectionMethod(rawValue: name) else {
        let known = NeuronProjectionMethod.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("There is no projection \(name). Expected some of \(known), separated by commas.")
      }
      return method
    }
    guard Set(methods).count == methods.count else { throw ValidationError("A projection is named twice.") }
    return methods
  }
}
