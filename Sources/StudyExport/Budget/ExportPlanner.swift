import Foundation
import StudyStore

/// Finds the least that has to be given up for a page to be small enough.
struct ExportPlanner {
  let options: ExportOptions
  let files: [String: Data]
  let command: String
  /// The kinds in the order of the file: what the first picture needs comes first.
  private static let order: [PartKind] = [
    .embeddings, .reports, .neighbors, .thumbnails, .topImages, .channels, .neurons, .evolution, .features, .atlases,
    .images,
  ]
  /// Bytes of the list of contents for each part; a bound.
  private static let listedByteCount = 320

  /// Walks down the ladder to the first rung that is small enough.
  ///
  /// - Throws: `StudyExportError` of kind `badInput` where even the last one is not, telling what it needs.
  func plan(_ maker: inout PartMaker, itemCount: Int) async throws -> ExportPlan {
    let rungs = SettingsLadder(options, itemCount: itemCount).rungs
    let code = try sealedCode()
    var place = try await firstThatFits(rungs, code, &maker)
    while true {
      let plan = try await complete(rungs[place], code, &maker)
      guard let limit = options.maximumByteCount, plan.byteCount > limit else { return plan }
      place += 1
      guard place < rungs.count else {
        throw StudyExportError(
          .badInput,
          "The smallest page of this study has \(ByteText.text(plan.byteCount)), more than "
            + "\(ByteText.text(limit)). Give --max-size \(Int((Double(plan.byteCount) / 1e6).rounded(.up)))MB, or leave "
            + "more out with --without.")
      }
    }
  }

  /// The first rung that is small enough by estimate, found by halving: none is bigger than the one before.
  private func firstThatFits(_ rungs: [ExportSettings], _ code: SealedEntry, _ maker: inout PartMaker) async throws
    -> Int
  {
    guard let limit = options.maximumByteCount else { return 0 }
    var (low, high) = (0, rungs.count - 1)
    // Most studies fit as they are, or nearly: the first rung is looked at before the middle one.
    if try await estimate(rungs[0], code, &maker) <= limit { return 0 }
    low = 1
    while low < high {
      let middle = (low + high) / 2
      if try await estimate(rungs[middle], code, &maker) <= limit { high = middle } else { low = middle + 1 }
    }
    return min(low, rungs.count - 1)
  }

  private func estimate(_ settings: ExportSettings, _ code: SealedEntry, _ maker: inout PartMaker) async throws -> Int {
    var entries = [code]
    for kind in Self.order where kind != .images { entries += try await maker.part(kind, settings).entries }
    entries += try await catalogue(settings, &maker, largestError: 0, kinds: Set(Self.order), sheets: nil)
    let images = try maker.imageBytes(settings)
    return entries.reduce(0) { $0 + byteCount(of: $1) + Self.listedByteCount } + byteCount(ofPacked: images)
  }

  private func byteCount(of entry: SealedEntry) -> Int {
    options.form == .page ? PageDocument.byteCount(of: entry) : entry.packed.count
  }

  private func byteCount(ofPacked count: Int) -> Int { options.form == .page ? (count + 2) / 3 * 4 : count }

  private func complete(_ settings: ExportSettings, _ code: SealedEntry, _ maker: inout PartMaker) async throws
    -> ExportPlan
  {
    var made: [PartKind: [SealedEntry]] = [.code: [code]]
    var (largestError, sheets) = (0.0, ThumbnailSheets?.none)
    for kind in Self.order {
      let part = try await maker.part(kind, settings)
      made[kind] = part.entries
      largestError = max(largestError, part.largestError)
      sheets = part.sheets ?? sheets
    }
    let kinds = Set(made.filter { !$0.value.isEmpty }.keys)
    let context = maker.context(settings)
    let statements = ExportStatements(
      settings, options: options, sample: context.sample, classCount: context.description.classes.count,
      largestError: largestError, has: kinds, sheets: sheets)
    made[.catalogue] = try await catalogue(
      settings, &maker, largestError: largestError, kinds: kinds, sheets: sheets)
    let shown = Self.firstShown(context)
    let embeddings = made[.embeddings] ?? []
    made[.embeddings] = embeddings.filter { $0.name == shown } + embeddings.filter { $0.name != shown }
    let entries = ([.code, .catalogue] + Self.order).flatMap { made[$0] ?? [] }
    let title = (options.without.contains(.names) ? "study" : context.description.name) + " – Strata"
    let document = try PageDocument(
      title: title, form: options.form, boot: PageCode.boot(files: files), command: command, entries: entries)
    let parts = PartKind.allCases.map { kind in
      part(kind, made[kind] ?? [], settings: settings)
    }
    let outside = options.form == .folder ? entries.reduce(0) { $0 + $1.packed.count } : 0
    return ExportPlan(
      form: options.form, byteCount: document.byteCount + outside, itemCount: context.sample.rows.count,
      totalItemCount: context.sample.total, statements: statements.statements, left: statements.left, parts: parts,
      document: document)
  }

  /// The embedding that the page shows first.
  private static func firstShown(_ context: ExportContext) -> String? {
    context.description.models.first.flatMap { model in
      model.layers.last { !$0.embeddings.isEmpty }.map { layer in
        "\(ExportContext.address(model, layer))/embeddings/\(layer.embeddings[0].name)"
      }
    }
  }

  private func part(_ kind: PartKind, _ entries: [SealedEntry], settings: ExportSettings) -> ExportPlan.Part {
    let asked = kind.excludedBy.map(options.without.contains) ?? false
    let isSacrificed =
      switch kind {
      case .images: settings.imageSide == nil
      case .channels: settings.channelLevels == nil
      case .features, .atlases: settings.pictureQuality == nil
      default: false
      }
    let reason: String? =
      !entries.isEmpty
      ? nil
      : asked
        ? "left out on request"
        : isSacrificed ? "no room" : kind == .images ? "they cannot be read any more" : "the study has none"
    return ExportPlan.Part(
      title: kind.title, byteCount: entries.reduce(0) { $0 + byteCount(of: $1) }, isIncluded: !entries.isEmpty,
      reason: reason)
  }

  /// The study, the list of images, what readers have kept, and how alike layers are.
  private func catalogue(
    _ settings: ExportSettings, _ maker: inout PartMaker, largestError: Double, kinds: Set<PartKind>,
    sheets: ThumbnailSheets?
  ) async throws -> [SealedEntry] {
    let context = maker.context(settings)
    let told = ExportStatements(
      settings, options: options, sample: context.sample, classCount: context.description.classes.count,
      largestError: largestError, has: kinds, sheets: sheets)
    var description = try context.exportedDescription(thumbnails: sheets)
    if settings.pictureQuality == nil { description.forgetPictures() }
    let study = ExportedStudy(
      description: description,
      export: .init(
        statements: told.statements, left: told.left, itemCount: context.sample.total,
        neighborCount: settings.neighborCount))
    var entries = [PackEntry(name: "/api/study", files: [try PackFile("", json: study)]), try context.itemEntry()]
    if let annotations = try await context.annotationEntry() { entries.append(annotations) }
    if let likeness = try await context.likenessEntry() { entries.append(likeness) }
    return try entries.map { try SealedEntry($0) }
  }

  private func sealedCode() throws -> SealedEntry {
    try SealedEntry(
      plain: "/code", data: StudyJSON.data(PageCode(files: files)))
  }
}

extension StudyDescription {
  /// No optimized images and atlases.
  fileprivate mutating func forgetPictures() {
    for model in models.indices {
      for layer in models[model].layers.indices {
        (models[model].layers[layer].features, models[model].layers[layer].hasAtlas) = (0, false)
      }
    }
  }
}
