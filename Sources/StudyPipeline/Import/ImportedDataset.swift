import Foundation
import ImageDatasets

/// The items of an import: the rows of its arrays, with labels, attributes and, where there are some, images.
struct ImportedDataset: ImageDataset {
  let name: String
  let classNames: [String]
  let items: [DatasetItem]
  /// Where the images are, and which is that of each item; nil without images.
  let images: (dataset: any ImageDataset, positions: [Int])?

  var remarks: [String] { images?.dataset.remarks ?? [] }

  func image(at index: Int) throws -> PixelImage { try image(at: index, using: ImageDecoder()) }

  func image(at index: Int, using decoder: ImageDecoder) throws -> PixelImage {
    guard let images else {
      throw StudyPipelineError(kind: .badInput, description: "The study was imported without images.")
    }
    return try images.dataset.image(at: images.positions[index], using: decoder)
  }

  func fileURL(at index: Int) -> URL? { images.flatMap { $0.dataset.fileURL(at: $0.positions[index]) } }
}
