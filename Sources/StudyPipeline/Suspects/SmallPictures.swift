import ImageDatasets
import NumericKernels
import StudyStore

/// The images of a study as small gray pictures, read from the sheets of thumbnails.
struct SmallPictures {
  static let side = 32

  /// One picture a row, `side`² values from 0 to 255; nil when the study has no thumbnails.
  static func read(_ study: Study, check: () throws -> Void) throws -> Matrix? {
    let resampler = ImageResampler()
    var elements: [Float] = []
    let count = try study.forEachThumbnail(check: check) { picture in
      elements += resampler.resized(picture.grayscale(), width: side, height: side).pixels.map(Float.init)
    }
    return count.map { Matrix(rowCount: $0, columnCount: side * side, elements: elements) }
  }
}
