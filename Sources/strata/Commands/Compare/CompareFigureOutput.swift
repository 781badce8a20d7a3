import Figures
import Foundation
import ImageDatasets
import StudyPipeline
import StudyStore

/// The images that two networks see most differently, each with its nearest in both layers, as a figure.
struct CompareFigureOutput {
  /// Images are kept at so many pixels a side: 300 to the inch for tiles of 13 mm.
  private static let side = 160
  /// The nearest images that are shown of each layer.
  private static let shownNeighbors = 5

  private let report: ComparisonReport
  private let labels: [Int32]
  private let classes: [String]
  private let images: StudyImageFiles
  private let decoder = ImageDecoder()
  private let resampler = ImageResampler()

  init(_ report: ComparisonReport, study: Study) throws {
    self.report = report
    labels = try study.database.itemLabels()
    classes = try study.database.classes()
    images = try StudyImageFiles(study: study)
  }

  /// Reads the images and lays the figure out.
  func figure(note: String) throws -> NeighborFigure {
    NeighborFigure(
      heads: [report.a, report.b].map { network in
        NeighborFigure.Head(
          title: "\(network.name), \(network.layerName)",
          detail: network.accuracy?.top1.map { String(format: "top-1 %.1f %%", 100 * $0) } ?? "")
      },
      rows: try report.images.map { image in
        (
          query: NeighborFigure.Tile(
            image: try picture(image.item), label: image.label ?? (image.identifier as NSString).lastPathComponent),
          groups: try [(image.nearestA, image.predictionA), (image.nearestB, image.predictionB)].map {
            try group(Array($0.0.prefix(Self.shownNeighbors)), of: image)
          }
        )
      }, caption: [caption, note])
  }

  private var caption: String {
    let kind =
      report.by == .neighbors
      ? "share of the \(report.neighborCount) nearest that changes"
      : "distance of both answers (total variation, of the top five)"
    return
      "\(report.study): the \(report.images.count) images that differ most by \(kind), each with its nearest in both "
      + "layers. ✓ the image's class, × another."
  }

  private func group(_ nearest: [Int], of image: ComparisonReport.Image) throws -> [NeighborFigure.Tile] {
    let own = labels[image.item]
    return try nearest.map { item in
      let label = labels[item]
      return NeighborFigure.Tile(
        image: try picture(item), label: label >= 0 ? classes[Int(label)] : "",
        isSameClass: own >= 0 && label >= 0 ? own == label : nil)
    }
  }

  private func picture(_ item: Int) throws -> PixelImage {
    Thumbnail.make(of: try images.picture(atRow: item, using: decoder), side: Self.side, using: resampler)
  }
}
