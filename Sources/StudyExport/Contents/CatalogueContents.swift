import Foundation
import StudyPipeline
import StudyStore

/// The catalogue of an exported page: the study as a server tells it, without what is left out, and with what the page is.
struct ExportedStudy: Encodable {
  private enum CodingKeys: CodingKey { case export }

  /// What the page says of itself.
  struct Export: Encodable {
    /// What the page holds, and how exactly, in sentences.
    var statements: [String]
    /// What was left out, and why.
    var left: [String]
    /// Images of the study, those that are not in the page included.
    var itemCount: Int
    /// Neighbours that are kept of each image.
    var neighborCount: Int
  }

  var description: StudyDescription
  var export: Export

  func encode(to encoder: any Encoder) throws {
    try description.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(export, forKey: .export)
  }
}

extension ExportContext {
  /// Measures that need no label.
  private static let unlabeledMetrics = [
    "trustworthiness.", "continuity.", "preservation.", "intrinsicDimension", "effectiveRank",
  ]

  /// The study as the page tells it.
  func exportedDescription(thumbnails: ThumbnailSheets?) throws -> StudyDescription {
    var told = description
    told.itemCount = sample.rows.count
    told.thumbnails = has(.images) ? thumbnails : nil
    if !has(.names) { told.name = "study" }
    if !has(.attributes) { told.attributes = [] }
    if !has(.labels) { (told.classes, told.hierarchies) = ([], []) }
    for model in told.models.indices {
      if !has(.predictions) { told.models[model].hasPredictions = false }
      told.models[model].accuracy =
        has(.predictions) && has(.labels) ? try accuracy(of: told.models[model]) : nil
      for layer in told.models[model].layers.indices { edit(&told.models[model].layers[layer]) }
    }
    return told
  }

  /// How often a network is right about the images that take part. Whether a label is among the first five is only known of all.
  private func accuracy(of model: ModelDescription) throws -> ModelAccuracy? {
    guard var accuracy = model.accuracy, !sample.isWhole,
      let columns = try study.database.predictionColumns(ofModel: model.folder)
    else { return model.accuracy }
    let labels = sample.selected(try study.database.itemLabels())
    let scored = zip(sample.selected(columns.correct), labels).filter { $0.0 >= 0 }
    accuracy.counted = scored.count
    accuracy.unmatched = labels.count { $0 >= 0 } - scored.count
    accuracy.top1 = scored.isEmpty ? nil : Double(scored.count { $0.0 == 1 }) / Double(scored.count)
    accuracy.top5 = nil
    return accuracy
  }

  private func edit(_ layer: inout LayerDescription) {
    (layer.status, layer.stage) = (layer.embeddings.isEmpty ? .pending : .ready, nil)
    if !has(.labels) {
      layer.classMetrics = [:]
      layer.metrics = layer.metrics.filter { name, _ in Self.unlabeledMetrics.contains { name.hasPrefix($0) } }
    }
    if !has(.neurons) { layer.hasNeurons = false }
    if !has(.features) { layer.features = 0 }
    if !has(.atlases) { layer.hasAtlas = false }
    for place in layer.embeddings.indices {
      layer.embeddings[place].rows = sample.rows.count
      if !has(.names) {
        layer.embeddings[place].parameters = layer.embeddings[place].parameters.filter { !$0.value.holdsPath }
      }
    }
  }

  /// The list of images, and their labels alone.
  func itemEntry() throws -> PackEntry {
    let all = try study.database.itemColumns()
    var columns = all
    columns.identifiers = has(.names) ? sample.selected(all.identifiers) : sample.rows.indices.map { "image \($0)" }
    columns.labels = has(.labels) ? sample.selected(all.labels) : sample.rows.map { _ in -1 }
    columns.attributes = has(.attributes) ? all.attributes.mapValues(sample.selected) : [:]
    let labels = columns.labels.map(Int32.init)
    return PackEntry(
      name: "/api/items",
      files: [
        try PackFile("", json: columns), PackFile("/labels", .integers(labels, shape: [labels.count])),
      ])
  }

  /// What readers have kept, as far as it is about images that take part.
  func annotationEntry() async throws -> PackEntry? {
    guard has(.annotations), has(.names), var told = try await json("/api/annotations") else { return nil }
    for kind in ["selections", "handles"] {
      told.edit(kind) { entry in
        var entry = entry
        entry["items"] = entry["items"]?.items(in: sample)
        return entry["items"]?.elements.isEmpty == true ? nil : entry
      }
    }
    told.edit("decisions") { entry in
      guard has(.labels), let row = entry["name"]?.stringValue.flatMap(Int.init), let place = sample.place(of: row)
      else { return nil }
      var entry = entry
      entry["name"] = .string(String(place))
      return entry
    }
    return PackEntry(name: "/api/annotations", files: [try PackFile("", json: told)])
  }

  /// How alike layers are, by every measure that the study has.
  func likenessEntry() async throws -> PackEntry? {
    guard let plain = try await json("/api/likeness") else { return nil }
    var files = [try PackFile("", json: plain)]
    for measure in ["cka", "procrustes", "neighbors"] {
      guard let told = try await json("/api/likeness?measure=\(measure)") else { continue }
      // A program that knows one measure only answers with it, whatever is asked for.
      if measure == "cka" || told["measure"] != plain["measure"] {
        files.append(try PackFile("?measure=\(measure)", json: told))
      }
    }
    return PackEntry(name: "/api/likeness", files: files)
  }
}

extension ParameterPair {
  /// Whether one of the two is the name of a file.
  fileprivate var holdsPath: Bool {
    [requested, effective].contains { $0.stringValue?.contains("/") ?? false }
  }
}
