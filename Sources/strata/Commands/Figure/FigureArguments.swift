public import ArgumentParser
public import Figures
import Foundation

/// How a figure looks.
struct FigureStyleArguments: ParsableArguments {
  @Option(help: ArgumentHelp("The figure's width. Default: 180, two columns of a page; 88 is one.", valueName: "mm"))
  var width: Double?

  @Option(help: ArgumentHelp("Its height. Default: what it needs.", valueName: "mm"))
  var height: Double?

  @Option(help: ArgumentHelp("The size of running text; titles and notes in proportion.", valueName: "points"))
  var fontSize = FigureStyle().fontSize

  @Option(help: ArgumentHelp("A font that is installed. In SVG others follow as fallbacks.", valueName: "name"))
  var fontFamily = FigureStyle().fontFamily

  @Option(help: "The ground: light or dark.")
  var theme = FigureTheme.light

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      """
      Of classes: explorer, okabe-ito (8 colours for all colour vision), tableau; of numbers: explorer, viridis, cividis; \
      grey is of both. Default: explorer.
      """, valueName: "names"))
  var palette: [PaletteArgument] = []

  @Option(help: "The legend: right, bottom or none. Default: right from 120 mm on, else bottom.")
  var legend = FigureStyle.LegendPlace.automatic

  @Option(help: ArgumentHelp("Another line above, or none.", valueName: "text|none"))
  var title: String?

  @Option(help: "none leaves out the lines below that say where the figure comes from.")
  var caption: CaptionArgument?

  @Option(help: ArgumentHelp("Dots to the inch of .png and .webp.", valueName: "dpi"))
  var resolution = FigureStyle().resolution

  func validate() throws {
    let ranges: [(String, Double, ClosedRange<Double>)] = [
      ("width", width ?? 180, 30...2000), ("height", height ?? 100, 20...2000), ("font-size", fontSize, 4...24),
      ("resolution", resolution, 36...1200),
    ]
    for (name, value, range) in ranges where !range.contains(value) {
      throw ValidationError("--\(name) must be between \(Int(range.lowerBound)) and \(Int(range.upperBound)).")
    }
    for names in [palette.filter { $0.classes != nil }, palette.filter { $0.numbers != nil }] {
      guard Set(names).count < 2 else {
        throw ValidationError(
          "--palette names \(names.map(\.rawValue).joined(separator: " and ")), which are of the same. Name one of them."
        )
      }
    }
  }

  /// The style, as wide as asked for or as usual.
  func style(usualWidth: Double = 180) -> FigureStyle {
    var style = FigureStyle(width: width ?? usualWidth, theme: theme)
    (style.height, style.fontSize, style.fontFamily) = (height, fontSize, fontFamily)
    (style.legend, style.showsCaption, style.resolution) = (legend, caption == nil, resolution)
    if let title { style.title = title == "none" ? .none : .text(title) }
    for palette in palette {
      style.classPalette = palette.classes ?? style.classPalette
      style.numberPalette = palette.numbers ?? style.numberPalette
    }
    return style
  }
}

/// Where a figure goes and how it looks.
struct FigureArguments: ParsableArguments {
  @Option(help: "Draw a figure into this file instead: .png, .webp, .svg or .pdf.", completion: .file())
  var output: String?

  @OptionGroup(title: "How the figure looks")
  var look: FigureStyleArguments

  var style: FigureStyle { look.style() }

  func validate() throws { _ = try output.map(FigureFile.init) }

  /// Writes a figure under its final name only when it is whole.
  func write(_ figure: any Figure, to output: String) throws { try FigureFile(output).write(figure, style: style) }
}

/// A palette by name: of classes, of numbers, or of both.
enum PaletteArgument: String, CaseIterable, ExpressibleByArgument {
  case explorer
  case okabeIto = "okabe-ito"
  case tableau, viridis, cividis
  case gray = "grey"

  var classes: ClassPalette? { ClassPalette(rawValue: rawValue) }
  var numbers: NumberPalette? { NumberPalette(rawValue: rawValue) }
}

/// Whether there is a caption.
enum CaptionArgument: String, CaseIterable, ExpressibleByArgument { case none }

extension FigureTheme: ExpressibleByArgument {}

extension FigureStyle.LegendPlace: ExpressibleByArgument {
  /// `automatic` is what happens without the option.
  public static var allValueStrings: [String] { allCases.filter { $0 != .automatic }.map(\.rawValue) }
  /// Reads a place.
  public init?(argument: String) {
    guard Self.allValueStrings.contains(argument) else { return nil }
    self.init(rawValue: argument)
  }
}
