import Foundation
package import ImageDatasets
package import StudyStore

extension Study {
  /// Reads the thumbnails from their sheets, in the order of the rows.
  ///
  /// - Returns: how many there are, which is one an image; nil when the study has none or not one for each image yet.
  /// - Throws: `StudyPipelineError` for a sheet that is too small, errors of reading, and what `check` and `body` throw.
  package func forEachThumbnail(check: () throws -> Void, _ body: (PixelImage) throws -> Void) throws -> Int? {
    guard let sheets = try database.thumbnails() else { return nil }
    let (count, perPage) = (try database.itemCount(), sheets.columns * sheets.rows)
    guard sheets.pages.count * perPage >= count else { return nil }
    let decoder = ImageDecoder()
    for (page, name) in sheets.pages.enumerated() {
      try check()
      let sheet = try decoder.decode(contentsOf: paths.images.appendingPathComponent(name))
      for slot in 0..<max(0, min(perPage, count - page * perPage)) {
        let (x, y) = (slot % sheets.columns * sheets.size, slot / sheets.columns * sheets.size)
        guard x + sheets.size <= sheet.width, y + sheets.size <= sheet.height else {
          throw StudyPipelineError(
            kind: .badInput,
            description: "\(name) has \(sheet.width) × \(sheet.height) pixels, too few for its thumbnails of "
              + "\(sheets.size). Remove the file and run `strata analyze` again.")
        }
        try body(sheet.cropped(x: x, y: y, width: sheets.size, height: sheets.size))
      }
    }
    return count
  }
}
