import Foundation
import ImageDatasets
import StudyStore

/// What a page says of itself: what it holds and how exactly, and what it lacks and why.
struct ExportStatements {
  let statements: [String]
  let left: [String]

  init(
    _ settings: ExportSettings, options: ExportOptions, sample: ItemSample, classCount: Int, largestError: Double,
    has kinds: Set<PartKind>, sheets: ThumbnailSheets?
  ) {
    var statements = [
      SampleSelection(limit: settings.sampleCount, seed: options.seed)
        .statement(chosen: sample.rows.count, of: sample.total, classCount: max(1, classCount)),
      "Coordinates have 16 bits, which is at most \(Self.scientific(largestError)) of the RMS radius from the true ones.",
    ]
    if !sample.isWhole {
      statements.append("Measures, groups and scores of neurons are those of all \(sample.total) images.")
    }
    if kinds.contains(.neighbors) {
      let among = sample.isWhole ? "" : ", found among the images of the page"
      statements.append("Each image has its \(settings.neighborCount) nearest neighbours at most\(among).")
    }
    if kinds.contains(.channels), let levels = settings.channelLevels {
      statements.append("Activations are told in \(levels + 1) steps for each channel.")
    }
    if kinds.contains(.thumbnails), let sheets {
      statements.append("Thumbnails have \(sheets.size) × \(sheets.size) pixels.")
    }
    if kinds.contains(.images), let side = settings.imageSide {
      statements.append("Images have at most \(side) pixels a side (WebP, quality \(settings.imageQuality)).")
    }
    if kinds.contains(.features) || kinds.contains(.atlases), let quality = settings.pictureQuality {
      let size = settings.pictureIsHalved ? " at half their height and width" : ""
      statements.append("Optimized images are kept\(size) as WebP, quality \(quality).")
    }
    self.statements = statements
    let asked = PrivatePart.allCases.filter(options.without.contains).map { "\($0.title): left out on request" }
    left = asked + Self.sacrificed(settings, options: options)
  }

  /// What the size has cost as a whole.
  private static func sacrificed(_ settings: ExportSettings, options: ExportOptions) -> [String] {
    let limit = options.maximumByteCount.map { "left out to stay below \(ByteText.text($0))" } ?? "left out"
    var left: [String] = []
    if settings.imageSide == nil, !options.without.contains(.images) { left.append("whole images: \(limit)") }
    if settings.channelLevels == nil, !options.without.contains(.activations) {
      left.append("activations by channel: \(limit)")
    }
    if settings.pictureQuality == nil, !options.without.contains(.features) {
      left.append("optimized images and atlases: \(limit)")
    }
    return left
  }

  private static func scientific(_ value: Double) -> String { String(format: "%.1e", value) }
}
