import Foundation
import ImageDatasets

/// A picture as it is kept in a vector file: without loss, or, where that makes it half as large or less, as JPEG.
struct EmbeddedPicture {
  let data: Data
  let isJPEG: Bool

  /// Photographs become smaller as JPEG, drawings and digits do not.
  init(_ image: PixelImage) throws {
    let exact = try image.pngData()
    let photograph = try image.jpegData(quality: 92)
    isJPEG = 2 * photograph.count < exact.count
    data = isJPEG ? photograph : exact
  }

  var mediaType: String { isJPEG ? "image/jpeg" : "image/png" }
}
