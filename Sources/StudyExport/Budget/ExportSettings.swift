/// How exactly a page keeps what it has: one rung of the ladder that leads to a smaller page.
struct ExportSettings: Sendable, Hashable {
  /// Small images that all views show.
  struct Thumbnails: Sendable, Hashable {
    /// In pixels; nil: the study's own pages as they are.
    var side: Int?
  }

  /// The longer side of whole images; nil: there are none.
  var imageSide: Int?
  /// WebP's scale.
  var imageQuality = 75
  /// Steps between a channel's least and largest activation; nil: activations are left out.
  var channelLevels: Int? = 255
  /// Neighbours of each image.
  var neighborCount = 50
  var thumbnails = Thumbnails()
  /// WebP's scale for optimized images and those of atlases; nil: they are left out.
  var pictureQuality: Int? = 90
  /// Whether such images have half their height and width.
  var pictureIsHalved = false
  /// At most so many images take part; nil: all.
  var sampleCount: Int?
}

/// The order of sacrifice: what is given up first to meet a size.
///
/// Each rung gives up one thing more than the one before, and none is bigger. What the caller has asked for is not touched.
struct SettingsLadder {
  let rungs: [ExportSettings]

  /// - Parameters:
  ///   - options: what was asked for.
  ///   - itemCount: images of the study, of which a sample takes part.
  init(_ options: ExportOptions, itemCount: Int) {
    var settings = ExportSettings(imageSide: options.imageSide ?? 256)
    settings.sampleCount = options.sampleCount.flatMap { $0 < itemCount ? $0 : nil }
    if options.without.contains(.images) { settings.imageSide = nil }
    var rungs = [settings]
    for sacrifice in Self.sacrifices {
      Self.give(up: sacrifice, &settings, options)
      if settings != rungs.last { rungs.append(settings) }
    }
    if options.sampleCount == nil {
      for share in Self.shares {
        let count = Int(Double(itemCount) * share)
        guard count >= Self.leastSample else { break }
        settings.sampleCount = count
        rungs.append(settings)
      }
    }
    self.rungs = rungs
  }

  /// Of all images, where nothing else is left to give up.
  private static let shares: [Double] = [0.75, 0.5, 0.33, 0.25, 0.125, 0.0625, 0.03, 0.015]
  /// Fewer images show nothing of a study.
  private static let leastSample = 200

  private enum Sacrifice {
    case images(side: Int?, quality: Int)
    case channelLevels(Int?)
    case neighborCount(Int)
    case pictureQuality(Int?)
    case halvedPictures
    case thumbnailSide(Int)
  }

  private static let sacrifices: [Sacrifice] = [
    .images(side: 192, quality: 75), .channelLevels(63), .neighborCount(30), .images(side: 160, quality: 70),
    .pictureQuality(75), .channelLevels(31), .thumbnailSide(64), .neighborCount(20), .images(side: 128, quality: 60),
    .channelLevels(15), .halvedPictures, .thumbnailSide(48), .channelLevels(7), .thumbnailSide(32),
    .images(side: 96, quality: 55), .channelLevels(nil), .images(side: nil, quality: 55), .pictureQuality(nil),
  ]

  private static func give(up sacrifice: Sacrifice, _ settings: inout ExportSettings, _ options: ExportOptions) {
    switch sacrifice {
    case .images(let side, let quality):
      guard settings.imageSide != nil else { return }
      settings.imageQuality = quality
      if options.imageSide == nil { settings.imageSide = side }
    case .channelLevels(let levels): settings.channelLevels = levels
    case .neighborCount(let count): settings.neighborCount = count
    case .pictureQuality(let quality): settings.pictureQuality = quality
    case .halvedPictures: settings.pictureIsHalved = true
    case .thumbnailSide(let side): settings.thumbnails.side = side
    }
  }
}
