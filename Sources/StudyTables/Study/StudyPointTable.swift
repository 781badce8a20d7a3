import EmbeddingMethods
import NeighborSearch
import NumericKernels
import StudyPipeline
public import StudyStore

/// Everything that a study knows of single images as a table: one row an image, in the order of the study's arrays.
///
/// The columns, in this order (`M` is the folder of a network, `L` that of a layer, `E` the name of an embedding):
/// - `item`: the row in every array of the study, from 0.
/// - `identifier`, `path`: what the image is called, and where it is.
/// - `label`, and the further columns of the manifest under their own names, or `attribute/NAME` where a name is taken.
/// - `M/predicted`, `M/probability`, `M/correct`: what the network says first. `correct` has no value where there is no label, or
///   no output for it.
/// - `M/suspect_score`, `M/suspect_reason`: of images that deserve a look.
/// - `M/L/neighborhood_hit`: the share of the six nearest images in the layer with the same label.
/// - `M/L/E/x`, `y`, `z` in up to three dimensions, else `M/L/E/1`, `2`, …; `M/L/E/trust`.
/// - `decision`, `decision_label`: what people decided about suspects; `selection/NAME`: whether an image is in a selection.
public struct StudyPointTable: Sendable {
  private static let hitNeighborCount = 6

  private let study: Study
  private let choice: ExportChoice

  /// Prepares; nothing is read yet.
  public init(_ study: Study, choice: ExportChoice) { (self.study, self.choice) = (study, choice) }

  /// Reads the table. O(images × columns).
  /// - Throws: as ``ExportChoice/chosenLayers(of:)``; errors of the study's files.
  public func table() throws -> PointTable {
    let layers = try choice.chosenLayers(of: study)
    var columns = try described()
    let labels = try study.database.items().map(\.labelIndex)
    for model in try choice.models(of: study) {
      columns += try self.columns(of: model)
      for layer in layers where layer.model.folder == model.folder {
        columns += try hits(in: layer, labels: labels)
        for embedding in layer.embeddings { columns += try coordinates(embedding, in: layer) }
      }
    }
    if !choice.without.contains(.annotations) { columns += try annotations(count: labels.count) }
    return PointTable(rowCount: labels.count, columns: Self.distinct(columns))
  }

  /// What the images are: everything but what a network made of them.
  func described() throws -> [TableColumn] {
    let items = try study.database.items()
    let classes = try study.database.classes()
    var columns = [TableColumn("item", .integer(items.indices.map { Int32($0) }))]
    if !choice.without.contains(.names) {
      columns.append(TableColumn("identifier", .text(items.map(\.identifier))))
      let paths = items.map(\.sourcePath)
      if paths.contains(where: { $0 != nil }) { columns.append(TableColumn("path", .text(paths))) }
    }
    columns.append(TableColumn("label", .text(items.map { $0.labelIndex.map { classes[$0] } })))
    guard !choice.without.contains(.attributes) else { return columns }
    let own = Set(["item", "identifier", "path", "label", "decision", "decision_label"])
    return columns
      + (try study.description().attributes.map { name in
        let isTaken = own.contains(name) || name.contains("/")
        return TableColumn(
          isTaken ? "attribute/\(name)" : name,
          .text(items.map { item in item.attributes[name].flatMap { $0.isEmpty ? nil : $0 } }))
      })
  }

  /// What a network says of each image.
  func columns(of model: StudyModel) throws -> [TableColumn] {
    var columns: [TableColumn] = []
    if let said = try study.database.predictionColumns(ofModel: model.folder) {
      let classes = try study.database.classes()
      let names = said.classIndex.indices.map { item in
        Self.name(ofOutput: said.classIndex[item], label: said.labelIndex[item], model, classes)
      }
      columns += [
        TableColumn("\(model.folder)/predicted", .text(names)),
        TableColumn(
          "\(model.folder)/probability", .real(zip(said.classIndex, said.probability).map { $0 < 0 ? nil : $1 })),
        TableColumn("\(model.folder)/correct", .truth(said.correct.map { $0 < 0 ? nil : $0 == 1 })),
      ]
    }
    if let report = try SuspectReport.stored(study, model: model.folder) {
      var scores = [Float?](repeating: nil, count: report.labelScores.count)
      var reasons = [String?](repeating: nil, count: scores.count)
      for entry in report.suspects { (scores[entry.item], reasons[entry.item]) = (Float(entry.score), entry.reason) }
      columns.append(TableColumn("\(model.folder)/suspect_score", .real(scores)))
      columns.append(TableColumn("\(model.folder)/suspect_reason", .text(reasons)))
    }
    return columns
  }

  static func name(ofOutput output: Int, label: Int, _ model: StudyModel, _ classes: [String]) -> String? {
    guard output >= 0 else { return nil }
    if classes.indices.contains(label) { return classes[label] }
    return model.outputClasses.indices.contains(output) ? model.outputClasses[output].name : "output \(output)"
  }

  private func hits(in chosen: ChosenLayer, labels: [Int?]) throws -> [TableColumn] {
    let (layer, model) = (chosen.layer.folder, chosen.model.folder)
    guard labels.contains(where: { $0 != nil }), let indices = try study.file(.neighbors, layer: layer, of: model),
      let distances = try study.file(.neighborDistances, layer: layer, of: model)
    else { return [] }
    let file = try NPYFile(contentsOf: indices)
    let count = file.header.shape.last ?? 0
    let graph = try NeighborGraph(
      rowCount: labels.count, neighborCount: count, indices: file.int32Elements(),
      distances: NPYFile(contentsOf: distances).floatElements())
    let hit = try NeighborhoodHit(graph, labels: labels, neighborCount: Self.hitNeighborCount)
    return [TableColumn("\(chosen.path)/neighborhood_hit", .real(hit.perPoint.map { $0.map { Float($0) } }))]
  }

  private func coordinates(_ embedding: String, in chosen: ChosenLayer) throws -> [TableColumn] {
    let (layer, model) = (chosen.layer.folder, chosen.model.folder)
    guard let url = try study.file(.embedding, name: embedding, layer: layer, of: model) else { return [] }
    let matrix = try NPYFile(contentsOf: url).matrix()
    let path = "\(chosen.path)/\(embedding)"
    var columns = (0..<matrix.columnCount).map { column in
      TableColumn.real(
        "\(path)/\(Self.axis(column, of: matrix.columnCount))",
        (0..<matrix.rowCount).map { matrix[$0, column] })
    }
    if let trust = try study.file(.embeddingTrust, name: embedding, layer: layer, of: model) {
      columns.append(.real("\(path)/trust", try NPYFile(contentsOf: trust).floatElements()))
    }
    return columns
  }

  static func axis(_ column: Int, of count: Int) -> String { count <= 3 ? ["x", "y", "z"][column] : "\(column + 1)" }

  private func annotations(count: Int) throws -> [TableColumn] {
    var columns: [TableColumn] = []
    let decisions = try SuspectDecision.all(study)
    if !decisions.isEmpty {
      columns.append(TableColumn("decision", .text((0..<count).map { decisions[$0]?.verdict.rawValue })))
      columns.append(TableColumn("decision_label", .text((0..<count).map { decisions[$0]?.label })))
    }
    let selections = try SavedSelections(study)
    for name in selections.names {
      let items = Set(try selections.items(named: name))
      columns.append(TableColumn("selection/\(name)", .truth((0..<count).map { items.contains($0) })))
    }
    return columns
  }

  /// Names that occur twice get a number; only an attribute can bring that about.
  private static func distinct(_ columns: [TableColumn]) -> [TableColumn] {
    var taken = Set<String>()
    return columns.map { column in
      var (name, number) = (column.name, 2)
      while !taken.insert(name).inserted { (name, number) = ("\(column.name) (\(number))", number + 1) }
      return TableColumn(name, column.values)
    }
  }
}
