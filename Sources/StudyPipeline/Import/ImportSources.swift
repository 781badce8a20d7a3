import ArrayArchives
import Foundation
import NumericKernels
import StudyStore

/// Labels as texts; nil for none.
struct ImportedLabels {
  /// What messages call them.
  let place: String
  var values: [String?]
  /// The names of all labels in order, where they are known.
  var classes: [String]?
}

/// The files with arrays, opened: layers, and what they say of the items besides.
struct ImportSources {
  private(set) var layers: [ImportedArray] = []
  private(set) var identifiers: [String]?
  private(set) var labels: ImportedLabels?
  private(set) var attributes: [(name: String, values: [String])] = []
  private(set) var predictions: ImportedPredictions?
  private(set) var modelName: String?
  private(set) var remarks: [String] = []
  /// The names of all arrays, those that are not wanted included.
  private var offered: [String] = []
  private let wanted: [String]

  /// Opens all files; of arrays only headers are read, but CSV files whole.
  /// - Throws: errors naming the file: what it is and what was expected.
  init(_ options: ImportOptions) throws {
    wanted = options.layers
    for url in options.arrays {
      switch url.pathExtension.lowercased() {
      case "npy": try addArray(url)
      case "npz": try addArchive(url, options)
      case "csv", "tsv", "txt": try addTable(url, options)
      default:
        throw StudyPipelineError(
          kind: .badInput,
          description:
            "\(url.path) is no array. Give files that end in .npy, .npz or .csv; others can be converted with "
            + "numpy.save.")
      }
    }
    try choose()
    try requireSameRows()
  }

  /// Whether a name is that of a layer's activations in an archive that `strata export` wrote.
  static func exportedLayer(_ name: String) -> (model: String, layer: String)? {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, parts[2] == "activations" else { return nil }
    return (parts[0], parts[1].replacing(/^\d{2,}-/, with: ""))
  }

  private mutating func addArray(_ url: URL) throws {
    let file = try NPYFile(contentsOf: url)
    offered.append(url.deletingPathExtension().lastPathComponent)
    layers.append(
      try ImportedArray(
        name: url.deletingPathExtension().lastPathComponent, place: url.path,
        contentKey: try ContentHash.ofFile(at: url), storage: .file(file)))
  }

  private mutating func addTable(_ url: URL, _ options: ImportOptions) throws {
    let table = try FeatureTable(contentsOf: url, columns: options.columns, labelColumn: options.labelColumn)
    remarks += table.remarks
    offered.append(url.deletingPathExtension().lastPathComponent)
    let key = try ContentHash.ofFile(at: url) + " " + table.featureNames.joined(separator: "\u{1F}")
    layers.append(
      try ImportedArray(
        name: url.deletingPathExtension().lastPathComponent, place: url.path, contentKey: key,
        storage: .table(table.features, lines: table.lines, columns: table.featureNames)))
    for (name, values) in table.texts {
      if name.lowercased() == (options.labelColumn ?? "label").lowercased() {
        labels = labels ?? ImportedLabels(place: url.path, values: values.map { $0.isEmpty ? nil : $0 })
      } else if FeatureTable.identifierColumns.contains(name.lowercased()) {
        identifiers = identifiers ?? values
      } else if !name.isEmpty, !attributes.contains(where: { $0.name == name }) {
        attributes.append((name, values))
      }
    }
    if let wanted = options.labelColumn, labels == nil {
      throw StudyPipelineError(
        kind: .badInput,
        description: "\(url.path) has no column \(wanted). Its columns that are no features are: "
          + "\(table.texts.map(\.name).joined(separator: ", ")).")
    }
  }

  private mutating func addArchive(_ url: URL, _ options: ImportOptions) throws {
    let archive = try NPZArchive(contentsOf: url)
    let key = try ContentHash.ofFile(at: url)
    let exported = archive.names.compactMap { name in Self.exportedLayer(name).map { (name: name, place: $0) } }
    guard exported.isEmpty else {
      try addExported(archive, exported, key: key, options)
      return
    }
    var others: [String] = []
    for name in archive.names {
      guard try !archive.isText(name), try archive.header(of: name).shape.count == 2 else {
        others.append(name)
        continue
      }
      try add(archive, name, as: name, key: key)
    }
    guard others.count < archive.names.count else {
      throw StudyPipelineError(
        kind: .badInput,
        description: "\(url.path) has no array of two dimensions, one row an item. It has: "
          + "\(archive.names.joined(separator: ", ")). Reshape them with array.reshape(len(array), -1).")
    }
    try addDescriptions(archive)
    let left = others.filter { !["labels", "classes", "identifiers"].contains($0) && !$0.hasPrefix("attributes/") }
    if !left.isEmpty {
      remarks.append(
        "\(url.lastPathComponent): \(left.joined(separator: ", ")) \(left.count == 1 ? "is" : "are") no layer, as only arrays of "
          + "two dimensions are.")
    }
  }

  /// Adds an array of an archive, unless it is not wanted: unpacking it could take long.
  private mutating func add(_ archive: NPZArchive, _ name: String, as layer: String, key: String) throws {
    offered.append(layer)
    guard wanted.isEmpty || wanted.contains(where: { Self.matches(layer, $0) }) else { return }
    let array = try archive.array(name, unpackingInto: FileManager.default.temporaryDirectory)
    layers.append(
      try ImportedArray(
        name: layer, place: archive.place(of: name), contentKey: "\(key) \(name)", storage: .file(array)))
  }

  /// An archive of `strata export`: the layers of one network, with labels, names and predictions.
  private mutating func addExported(
    _ archive: NPZArchive, _ exported: [(name: String, place: (model: String, layer: String))], key: String,
    _ options: ImportOptions
  ) throws {
    let models = exported.map(\.place.model).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    let chosen = options.modelName.map(StudyPaths.folderName(for:)).flatMap { models.contains($0) ? $0 : nil }
    guard let model = chosen ?? (models.count == 1 ? models[0] : nil) else {
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "\(archive.url.path) holds layers of several networks: \(models.joined(separator: ", ")). Import one at a "
          + "time, by its name, with --model.")
    }
    modelName = modelName ?? model
    for (name, place) in exported where place.model == model { try add(archive, name, as: place.layer, key: key) }
    try addDescriptions(archive)
    predictions = try predictions ?? ImportedPredictions(archive, model: model)
  }

  private mutating func addDescriptions(_ archive: NPZArchive) throws {
    if identifiers == nil, archive.names.contains("identifiers"), try archive.isText("identifiers") {
      identifiers = try archive.texts("identifiers")
    }
    if labels == nil, archive.names.contains("labels") {
      var found = try ImportedLabels(archive, "labels")
      if archive.names.contains("classes"), try archive.isText("classes"), try !archive.isText("labels") {
        try found.name(with: archive.texts("classes"), place: archive.place(of: "classes"))
      }
      labels = found
    }
    for name in archive.names where name.hasPrefix("attributes/") {
      guard try archive.isText(name) else { continue }
      attributes.append((String(name.dropFirst("attributes/".count)), try archive.texts(name)))
    }
  }

  private static func matches(_ name: String, _ pattern: String) -> Bool {
    pattern == name || fnmatch(pattern, name, 0) == 0
  }

  /// Keeps the layers that patterns name, in the order of the patterns.
  private mutating func choose() throws {
    if !wanted.isEmpty {
      let all = layers
      layers = []
      for pattern in wanted {
        let found = all.filter { Self.matches($0.name, pattern) }
        guard !found.isEmpty else {
          throw StudyPipelineError(
            kind: .badInput,
            description: "There is no array \(pattern). There are: \(offered.joined(separator: ", ")).")
        }
        layers += found.filter { array in !layers.contains { $0.place == array.place } }
      }
    }
    var places: [String: String] = [:]
    for layer in layers {
      if let other = places.updateValue(layer.place, forKey: layer.name) {
        throw StudyPipelineError(
          kind: .badInput,
          description: "\(other) and \(layer.place) would both be the layer \(layer.name). Rename one of the files, or "
            + "import them as two models with --model.")
      }
    }
  }

  private func requireSameRows() throws {
    guard let first = layers.first else { return }
    for layer in layers where layer.rowCount != first.rowCount {
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "\(layer.place) has \(layer.rowCount) rows, but \(first.place) has \(first.rowCount). Row i of every array "
          + "must be the same item.")
    }
  }
}
