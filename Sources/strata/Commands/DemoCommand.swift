import ArgumentParser
import Foundation
import StudyPipeline
import StudyStore
import TensorEngine

/// `strata demo`: everything, on data that the program draws itself.
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Train a network on built-in data, make a study of it and show it: needs nothing else.",
    discussion: """
      Draws digits in several typefaces and colours, trains a small convolutional network on four fifths of them, analyzes \
      what it became after each of several epochs on the others, follows them through layers and epochs, and opens the page.

      Where libtorch is not installed, or with --untrained, the network keeps its first weights: then its layers show what \
      architecture alone does to images.
      """)

  @Option(help: "The study's folder; made if it does not exist.", completion: .directory)
  var study: String = "demo.study"

  @Option(help: "How many images to draw. Default: 6000, with --untrained 1500.")
  var images: Int?

  @Option(help: "Epochs to train.")
  var epochs: Int = 10

  @Flag(help: "Do not train.")
  var untrained = false

  @Option(help: "Everything random follows from this number.")
  var seed: UInt64 = 42

  @Flag(inversion: .prefixedNo, help: "Show the study in the browser when it is made.")
  var serve = true

  @OptionGroup
  var address: AddressArguments

  func validate() throws {
    guard images.map({ (20...1_000_000).contains($0) }) ?? true else {
      throw ValidationError("--images must be between 20 and 1000000.")
    }
    guard untrained || images.map({ $0 >= 200 }) ?? true else {
      throw ValidationError("--images must be at least 200 to train on; fewer are possible with --untrained.")
    }
    guard (1...10_000).contains(epochs) else { throw ValidationError("--epochs must be between 1 and 10000.") }
    guard seed <= UInt64(Int64.max) else { throw ValidationError("--seed must be at most 9223372036854775807.") }
  }

  func run() async throws {
    let finished = try make()
    guard serve else { return }
    openBrowserSoon()
    try await StudyPage(study: finished, address: address).serve()
  }

  /// The handler of Ctrl-C must be gone before the server installs its own.
  private func make() throws -> Study {
    let cancellation = AnalysisCancellation()
    let interrupts = InterruptHandler(cancelling: cancellation)
    return try withExtendedLifetime(interrupts) {
      let demo = DemoStudy(
        folder: URL(fileURLWithPath: study), imageCount: images, seed: seed, display: ProgressDisplay(),
        cancellation: cancellation)
      return try untrained || !canTrain(demo) ? demo.makeUntrained() : demo.makeTrained(epochCount: epochs)
    }
  }

  private func canTrain(_ demo: DemoStudy) -> Bool {
    do {
      _ = try TensorEngine.load()
      return true
    } catch {
      demo.display.remark("\(error)\nThe network of this demonstration stays untrained.")
      return false
    }
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
