import ArgumentParser
import Foundation
import ImageDatasets
import ONNXModel
import StudyPipeline
import StudyStore

/// `strata demo`: everything, on data that the program draws itself.
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Make a study of built-in data and show it: needs no network and no images.",
    discussion: """
      Draws digits in several typefaces and colours, runs a small network of our own over them, analyzes its layers and \
      opens the page. The network is not trained: its predictions are guesses, and its layers show what architecture \
      alone does to images.
      """)

  @Option(help: "The study's folder; made if it does not exist.", completion: .directory)
  var study: String = "demo.study"

  @Option(help: "How many images to draw.")
  var images: Int = 1500

  @Option(help: "Everything random follows from this number.")
  var seed: UInt64 = 42

  @Flag(inversion: .prefixedNo, help: "Show the study in the browser when it is made.")
  var serve = true

  @OptionGroup
  var address: AddressArguments

  func validate() throws {
    guard (20...1_000_000).contains(images) else {
      throw ValidationError("--images must be between 20 and 1000000.")
    }
    guard seed <= UInt64(Int64.max) else { throw ValidationError("--seed must be at most 9223372036854775807.") }
  }

  func run() async throws {
    let model = try writeNetwork()
    var options = AnalysisOptions(
      study: URL(fileURLWithPath: study), model: model, images: "builtin:digits:\(images):\(seed)")
    options.preprocessing = .symmetric
    options.seed = seed
    options.classNames = ClassNames((0..<10).map(String.init))
    let finished = try analyze(options)
    guard serve else { return }
    openBrowserSoon()
    try await StudyPage(study: finished, address: address).serve()
  }

  /// The handler of Ctrl-C must be gone before the server installs its own.
  private func analyze(_ options: AnalysisOptions) throws -> Study {
    let cancellation = AnalysisCancellation()
    let interrupts = InterruptHandler(cancelling: cancellation)
    return try withExtendedLifetime(interrupts) {
      let study = try StudyAnalysis(
        options: options, observer: ProgressDisplay(), cancellation: cancellation
      ).run()
      try StudyReport(study).print(asJSON: false)
      return study
    }
  }

  /// The network goes into the caches: a study's folder holds results, and starts empty.
  private func writeNetwork() throws -> URL {
    let caches = FileManager.default.urls(for: .cachesDirectory, in: .userDomainMask).first
    let folder = (caches ?? FileManager.default.temporaryDirectory).appendingPathComponent("strata")
    let file = folder.appendingPathComponent("demo-cnn-\(seed).onnx")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try DemoNetwork.make(seed: seed).write(to: file, options: .atomic)
    } catch let error as CocoaError {
      throw StudyPipelineError(
        kind: .inputOutput,
        description: "\(file.path) cannot be written: \(error.localizedDescription) Make room there.")
    }
    return file
  }

  /// Opens the page where there is a desktop; on a server the address on the terminal has to do.
  private func openBrowserSoon() {
    guard address.port != 0, isatty(1) != 0 else { return }
    let environment = ProcessInfo.processInfo.environment
    #if os(macOS)
      let opener = "/usr/bin/open"
    #else
      guard environment["DISPLAY"] != nil || environment["WAYLAND_DISPLAY"] != nil else { return }
      let opener = "/usr/bin/xdg-open"
    #endif
    guard FileManager.default.isExecutableFile(atPath: opener) else { return }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "sleep 1; exec \"$0\" \"$1\"", opener, "http://\(address.host):\(address.port)/"]
    try? process.run()
  }
}
