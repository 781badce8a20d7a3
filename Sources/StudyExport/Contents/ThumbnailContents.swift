import Foundation
import ImageDatasets
import StudyStore

/// The pages of thumbnails, and how the catalogue tells of them.
struct ThumbnailContents {
  var entries: [PackEntry]
  var sheets: ThumbnailSheets?
}

extension ExportContext {
  private static let thumbnailQuality = 75

  /// The study's pages as they are, or new ones with smaller thumbnails or fewer images.
  func thumbnailContents(_ settings: ExportSettings.Thumbnails) throws -> ThumbnailContents {
    guard has(.images), let sheets = description.thumbnails else { return ThumbnailContents(entries: []) }
    let side = min(settings.side ?? sheets.size, sheets.size)
    if settings.side == nil, sample.isWhole {
      let entries = try sheets.pages.map { name in
        PackEntry(name: "/images/thumbnails/\(name)", files: [PackFile("", type: "image/jpeg", try page(name))])
      }
      return ThumbnailContents(entries: entries, sheets: sheets)
    }
    return try remade(sheets, side: side)
  }

  private func page(_ name: String) throws -> Data {
    let url = study.paths.images.appendingPathComponent(name)
    guard let data = try? Data(contentsOf: url) else {
      throw StudyExportError(
        .inputOutput, "\(url.path) cannot be read. Run strata analyze again, or use --without images.")
    }
    return data
  }

  private func remade(_ sheets: ThumbnailSheets, side: Int) throws -> ThumbnailContents {
    let perPage = sheets.columns * sheets.rows, decoder = ImageDecoder(), resampler = ImageResampler()
    var contents = ThumbnailContents(
      entries: [], sheets: ThumbnailSheets(size: side, columns: sheets.columns, rows: sheets.rows, pages: []))
    var (source, number) = (PixelImage?.none, -1)
    for start in stride(from: 0, to: sample.rows.count, by: perPage) {
      try progressed("thumbnails", start, of: sample.rows.count)
      var sheet = SpriteSheet(side: side, columns: sheets.columns, rows: sheets.rows)
      for (slot, row) in sample.rows[start..<min(sample.rows.count, start + perPage)].enumerated() {
        if row / perPage != number {
          number = row / perPage
          source = try page(sheets.pages[number]).withUnsafeBytes {
            try decoder.decode($0, named: sheets.pages[number])
          }
        }
        guard let source else { continue }
        let (x, y) = (row % perPage % sheets.columns * sheets.size, row % perPage / sheets.columns * sheets.size)
        guard x + sheets.size <= source.width, y + sheets.size <= source.height else {
          throw StudyExportError(
            .badInput, "\(sheets.pages[number]) is too small for its thumbnails. Run strata analyze again.")
        }
        let picture = source.cropped(x: x, y: y, width: sheets.size, height: sheets.size)
        sheet.place(resampler.resized(picture, width: side, height: side, interpolation: .bicubic), at: slot)
      }
      let name = "thumbnails-\(contents.entries.count).webp"
      contents.entries.append(
        PackEntry(
          name: "/images/thumbnails/\(name)",
          files: [PackFile("", type: "image/webp", try sheet.image.webPData(quality: Self.thumbnailQuality))]))
      contents.sheets?.pages.append(name)
    }
    return contents
  }
}
