import Foundation
import NumericKernels
import StudyPipeline
import StudyServer
import StudyStore

extension ExportContext {
  private static let scoreLevels = 65_535

  /// What is known of the neurons of every layer: reports by label and by column, maps, scores, what silencing costs.
  func neuronEntries() async throws -> [PackEntry] {
    var entries: [PackEntry] = []
    for (place, (model, layer)) in layers.enumerated() where layer.hasNeurons {
      try progressed("neurons", place, of: layers.count, layer: layer.name)
      let address = Self.address(model, layer) + "/neurons"
      guard let told = try await json(address) else { continue }
      let columns = has(.attributes) ? told["columns"]?.elements.compactMap(\.stringValue) ?? [] : []
      let files = NeuronFiles(study, model: model.folder, layer: layer.folder)
      var kept = [try PackFile("", json: has(.labels) ? edited(told, columns) : Self.unlabeled(edited(told, columns)))]
      for name in told["projections"]?.elements.compactMap({ $0["name"]?.stringValue }) ?? [] {
        if let url = try files.projection(name) { kept.append(try packed(url, "/projections/\(name)")) }
      }
      if has(.labels) { kept += try scoreFiles(told, files) }
      for column in columns {
        guard let told = try await json("\(address)?by=\(column.inQuery)") else { continue }
        kept.append(try PackFile("?by=\(column)", json: edited(told, columns)))
        kept += try scoreFiles(told, files, by: column)
      }
      if has(.labels), let silenced = try StudySilencing.document(study, model: model.folder, layer: layer.folder) {
        let replies = SilencingReply.all(silenced)
        if !replies.isEmpty { kept.append(try PackFile("/silencing", json: replies)) }
      }
      entries.append(PackEntry(name: address, files: kept))
    }
    return entries
  }

  private func edited(_ told: JSONValue, _ columns: [String]) -> JSONValue {
    var told = told
    told["columns"] = .array(columns.map(JSONValue.string))
    return told
  }

  /// A report as it is where nothing is known of labels.
  private static func unlabeled(_ told: JSONValue) -> JSONValue {
    var told = told
    for list in ["scores", "scoredClasses", "forests"] { told[list] = .array([]) }
    for fact in ["bestClass", "bestScore", "specialization", "groups"] { told[fact] = .null }
    return told
  }

  private func scoreFiles(_ told: JSONValue, _ files: NeuronFiles, by column: String? = nil) throws -> [PackFile] {
    try told["scores"]?.elements.compactMap { $0["name"]?.stringValue }.compactMap { name in
      try files.score(name, by: column).map {
        try packed($0, "/scores/\(name)" + (column.map { "?by=\($0)" } ?? ""))
      }
    } ?? []
  }

  /// An array about neurons. Those of neurons that never vary hold numbers that are none, and stay as they are.
  private func packed(_ url: URL, _ path: String) throws -> PackFile {
    let file = try NPYFile(contentsOf: url)
    return PackFile(path, .scaled(file.floatElements(), shape: file.header.shape, levels: Self.scoreLevels))
  }
}
