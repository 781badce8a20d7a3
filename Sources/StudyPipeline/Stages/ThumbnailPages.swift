import Foundation
import ImageDatasets
import NumericKernels

/// Writes thumbnails into numbered sprite pages, each as soon as it is full.
struct ThumbnailPages {
  private let folder: URL
  private var sheet = ThumbnailPages.emptySheet
  private var count = 0
  private var names: [String] = []

  init(folder: URL) { self.folder = folder }

  private static var emptySheet: SpriteSheet {
    SpriteSheet(side: ImagesStage.thumbnailSide, columns: ImagesStage.pageColumns, rows: ImagesStage.pageRows)
  }

  mutating func add(_ thumbnail: PixelImage) throws {
    sheet.place(thumbnail, at: count)
    count += 1
    if count == sheet.capacity { try flush() }
  }

  /// Writes the last page and returns the names of all.
  mutating func finish() throws -> [String] {
    if count > 0 { try flush() }
    return names
  }

  private mutating func flush() throws {
    let number = String(names.count)
    let name = "thumbnails-" + String(repeating: "0", count: max(0, 3 - number.count)) + number + ".jpg"
    let url = folder.appendingPathComponent(name)
    do {
      try sheet.image.jpegData(quality: 88).write(wholeTo: url)
    } catch let error as CocoaError {
      throw StudyPipelineError.unwritable(url, error)
    }
    names.append(name)
    sheet = Self.emptySheet
    count = 0
  }
}
