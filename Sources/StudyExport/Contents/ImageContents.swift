import Foundation
import ImageDatasets
import StudyPipeline

extension ExportContext {
  /// Images that share a part; the page counts on this number.
  static let imagesPerPart = 64

  /// The images that take part, at most `side` pixels wide and high, encoded anew: nothing that a camera has noted in a file
  /// comes along. Those that cannot be read any more are missing, which is remarked.
  func imageEntries(side: Int, quality: Int) throws -> [PackEntry] {
    let entries = try imageParts(side: side, quality: quality)
    let missing = sample.rows.count - entries.reduce(0) { $0 + $1.files.count }
    if missing > 0 {
      observer.remark(
        "\(missing) of \(sample.rows.count) images cannot be read any more; the page has their thumbnails only.")
    }
    return entries.filter { !$0.files.isEmpty }
  }

  private func imageParts(side: Int, quality: Int) throws -> [PackEntry] {
    try stride(from: 0, to: sample.rows.count, by: Self.imagesPerPart).map { start in
      try progressed("images", start, of: sample.rows.count)
      let places = start..<min(sample.rows.count, start + Self.imagesPerPart)
      let images = try encodedImages(Array(places), side: side, quality: quality)
      return PackEntry(
        name: "/images/items/\(start / Self.imagesPerPart)",
        files: zip(places, images).compactMap { place, data in
          data.map { PackFile("/\(place)", type: "image/webp", $0) }
        })
    }
  }

  /// About how many bytes whole images take, from some of them that lie evenly.
  func estimatedImageBytes(side: Int, quality: Int) throws -> Int {
    let count = min(sample.rows.count, 48)
    guard count > 0 else { return 0 }
    let places = (0..<count).map { $0 * sample.rows.count / count }
    let bytes = try encodedImages(places, side: side, quality: quality).reduce(0) { $0 + ($1?.count ?? 0) + 80 }
    return bytes * sample.rows.count / count
  }

  /// Images by their places among those that take part; nil for those that cannot be read any more.
  private func encodedImages(_ places: [Int], side: Int, quality: Int) throws -> [Data?] {
    let files = try StudyImageFiles(study: study)
    return try concurrently(places.count) { place in
      let decoder = ImageDecoder()
      decoder.minimumShorterSide = side
      guard let image = try? files.picture(atRow: sample.rows[places[place]], using: decoder) else { return nil }
      let longer = max(image.width, image.height)
      guard longer > Self.smallSide else { return try image.webPData() }
      guard longer > side else { return try image.webPData(quality: quality) }
      let scaled = { max(1, ($0 * side + longer / 2) / longer) }
      return try ImageResampler().resized(
        image, width: scaled(image.width), height: scaled(image.height), interpolation: .bicubic
      ).webPData(quality: quality)
    }
  }
}
