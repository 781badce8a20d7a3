import ArgumentParser
import Figures
import Foundation
import StudyPipeline
import StudyStore

/// `strata neighbors`: what the network holds to be alike.
struct NeighborsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "neighbors",
    abstract: "Show the images nearest to others, in pixels and in layers.",
    discussion: """
      A query is a number (an image of the study, from 0), the name of an image of the study or the end of it, or an \
      image file from outside, which goes through the network. Without queries, one image of each class is drawn. + marks \
      a neighbour with the query's label, - another label.

        strata neighbors photos.study 17 dog/a.jpg holiday.png --layers pixels 'pool*'
        strata neighbors photos.study --sample 5 --seed 1 -k 5 --metric cosine
        strata neighbors photos.study --from test --among train --csv
        strata neighbors photos.study --sample 5 --output neighbours.pdf
      """)

  @Argument(help: "The study's folder.", completion: .directory)
  var study: String

  @Argument(help: "The images to look for the neighbours of.", completion: .file())
  var queries: [String] = []

  @OptionGroup
  var arguments: NeighborArguments

  @Flag(help: "Print JSON instead of a table.")
  var json = false

  @Flag(help: "Print CSV, one line a neighbour, instead of a table.")
  var csv = false

  @OptionGroup
  var figure: FigureArguments

  func validate() throws {
    guard figure.output == nil || !(json || csv) else {
      throw ValidationError("--output draws a figure; --json and --csv print instead. Give one of them.")
    }
    guard !json || !csv else { throw ValidationError("Give --json or --csv, not both.") }
    guard queries.isEmpty || arguments.sample == nil else {
      throw ValidationError("--sample draws the queries; give it or queries, not both.")
    }
  }

  func run() throws {
    let opened = try Study.open(at: URL(fileURLWithPath: study), for: .reading)
    if let output = figure.output { return try draw(opened, to: output) }
    let table = try arguments.table(of: opened, queries: queries)
    if json { return try StandardOutput.printJSON(table) }
    print(csv ? NeighborText(table).csv : NeighborText(table).text)
  }

  private func draw(_ study: Study, to output: String) throws {
    let table = try arguments.table(of: study, queries: queries, usualCount: 5)
    let note = queries.isEmpty ? "Queries drawn with seed \(arguments.seed)" : "Chosen queries"
    let drawing = try NeighborFigureOutput(table, study: study)
      .figure(note: "\(note); strata \(StudyFormat.strataVersion).")
    try figure.write(drawing, to: output)
  }
}
