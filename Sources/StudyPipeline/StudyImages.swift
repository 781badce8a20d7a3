import Foundation
public import ImageDatasets
public import StudyStore

/// The images of a study: the rows of its arrays, and where each comes from in the data set.
public struct StudyImages: Sendable {
  /// The data set.
  public let dataset: any ImageDataset
  /// For each row of the study, the image's position in the data set.
  public let datasetIndices: [Int]
  /// The items as the catalogue knows them.
  public let items: [StudyItem]
  /// Identifies the content of all images, in order; changes when one of them does.
  public let contentDigest: String

  /// The number of rows.
  public var count: Int { datasetIndices.count }

  /// Labels by row; nil where an image has none.
  public var labels: [Int?] { items.map(\.labelIndex) }

  /// Decodes the image of a row.
  public func image(atRow row: Int, using decoder: ImageDecoder) throws -> PixelImage {
    try dataset.image(at: datasetIndices[row], using: decoder)
  }
}

extension StudyImages {
  /// The rows of a study whose images were read in `run`, found again among some images of a data set by their names.
  init(restoring study: Study, from dataset: any ImageDataset, selection: [Int], run: StudyRun) throws {
    let items = try study.database.items()
    let positions = Dictionary(
      selection.map { (dataset.items[$0].identifier, $0) }, uniquingKeysWith: { first, _ in first })
    let indices = items.compactMap { positions[$0.identifier] }
    guard indices.count == items.count, case .string(let digest) = run.parameters["contentDigest"]?.effective else {
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "The images of \(study.url.path) are not those of \(dataset.name). Give the images that the study was "
          + "made from, or another folder with --study.")
    }
    self.init(dataset: dataset, datasetIndices: indices, items: items, contentDigest: digest)
  }
}
