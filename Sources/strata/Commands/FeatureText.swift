import FeatureVisualization
import Foundation
import StudyPipeline

/// What `strata maximize` prints.
struct FeatureText {
  /// The images of a layer.
  struct Layer {
    let document: FeatureDocument
    let folder: URL
  }

  private struct Report: Encodable {
    var layers: [FeatureDocument]
  }

  private let layers: [Layer]

  init(_ layers: [Layer]) { self.layers = layers }

  var document: some Encodable { Report(layers: layers.map(\.document)) }

  /// A line a layer, and what did not come out as it should.
  var table: String {
    var table = TextTable(columns: [
      ("layer", .left), ("images", .right), ("above all own", .right), ("rise", .right), ("steps", .right),
      ("silent", .right),
    ])
    for layer in layers {
      let features = layer.document.features
      let ranked = features.compactMap(\.rank)
      let above = ranked.count { $0 >= 0.999 }
      let steps = features.reduce(0) { $0 + $1.stepCount } / max(1, features.count)
      table.add([
        layer.document.layer, "\(features.count)", ranked.isEmpty ? "–" : "\(above) of \(ranked.count)",
        rise(features), "\(steps)", "\(features.count { $0.outcome == .silent })",
      ])
    }
    return table.text + notes
  }

  /// How many times the largest activation among the study's images the objective is, in the middle.
  private func rise(_ features: [FeatureDocument.Feature]) -> String {
    let shares = features.compactMap { feature in
      feature.largest.flatMap { $0 > 0 ? feature.value / $0 : nil }
    }.sorted()
    return shares.isEmpty ? "–" : String(format: "%.1f ×", shares[shares.count / 2])
  }

  private var notes: String {
    var lines: [String] = []
    if layers.contains(where: { $0.document.features.contains { $0.rank != nil } }) {
      lines.append(
        "above all own: how many excite their unit more than 99.9 % of the study's images do; rise: how many")
      lines.append("times as much as the study's strongest image, the median.")
    }
    let broken = layers.flatMap(\.document.features).filter { $0.outcome == .notFinite }
    for feature in broken.prefix(5) {
      lines.append("\(feature.name): numbers that are none came up; the image is the last one before.")
    }
    for layer in layers { lines.append("\(layer.document.layer): \(layer.folder.path)") }
    return "\n\n" + lines.joined(separator: "\n")
  }
}
