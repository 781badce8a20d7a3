import ArgumentParser
import DatasetDownloads
import Foundation
import StudyPipeline

/// `strata dataset`: data sets that are free to fetch.
struct DatasetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dataset",
    abstract: "Fetch a data set from its home.",
    subcommands: [List.self, Get.self])

  /// `strata dataset list`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "What can be fetched.")

    func run() {
      var table = TextTable(columns: [("name", .left), ("MB", .right), ("what", .left)])
      for dataset in DatasetCatalogue.datasets {
        table.add([dataset.name, "\((dataset.byteCount + 500_000) / 1_000_000)", dataset.summary])
      }
      print(table.text)
    }
  }

  /// `strata dataset get`.
  struct Get: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Fetch a data set, checked against its published checksums.",
      discussion: """
        An interrupted download goes on where it stopped when the same command is run again; files that are there are not \
        fetched again.

          strata dataset get fashion-mnist
          strata train fashion-mnist --network cnn --study fashion.study
        """)

    @Argument(help: "mnist, fashion-mnist, cifar10 or svhn.")
    var name: String

    @Option(help: "The folder. Default: the data set's name, here.", completion: .directory)
    var output: String?

    @Option(help: "Address of a folder on another server with the same files.")
    var mirror: String?

    @Flag(help: "Do not show progress.")
    var quiet = false

    func validate() throws {
      guard let mirror else { return }
      guard let url = URL(string: mirror), ["http", "https"].contains(url.scheme), url.host != nil else {
        throw ValidationError("--mirror must be an address such as https://example.org/mnist/.")
      }
    }

    func run() throws {
      let dataset = try DatasetCatalogue.dataset(named: name)
      let folder = URL(fileURLWithPath: output ?? name)
      let display = ProgressDisplay(isQuiet: quiet)
      let cancellation = AnalysisCancellation()
      let interrupts = InterruptHandler(cancelling: cancellation, notice: "\nStopping.\n")
      let fetched = try withExtendedLifetime(interrupts) {
        try DatasetDownload(dataset, to: folder, mirror: mirror.flatMap(URL.init(string:))).run { progress in
          try cancellation.check()
          display.stageProgressed(
            StageProgress(
              stage: name, layer: progress.file,
              fraction: Double(progress.byteCount) / Double(max(1, progress.totalByteCount))))
        }
      }
      display.stageEnded(
        stage: name,
        detail: fetched.isEmpty ? "was here already" : "\(fetched.count) of \(dataset.files.count) files fetched")
      print(folder.relativePath)
    }
  }
}
