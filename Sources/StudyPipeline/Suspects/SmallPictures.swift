import Foundation
import ImageDatasets
import NumericKernels
import StudyStore

/// The images of a study as small gray pictures, read from the sheets of thumbnails.
struct SmallPictures {
  static let side = 32

  /// One picture a row, `side`² values from 0 to 255; nil when the study has no thumbnails.
  static func read(_ study: Study, check: () throws -> Void) throws -> Matrix? {
    guard let sheets = try study.database.thumbnails() else { return nil }
    let (count, perPage) = (try study.database.itemCount(), sheets.columns * sheets.rows)
    let (decoder, resampler) = (ImageDecoder(), ImageResampler())
    var elements: [Float] = []
    elements.reserveCapacity(count * side * side)
    for (page, name) in sheets.pages.enumerated() {
      try check()
      let sheet = try decoder.decode(contentsOf: study.paths.images.appendingPathComponent(name)).grayscale()
      for slot in 0..<max(0, min(perPage, count - page * perPage)) {
        let (x, y) = (slot % sheets.columns * sheets.size, slot / sheets.columns * sheets.size)
        guard x + sheets.size <= sheet.width, y + sheets.size <= sheet.height else {
          throw StudyPipelineError(
            kind: .badInput,
            description: "\(name) has \(sheet.width) × \(sheet.height) pixels, too few for its thumbnails of "
              + "\(sheets.size). Remove the file and run `strata analyze` again.")
        }
        let picture = sheet.cropped(x: x, y: y, width: sheets.size, height: sheets.size)
        elements += resampler.resized(picture, width: side, height: side).pixels.map(Float.init)
      }
    }
    guard elements.count == count * side * side else { return nil }
    return Matrix(rowCount: count, columnCount: side * side, elements: elements)
  }
}
