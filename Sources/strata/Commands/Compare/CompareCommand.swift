public import ArgumentParser
import Figures
import Foundation
public import StudyPipeline
import StudyStore

/// `strata compare`: two networks of a study side by side.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare two networks of a study: accuracy, layers, images seen differently.",
    discussion: """
      Both networks have been analyzed into one study, on the same images:

        strata analyze a.onnx photos --study both.study
        strata analyze b.onnx photos --study both.study
        strata compare both.study
        strata compare both.study --models a b --layers conv4 block3 --count 20
        strata compare both.study --by predictions --output differ.pdf

      Of a training, --models names two checkpoints: before and after.

      p        McNemar's exact test: how probable it is that the two are right
               this unequally often if both are equally good
      CKA, Procrustes, neighbours
               for each layer of the first network, the layer of the second most
               like it by each measure, from 0 to 1
      changed  1 − |both| / |either| of an image's 15 nearest in the one layer and
               in the other; 0 the same, 1 nothing in common. What layers that have
               nothing to do with each other have stands beside it as chance
      distance total variation of the two answers over the study's labels, from
               the five most probable outputs of each; 0 the same, 1 apart

      Nothing is changed, and neither the networks nor the images are needed; the images only for --output.
      """)

  @Argument(help: "The study's folder.", completion: .directory)
  var study: String

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Two networks, by name. Default: the first two that are no checkpoints of a training; else its first and last.",
      valueName: "name"))
  var models: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      """
      A layer of each, by name, pattern with * and ?, or number (#3). Default: the last before the outputs that has \
      neighbours.
      """, valueName: "layer"))
  var layers: [String] = []

  @Option(help: "What images shall differ by: neighbors or predictions.")
  var by: ComparisonRequest.Measure = .neighbors

  @Option(help: "Show this many images, and classes.")
  var count = 10

  @Flag(help: "Print JSON instead of tables: all classes, and the neighbours of the images.")
  var json = false

  @OptionGroup
  var figure: FigureArguments

  func validate() throws {
    guard models.isEmpty || models.count == 2 else {
      throw ValidationError("--models takes two networks; \(models.count) given.")
    }
    guard layers.isEmpty || layers.count == 2 else {
      throw ValidationError("--layers takes two layers, one of each network; \(layers.count) given.")
    }
    guard (1...10_000).contains(count) else { throw ValidationError("--count must be between 1 and 10000.") }
    guard figure.output == nil || !json else {
      throw ValidationError("--output draws a figure; --json prints instead. Give one of them.")
    }
  }

  func run() throws {
    let opened = try Study.open(at: URL(fileURLWithPath: study), for: .reading)
    var request = ComparisonRequest()
    if models.count == 2 { request.models = (models[0], models[1]) }
    if layers.count == 2 { request.layers = (layers[0], layers[1]) }
    (request.measure, request.count) = (by, count)
    let report = try StudyComparison(opened, request: request).run()
    if let output = figure.output {
      let drawing = try CompareFigureOutput(report, study: opened).figure(note: "strata \(StudyFormat.strataVersion)")
      return try figure.write(drawing, to: output)
    }
    if json { return try StandardOutput.printJSON(report) }
    print(CompareText(report).text)
  }
}

extension ComparisonRequest.Measure: ExpressibleByArgument {}
