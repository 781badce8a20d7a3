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
      probe  how often a linear classifier on the layer does, by five-fold
             cross-validation
      silh.  silhouette of the classes, from -1 to 1: how far they lie apart,
             against how wide they are
      dim.   intrinsic dimension (TwoNN)
      rank   effective rank: how many linear directions the layer uses, of all
             that it has
      trust  trustworthiness of each embedding (k = 15); 1 is best

      Layer 0 is the input where it was analyzed: its figures are those of the pixels. Below stands from which layer on \
      classes are separate (90 % of their last share of like neighbours), and images find their class (most of 15 \
      neighbours carry it), up to the last layer. --json adds the figures of each class and image, further measures, and \
      the linear CKA of every two layers.
      """)

  @Argument(help: "The study's folder.", completion: .directory)
  var study: String

  @Flag(
    help: """
      Print JSON: the description of the study, as the page reads it, the likeness of its layers, and where classes and \
      images find their place.
      """)
  var json = false

  func run() throws {
    try StudyReport(Study.open(at: URL(fileURLWithPath: study), for: .reading)).print(asJSON: json)
  }
}
