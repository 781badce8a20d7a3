import Foundation
import ImageDatasets
import StudyStore

/// Where a study of an import says that its items come from.
struct ImportOrigin {
  static let kind = "import"
  let json: JSONValue

  init(_ options: ImportOptions, rowCount: Int) {
    json = .object([
      "kind": .string(Self.kind), "name": .string(options.study.deletingPathExtension().lastPathComponent),
      "source": options.images.map { .string(StudyAnalysis.source($0)) } ?? .null,
      "text": options.text.map(JSONValue.string) ?? .null, "rows": .integer(rowCount),
    ])
  }
}

/// The study that an import goes into: a new one, or one whose items are those of the arrays.
struct ImportTarget {
  let study: Study
  let options: ImportOptions
  let content: ImportContent
  let dataset: ImportedDataset
  let rowNames: (names: [String], place: String)?

  /// Throws `badInput` when the model's name belongs to an analyzed network, or to layers that this import would drop.
  func requireOwnModel(folder: String) throws {
    let models = try study.database.models()
    guard let other = models.first(where: { $0.folder == folder || $0.name == content.modelName }) else { return }
    guard try ImportStage.made(other, in: study) || other.contentHash == "imported" else {
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "The study has the analyzed network \(other.name) already. Give the arrays another name with --model.")
    }
    guard content.isEmbeddingOnly else { return }
    let known = try study.database.layers(ofModel: folder).map(\.name)
    if known != content.sources.layers.map(\.name) {
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "\(other.name) has the layers \(known.joined(separator: ", ")) already. Give their arrays again beside "
          + "--embedding, or another name with --model.")
    }
  }

  /// The items of the study, and for each the row of the arrays.
  func items(_ context: StageContext, isStrict: Bool) throws -> (StudyImages, rows: [Int]) {
    let known = try study.database.items()
    let isDescribed = ImportedItems.areDescribed(by: options)
    if !known.isEmpty {
      guard isDescribed, try isImported() else { return try recorded(known, isDescribed: isDescribed) }
      _ = try matched(known)
    }
    let images: StudyImages
    if dataset.images == nil {
      images = try ImportedItemsStage(dataset: dataset).run(context)
    } else {
      images = try ImagesStage(
        dataset: dataset, selection: Array(dataset.items.indices), isStrict: isStrict, parallel: context.parallel
      ).run(context)
    }
    return (images, images.datasetIndices)
  }

  /// Notes which attribute is shown instead of pictures.
  func recordText() throws {
    guard let text = options.text else { return }
    let names = try study.description().attributes
    guard text == "identifier" || names.contains(text) else {
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "There is no attribute \(text) to show. There are: \((["identifier"] + names).joined(separator: ", ")).")
    }
    guard case .object(var origin) = try study.database.settings().dataset else { return }
    origin["text"] = .string(text)
    try study.database.recordDataset(.object(origin))
  }

  private func isImported() throws -> Bool {
    guard case .object(let origin) = try study.database.settings().dataset else { return false }
    return origin["kind"]?.stringValue == ImportOrigin.kind
  }

  /// The items that the study has already; nothing of them is changed.
  private func recorded(_ known: [StudyItem], isDescribed: Bool) throws -> (StudyImages, rows: [Int]) {
    let rows = isDescribed ? try matched(known) : try named(known) ?? counted(known)
    let own = ImportedDataset(
      name: dataset.name, classNames: try study.database.classes(),
      items: known.map { .init(identifier: $0.identifier, label: $0.labelIndex, attributes: $0.attributes) },
      images: nil)
    let digest = try study.database.run(stage: ImagesStage.name, scope: .study)?.key ?? ""
    return (
      StudyImages(dataset: own, datasetIndices: Array(known.indices), items: known, contentDigest: digest), rows
    )
  }

  private func named(_ known: [StudyItem]) throws -> [Int]? {
    guard let rowNames else { return nil }
    return try RowMatching(rowNames.names, place: rowNames.place).rows(
      of: known.map(\.identifier), namedBy: study.url.path)
  }

  private func counted(_ known: [StudyItem]) throws -> [Int] {
    guard known.count == dataset.items.count else {
      let skipped = try study.database.skippedItems().count
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "\(content.sources.layers[0].place) has \(dataset.items.count) rows, but the study has \(known.count) items"
          + (skipped > 0 ? " (\(skipped) images were left out when it was made)" : "")
          + ". Give one row an item in the study's order, or name the rows with --identifiers, so that they can be matched."
      )
    }
    return Array(known.indices)
  }

  /// The rows of the recorded items in the data set. Other labels would make all results of the study wrong.
  private func matched(_ known: [StudyItem]) throws -> [Int] {
    let names = dataset.items.map(\.identifier)
    let rows = try RowMatching(names, place: "The import").rows(of: known.map(\.identifier), namedBy: study.url.path)
    let classes = try study.database.classes()
    guard let rows, classes == dataset.classNames,
      zip(known, rows).allSatisfy({ $0.labelIndex == dataset.items[$1].label })
    else {
      throw StudyPipelineError(
        kind: .badInput,
        description: "The study \(options.study.path) was made of other items or labels. Leave --labels, --images and "
          + "--attributes out to add a model to it, or give another folder with --study.")
    }
    return rows
  }
}
