public import ArgumentParser
public import Figures
import Foundation
import ImageDatasets
import StudyPipeline
import StudyStore

/// Where a figure goes and how it looks.
struct FigureArguments: ParsableArguments {
  @Option(help: "Draw a figure into this file instead: .png, .webp, .svg or .pdf.", completion: .file())
  var output: String?

  @Option(help: ArgumentHelp("The figure's width in millimeters.", valueName: "mm"))
  var width: Double = 180

  @Option(help: "The figure's colors: light or dark.")
  var theme: FigureTheme = .light

  func validate() throws {
    guard (30...2000).contains(width) else { throw ValidationError("--width must be between 30 and 2000.") }
    if let output {
      do {
        _ = try FigureFormat(of: URL(fileURLWithPath: output))
      } catch let error as FigureError {
        throw ValidationError("--output: \(error.description)")
      }
    }
  }

  /// Writes a figure under its final name only when it is whole.
  func write(_ draw: (FigureFormat) throws -> Data, to output: String) throws {
    let url = URL(fileURLWithPath: output)
    let data = try draw(FigureFormat(of: url))
    do {
      try data.write(to: url, options: .atomic)
    } catch {
      throw FigureError(
        kind: .inputOutput,
        description: "\(output) cannot be written: \(error.localizedDescription) Check the folder and its permissions.")
    }
  }
}

extension FigureTheme: ExpressibleByArgument {}

/// Neighbors with their images, as a figure.
struct NeighborFigureOutput {
  /// Images are kept at so many pixels a side: 300 to the inch for tiles of 13 mm.
  private static let side = 160

  private let table: NeighborTable
  private let images: StudyImageFiles
  private let decoder = ImageDecoder()
  private let resampler = ImageResampler()

  init(_ table: NeighborTable, study: Study) throws {
    self.table = table
    images = try StudyImageFiles(study: study)
  }

  /// Reads the images and lays the figure out.
  func figure(note: String) throws -> NeighborFigure {
    NeighborFigure(
      heads: table.columns.map { column in
        NeighborFigure.Head(
          title: column.isInput ? "pixels" : column.layer,
          detail: column.accuracy.map { String(format: "k-NN accuracy %.1f %% in the study", $0 * 100) } ?? "")
      },
      rows: try table.rows.map { row in
        (
          query: NeighborFigure.Tile(
            image: try picture(row.query),
            label: row.query.label ?? (row.query.identifier as NSString).lastPathComponent),
          groups: try row.neighbors.map { try $0.map(tile) }
        )
      },
      caption: [
        "\(table.study), \(table.model): nearest of \(table.candidateCount) images by \(table.metric) distance, "
          + "the number below an image. ✓ the query's class, × another.",
        note,
      ])
  }

  private func tile(_ neighbor: NeighborTable.Neighbor) throws -> NeighborFigure.Tile {
    NeighborFigure.Tile(
      image: try picture(neighbor.picture), label: neighbor.picture.label ?? "",
      distance: String(format: neighbor.distance < 10 ? "%.3f" : "%.1f", Double(neighbor.distance)),
      isSameClass: neighbor.isSameClass)
  }

  private func picture(_ picture: NeighborTable.Picture) throws -> PixelImage {
    let image =
      try picture.item.map { try images.picture(atRow: $0, using: decoder) }
      ?? decoder.decode(contentsOf: URL(fileURLWithPath: picture.identifier))
    return Thumbnail.make(of: image, side: Self.side, using: resampler)
  }
}
