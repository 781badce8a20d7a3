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
