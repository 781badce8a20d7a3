import ArgumentParser
import Foundation
import StudyStore

/// `strata report`: one row a layer.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Print what a study found, one row a layer.",
    discussion: """
      hit    share of an image's 6 nearest neighbours in the layer that carry
             its label (neighbourhood hit)
      k-NN   how often the majority of the 15 nearest neighbours names the
             right label
      trust  trustworthiness of each embedding (k = 15); 1 is best
      """)

  @Argument(help: "The study's folder.", completion: .directory)
  var study: String

  @Flag(help: "Print JSON: the whole description of the study, as the page reads it.")
  var json = false

  func run() throws {
    try StudyReport(Study.open(at: URL(fileURLWithPath: study), for: .reading)).print(asJSON: json)
  }
}
