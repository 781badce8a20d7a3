import Foundation
import StudyPipeline
import StudyServer
import StudyStore

extension ExportContext {
  /// Groups of more values are no table any more; the page offers none.
  private static let mostGroups = 20

  /// What networks say about the images, and what was found out about networks: predictions, suspects, emergence, zones,
  /// groups, cues.
  func modelEntries() async throws -> [PackEntry] {
    var entries: [PackEntry] = []
    for (place, model) in description.models.enumerated() {
      try progressed("reports", place, of: description.models.count, layer: model.name)
      let base = "/api/models/\(model.folder)"
      if has(.predictions), let entry = try predictionEntry(of: model.folder, base) { entries.append(entry) }
      guard has(.labels) else { continue }
      var files: [PackFile] = []
      if let told = try await json("\(base)/emergence") {
        files.append(try PackFile("/emergence", json: sampledEmergence(told)))
      }
      if let told = try await json("\(base)/zones") { files.append(try PackFile("/zones", json: sampledZones(told))) }
      if has(.predictions) {
        if let told = try await json("\(base)/suspects") {
          files.append(try PackFile("/suspects", json: sampledSuspects(told)))
        }
        if let told = try await json("\(base)/confusion") { files.append(try PackFile("/confusion", json: told)) }
        files += try await groupFiles(of: model, base)
      }
      if !files.isEmpty { entries.append(PackEntry(name: base, files: files)) }
    }
    return entries
  }

  private func predictionEntry(of model: String, _ base: String) throws -> PackEntry? {
    guard var columns = try study.database.predictionColumns(ofModel: model) else { return nil }
    columns.classIndex = sample.selected(columns.classIndex)
    columns.probability = sample.selected(columns.probability)
    columns.labelIndex = has(.labels) ? sample.selected(columns.labelIndex) : sample.rows.map { _ in -1 }
    columns.correct = has(.labels) ? sample.selected(columns.correct) : sample.rows.map { _ in -1 }
    columns.top5.classIndex = sample.selected(columns.top5.classIndex)
    columns.top5.probability = sample.selected(columns.top5.probability)
    return PackEntry(name: "\(base)/predictions", files: [try PackFile("", json: columns)])
  }

  private func sampledEmergence(_ told: JSONValue) -> JSONValue {
    var told = told
    told["images"] = told["images"].map { .array(sample.selected($0.elements)) }
    return told
  }

  private func sampledZones(_ told: JSONValue) -> JSONValue {
    var told = told
    told.edit("zones") { zone in
      var zone = zone
      zone["images"] = zone["images"]?.items(in: sample)
      return zone["images"]?.elements.isEmpty == true ? nil : zone
    }
    return told
  }

  private func sampledSuspects(_ told: JSONValue) -> JSONValue {
    var told = told
    told["labelScores"] = told["labelScores"].map {
      $0.elements.count == sample.total ? .array(sample.selected($0.elements)) : $0
    }
    told.edit("suspects") { suspect in
      guard let row = suspect["item"]?.integerValue, let place = sample.place(of: row) else { return nil }
      var suspect = suspect
      suspect["item"] = .integer(place)
      if !has(.names) { suspect["identifier"] = .string("image \(place)") }
      suspect.edit("findings") { finding in
        var finding = finding
        finding["evidence"] = finding["evidence"]?.items(in: sample)
        return finding
      }
      return suspect
    }
    return told
  }

  /// Groups by every column that the page offers, in each layer, and which columns are cues.
  private func groupFiles(of model: ModelDescription, _ base: String) async throws -> [PackFile] {
    let columns = (has(.attributes) ? try study.database.itemColumns().attributes : [:])
      .filter { (2...Self.mostGroups).contains(Set($0.value).count) }.keys.sorted()
    let offered = columns + ((2...Self.mostGroups).contains(description.classes.count) ? ["label"] : [])
    guard !offered.isEmpty else { return [] }
    var files: [PackFile] = []
    if let told = try await json("\(base)/audit") {
      var told = told
      if !has(.attributes) { told["columns"] = .array([]) }
      files.append(try PackFile("/audit", json: told))
    }
    for column in offered {
      for layer in model.layers where !layer.embeddings.isEmpty {
        let query = "by=\(column.inQuery)&layer=\(layer.folder.inQuery)"
        do {
          guard let told = try await json("\(base)/groups?\(query)") else { continue }
          files.append(try PackFile("/groups?by=\(column)&layer=\(layer.folder)", json: told))
        } catch let error as StudyServerError where error.kind == .badInput {
          // The live page is told the same reason: too few images have a value.
          break
        }
      }
    }
    return files
  }
}

extension String {
  /// As it can stand in a query.
  var inQuery: String {
    addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(CharacterSet(charactersIn: "-._~"))) ?? self
  }
}
