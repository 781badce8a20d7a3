import Foundation
import StudyPipeline

/// What `strata atlas` prints.
struct AtlasText {
  private struct Report: Encodable {
    var layers: [AtlasDocument]
  }

  private let layers: [StudyAtlas.Layer]

  init(_ layers: [StudyAtlas.Layer]) { self.layers = layers }

  var document: some Encodable { Report(layers: layers.map(\.document)) }

  /// A line a layer, and what its columns mean.
  var table: String {
    var table = TextTable(columns: [
      ("layer", .left), ("activations", .right), ("grid", .right), ("cells", .right), ("left out", .right),
      ("trustworthiness", .right), ("cosine", .right), ("classes", .right),
    ])
    for layer in layers.map(\.document) {
      let inside = layer.cells.reduce(0) { $0 + $1.activationCount }
      let classes = Set(layer.cells.compactMap { $0.classes.first?.class })
      table.add([
        layer.layer, "\(layer.activationCount)", "\(layer.columns) x \(layer.rows)", "\(layer.cells.count)",
        "\(layer.activationCount - inside)", String(format: "%.3f", layer.trustworthiness), cosine(layer.cells),
        classes.isEmpty ? "–" : "\(classes.count)",
      ])
    }
    return table.text + """


      left out: activations in cells that hold too few; trustworthiness: of the layout, among 15 neighbours;
      cosine: between what the layer answers to a cell's picture and the cell's mean, the median;
      classes: how many are the first of some cell.

      """ + layers.map { "\($0.document.layer): \($0.folder.path)" }.joined(separator: "\n")
  }

  private func cosine(_ cells: [AtlasDocument.Cell]) -> String {
    let sorted = cells.compactMap(\.cosine).sorted()
    return sorted.isEmpty ? "–" : String(format: "%.2f", sorted[sorted.count / 2])
  }
}
