import Foundation
import ImageDatasets
import StudyPipeline
import StudyStore

/// All thumbnails of a study in one picture, row by row, as many in a row as fit into a square.
struct ProjectorSprite {
  /// Browsers do not draw larger ones.
  static let longestSide = 8192
  /// Below this nothing can be seen.
  static let smallestSide = 8

  /// The picture, as JPEG.
  let data: Data
  /// Pixels of one thumbnail.
  let side: Int

  /// Nil for studies without thumbnails, and for more images than fit at eight pixels each (about a million).
  init?(_ study: Study) throws {
    guard let sheets = try study.database.thumbnails(), case let count = try study.database.itemCount(), count > 0,
      case let (side, columns) = Self.layout(count: count, side: sheets.size), side >= Self.smallestSide
    else { return nil }
    var sprite = SpriteSheet(side: side, columns: columns, rows: (count + columns - 1) / columns)
    let resampler = ImageResampler()
    var slot = 0
    let read = try study.forEachThumbnail(check: {}) { picture in
      sprite.place(
        side == picture.width
          ? picture : resampler.resized(picture, width: side, height: side, interpolation: .bicubic), at: slot)
      slot += 1
    }
    guard read != nil else { return nil }
    (data, self.side) = (try sprite.image.jpegData(quality: 90), side)
  }

  /// How large thumbnails can be, and how many stand in a row.
  static func layout(count: Int, side: Int) -> (side: Int, columns: Int) {
    let columns = max(1, Int(Double(count).squareRoot().rounded(.up)))
    return (min(side, longestSide / columns), columns)
  }
}
