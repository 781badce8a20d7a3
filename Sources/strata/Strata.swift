import ArgumentParser
import Foundation
import StudyStore

/// The command line of Strata.
@main
struct Strata: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "strata",
    abstract: "See what every layer of a neural network has learned.",
    discussion: """
      Start with a network in ONNX and a folder of images:

        strata analyze network.onnx photos --study food.study
        strata serve food.study

      or with `strata demo`, which needs neither.
      """,
    version: StudyFormat.strataVersion,
    subcommands: [
      DemoCommand.self, LayersCommand.self, AnalyzeCommand.self, ImportCommand.self, TrainCommand.self,
      EvolutionCommand.self, DatasetCommand.self, MeasureCommand.self, NeighborsCommand.self, SuspectsCommand.self,
      ConfusionCommand.self, CompareCommand.self, CorruptCommand.self, GroupsCommand.self, NeuronsCommand.self,
      SilenceCommand.self, AttributeCommand.self, MaximizeCommand.self, AtlasCommand.self, FigureCommand.self,
      ReportCommand.self, ExportCommand.self, ServeCommand.self, ArrayCommand.self, DoctorCommand.self,
    ])

  /// Runs a command and turns what it throws into a message and an exit status.
  static func main() async {
    // A reader that goes away (`strata layers … | head`) ends the command quietly.
    signal(SIGPIPE, SIG_DFL)
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      ErrorReport(error).exit()
    }
  }
}
