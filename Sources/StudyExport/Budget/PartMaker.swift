import Foundation
import StudyStore

/// A kind of part as it was made with some settings.
struct MadePart: Sendable {
  var entries: [SealedEntry]
  /// How the catalogue tells of thumbnails, for those.
  var sheets: ThumbnailSheets?
  /// The largest error of a coordinate, for embeddings.
  var largestError = 0.0
}

/// Makes the parts of a page, each once for the same settings.
struct PartMaker {
  private struct Key: Hashable {
    var kind: PartKind
    var settings: ExportSettings
  }

  let base: ExportContext
  let options: ExportOptions
  let sampling: (Int?) -> ItemSample
  private var made: [Key: MadePart] = [:]
  private var estimates: [ExportSettings: Int] = [:]

  init(_ base: ExportContext, options: ExportOptions, sampling: @escaping (Int?) -> ItemSample) {
    (self.base, self.options, self.sampling) = (base, options, sampling)
  }

  /// What takes part with these settings.
  func context(_ settings: ExportSettings) -> ExportContext { base.sampling(sampling(settings.sampleCount)) }

  /// All of one kind. Not for the code and the catalogue, which tell of the others.
  mutating func part(_ kind: PartKind, _ settings: ExportSettings) async throws -> MadePart {
    let key = Key(kind: kind, settings: Self.relevant(settings, to: kind))
    if let known = made[key] { return known }
    let part = try await make(kind, settings)
    made[key] = part
    return part
  }

  /// About how many bytes whole images take before they are written as text.
  mutating func imageBytes(_ settings: ExportSettings) throws -> Int {
    guard let side = settings.imageSide else { return 0 }
    let key = Self.relevant(settings, to: .images)
    if let known = estimates[key] { return known }
    let bytes = try context(settings).estimatedImageBytes(side: side, quality: settings.imageQuality)
    estimates[key] = bytes
    return bytes
  }

  private func make(_ kind: PartKind, _ settings: ExportSettings) async throws -> MadePart {
    let context = context(settings)
    if let excluded = kind.excludedBy, options.without.contains(excluded) { return MadePart(entries: []) }
    switch kind {
    case .code, .catalogue: return MadePart(entries: [])
    case .embeddings:
      let contents = try context.embeddingContents()
      return MadePart(entries: try sealed(contents.entries), largestError: contents.largestError)
    case .thumbnails:
      let contents = try context.thumbnailContents(settings.thumbnails)
      return MadePart(entries: try sealed(contents.entries), sheets: contents.sheets)
    case .reports: return try await MadePart(entries: sealed(context.modelEntries()))
    case .neighbors: return try MadePart(entries: sealed(context.neighborEntries(count: settings.neighborCount)))
    case .topImages: return try MadePart(entries: sealed(context.topEntries()))
    case .channels:
      guard let levels = settings.channelLevels else { return MadePart(entries: []) }
      return try MadePart(entries: sealed(context.channelEntries(levels: levels)))
    case .neurons: return try await MadePart(entries: sealed(context.neuronEntries()))
    case .evolution: return try await MadePart(entries: sealed(context.evolutionEntries()))
    case .features, .atlases:
      guard let quality = settings.pictureQuality else { return MadePart(entries: []) }
      let halved = settings.pictureIsHalved
      return try await MadePart(
        entries: sealed(
          kind == .features
            ? context.featureEntries(quality: quality, isHalved: halved)
            : context.atlasEntries(quality: quality, isHalved: halved)))
    case .images:
      guard let side = settings.imageSide else { return MadePart(entries: []) }
      return try MadePart(entries: sealed(context.imageEntries(side: side, quality: settings.imageQuality)))
    }
  }

  private func sealed(_ entries: [PackEntry]) throws -> [SealedEntry] {
    try base.concurrently(entries.count) { try SealedEntry(entries[$0]) }
  }

  /// The settings with everything that does not matter to a kind as it is by default.
  private static func relevant(_ settings: ExportSettings, to kind: PartKind) -> ExportSettings {
    var relevant = ExportSettings()
    relevant.sampleCount = settings.sampleCount
    switch kind {
    case .neighbors: relevant.neighborCount = settings.neighborCount
    case .channels: relevant.channelLevels = settings.channelLevels
    case .thumbnails: relevant.thumbnails = settings.thumbnails
    case .images: (relevant.imageSide, relevant.imageQuality) = (settings.imageSide, settings.imageQuality)
    case .features, .atlases:
      (relevant.pictureQuality, relevant.pictureIsHalved) = (settings.pictureQuality, settings.pictureIsHalved)
    case .code, .catalogue, .embeddings, .reports, .topImages, .neurons, .evolution: break
    }
    return relevant
  }
}
