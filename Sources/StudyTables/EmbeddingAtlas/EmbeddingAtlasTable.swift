public import Foundation
import ImageDatasets
import NumericKernels
import StudyPipeline
public import StudyStore

/// A table that Apple's Embedding Atlas shows (JSON lines, which keep the nested lists of neighbors):
///
///     embedding-atlas FILE.jsonl --x x --y y --neighbors neighbors --text identifier --disable-projection
///
/// Each line has what ``StudyPointTable`` knows of an image, and besides `x` and `y`, the map that is shown, `neighbors` with
/// `ids` (rows, nearest first) and `distances` of the 15 nearest images in its layer, and `image`, the thumbnail as a data URL.
public struct EmbeddingAtlasTable: Sendable {
  /// Neighbors of an image that are written.
  public static let neighborCount = 15

  private let study: Study
  private let choice: ExportChoice

  /// Prepares; nothing is read yet.
  public init(_ study: Study, choice: ExportChoice) { (self.study, self.choice) = (study, choice) }

  /// Writes the file, which appears under its name when it is whole; an older one is replaced. The map is the first embedding of two
  /// dimensions of the last chosen layer.
  /// - Returns: the map that `x` and `y` are, such as `googlenet/16-inception_5b/umap-2d`.
  /// - Throws: as ``ExportChoice/chosenLayers(of:)``; `badInput` when no chosen layer has an embedding of two dimensions.
  /// - Complexity: O(images × columns).
  @discardableResult
  public func write(to url: URL) throws -> String {
    let table = try StudyPointTable(study, choice: choice).table()
    let map = try self.map()
    guard case .real(let x)? = table["\(map.path)/x"], case .real(let y)? = table["\(map.path)/y"] else {
      throw StudyPipelineError(kind: .internalFault, description: "The map \(map.path) is not in the table.")
    }
    let neighbors = try Neighbors(study, map.layer)
    let pictures = choice.without.contains(.images) ? nil : try thumbnails()
    let file = try OutputFile(url)
    for row in 0..<table.rowCount {
      var fields = [("x", Self.number(x[row])), ("y", Self.number(y[row]))]
      fields += try table.columns.filter { !["x", "y", "neighbors", "image"].contains($0.name) }
        .map { ($0.name, try Self.json($0, row)) }
      if let neighbors { fields.append(("neighbors", neighbors.json(row))) }
      if let pictures, row < pictures.count { fields.append(("image", try Self.text(pictures[row]))) }
      try file.append("{" + fields.map { "\(try Self.text($0)):\($1)" }.joined(separator: ",") + "}\n")
    }
    try file.finish()
    return map.path
  }

  private func map() throws -> (layer: ChosenLayer, path: String) {
    for chosen in try choice.chosenLayers(of: study).reversed() {
      for name in chosen.embeddings {
        let artifact = try study.database.artifact(
          .embedding, name: name, layer: chosen.layer.folder, of: chosen.model.folder)
        if artifact?.shape.last == 2 { return (chosen, "\(chosen.path)/\(name)") }
      }
    }
    throw StudyPipelineError(
      kind: .badInput,
      description:
        "None of the chosen layers has an embedding of two dimensions, which Embedding Atlas shows. Choose others "
        + "with --layers and --embeddings, or make one with strata analyze --embed umap-2d.")
  }

  private func thumbnails() throws -> [String]? {
    var pictures: [String] = []
    let count = try study.forEachThumbnail(check: {}) { picture in
      pictures.append("data:image/jpeg;base64," + (try picture.jpegData(quality: 85)).base64EncodedString())
    }
    return count.map { _ in pictures }
  }

  private struct Neighbors {
    let indices: [Int32]
    let distances: [Float]
    let stored: Int

    init?(_ study: Study, _ chosen: ChosenLayer) throws {
      let (layer, model) = (chosen.layer.folder, chosen.model.folder)
      guard let first = try study.file(.neighbors, layer: layer, of: model),
        let second = try study.file(.neighborDistances, layer: layer, of: model)
      else { return nil }
      let file = try NPYFile(contentsOf: first)
      (indices, stored) = (try file.int32Elements(), file.header.shape.last ?? 0)
      distances = try NPYFile(contentsOf: second).floatElements()
    }

    func json(_ row: Int) -> String {
      let range = row * stored..<row * stored + min(stored, EmbeddingAtlasTable.neighborCount)
      let ids = indices[range].map(String.init).joined(separator: ",")
      return "{\"ids\":[\(ids)],\"distances\":[\(distances[range].map { "\($0)" }.joined(separator: ","))]}"
    }
  }

  private static func json(_ column: TableColumn, _ row: Int) throws -> String {
    switch column.values {
    case .text(let values): try values[row].map(text) ?? "null"
    case .real(let values): number(values[row])
    case .integer, .truth: column.text(row) ?? "null"
    }
  }

  /// JSON has no infinities.
  private static func number(_ value: Float?) -> String { value.flatMap { $0.isFinite ? "\($0)" : nil } ?? "null" }

  private static func text(_ text: String) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    // Fragments such as a bare text are no document for older encoders; an array around them always is.
    return String(decoding: try encoder.encode([text]).dropFirst().dropLast(), as: UTF8.self)
  }
}
