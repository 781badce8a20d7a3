import ArgumentParser
import Foundation
import StudyPipeline
import StudyServer
import StudyStore

/// `strata serve`: the page of a study.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Show a study in the browser.",
    discussion: """
      Listens on this machine only, unless --host says otherwise; a study that is still being made fills in as it \
      grows. Ctrl-C ends it.

      The page can have optimized images made; libtorch and the network's file are needed for that.
      """)

  @Argument(help: "The study's folder.", completion: .directory)
  var study: String

  @Option(help: "The network's file, where it is not where it was.", completion: .file(extensions: ["onnx"]))
  var network: String?

  @OptionGroup
  var address: AddressArguments

  func run() async throws {
    let opened = try Study.open(at: URL(fileURLWithPath: study), for: .reading)
    try await StudyPage(study: opened, address: address, network: network.map { URL(fileURLWithPath: $0) }).serve()
  }
}

/// Where a study is served.
struct AddressArguments: ParsableArguments {
  @Option(help: "The port; 0 takes a free one.")
  var port: Int = ServerOptions().port

  @Option(help: "The address to listen on. Anything but the loopback address shows the study to your network.")
  var host: String = ServerOptions().host

  @Option(help: ArgumentHelp("Serve the page's files from this folder, while working on them.", visibility: .hidden))
  var assetsDir: String?

  func validate() throws {
    guard (0...65535).contains(port) else { throw ValidationError("--port must be between 0 and 65535.") }
  }
}

/// Serves a study until Ctrl-C.
struct StudyPage {
  let study: Study
  let address: AddressArguments
  var network: URL?

  func serve() async throws {
    let options = ServerOptions(
      host: address.host, port: address.port,
      assetsDirectory: address.assetsDir.map { URL(fileURLWithPath: $0, isDirectory: true) }, network: network)
    let server = try StudyServer(
      study: study, images: ServedImages(files: StudyImageFiles(study: study)), options: options)
    try await server.run { url in
      StandardError.write("\(study.url.lastPathComponent) is shown at \(url.absoluteString)\nCtrl-C ends it.\n")
    }
  }
}

/// The study's images in the form that the server asks for.
private struct ServedImages: StudyImageSource {
  let files: StudyImageFiles

  func encodedImage(at index: Int) throws -> EncodedImage {
    let image = try files.image(atRow: index)
    return EncodedImage(data: image.data, contentType: image.contentType)
  }
}
