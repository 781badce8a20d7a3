import Foundation
import ImageDatasets
import StudyPipeline
import StudyStore

/// The images of a study as small squares.
final class FigurePictures {
  private let study: Study
  private let files: StudyImageFiles
  private let decoder = ImageDecoder()
  private let resampler = ImageResampler()

  init(_ study: Study) throws { (self.study, files) = (study, try StudyImageFiles(study: study)) }

  /// A picture as small as in a map.
  func thumbnail(_ item: Int) throws -> PixelImage { try square(item, side: 72) }

  /// The middle of an image, from its file.
  func square(_ item: Int, side: Int) throws -> PixelImage {
    Thumbnail.make(of: try files.picture(atRow: item, using: decoder), side: side, using: resampler)
  }

  /// The middle of an image from outside.
  func square(_ file: URL, side: Int) throws -> PixelImage {
    Thumbnail.make(of: try decoder.decode(contentsOf: file), side: side, using: resampler)
  }
}
