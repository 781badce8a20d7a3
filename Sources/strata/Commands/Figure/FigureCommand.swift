import ArgumentParser
import Figures
import Foundation
import StudyPipeline
import StudyStore

/// `strata figure`: what a study found, as a figure for print.
struct FigureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "figure",
    abstract: "Draw what a study found, for print: any view, as SVG, PDF or PNG.",
    discussion: """
      embedding   the images of a layer as points, or of --layers side by side
      trust       the same, coloured by how far each place can be trusted
      neighbors   images with their nearest neighbours, in layers side by side
      layers      hit, k-NN accuracy, probe and trustworthiness by layer
      cka         how alike every two layers are, of all networks
      compare     two networks: the images in a layer of each, and their layers
      emergence   where in the network classes separate
      confusion   which classes are taken for one another, similar ones together
      groups      accuracy and separability by --by COLUMN, with 95 % intervals
      suspects    images that deserve a look, with reasons
      neurons     a layer's neurons by the class that they tell best
      silencing   what classes lose without the neurons that tell them
      features    optimized images of a layer
      atlas       the activation atlas of a layer
      evolution   images followed through layers or epochs, as bundled trails
      projection  maps of a sequence side by side: first and last, or --frames
      training    loss and accuracy by epoch
      corruptions what each layer keeps of its neighbourhoods under noise, blur and
                  less contrast (strata corrupt)

        strata figure photos.study --view layers --output layers.pdf
        strata figure photos.study --view embedding --layers conv1 conv5 fc \\
          --width 88 --palette okabe-ito --output layers.svg
      """)

  @Argument(help: "The study's folder.", completion: .directory)
  var study: String

  @Option(help: "What to draw, one of those above.")
  var view: FigureView

  @Option(help: "The file: .png, .webp, .svg or .pdf.", completion: .file())
  var output: String?

  @OptionGroup(title: "What it shows")
  var selection: FigureSelection

  @OptionGroup(title: "How it is drawn")
  var drawing: FigureDrawingArguments

  @OptionGroup(title: "How the figure looks")
  var look: FigureStyleArguments

  func validate() throws {
    guard let output else { throw ValidationError("--output FILE.png, .webp, .svg or .pdf is missing.") }
    _ = try FigureFile(output)
    try view.refuse(selection.given + drawing.given)
    guard view != .neurons || selection.className.count < 2 else {
      throw ValidationError("--view neurons shows one --class against the rest. Name one.")
    }
    guard view != .compare || [0, 2].contains(selection.layers.count) else {
      throw ValidationError("--view compare takes two --layers, one of each network; \(selection.layers.count) given.")
    }
  }

  func run() throws {
    guard let output else { return }
    let source = try FigureSource(
      Study.open(at: URL(fileURLWithPath: study), for: .reading), selection: selection, drawing: drawing,
      style: look.style())
    try FigureFile(output).write(try source.figure(view), style: source.style)
  }
}
