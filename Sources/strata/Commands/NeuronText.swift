import Foundation
import StudyPipeline
import StudyStore

/// Neurons as JSON, as a table of layers, and as a line for each.
struct NeuronText {
  /// What `--json` prints.
  struct Document: Encodable {
    struct Layer: Encodable {
      let name: String
      let folder: String
      let neurons: NeuronDocument
    }
    let layers: [Layer]
  }

  private static let nameWidth = 32

  private let layers: [StudyNeurons.Layer]
  private let classes: [String]

  init(_ layers: [StudyNeurons.Layer], classes: [String]) { (self.layers, self.classes) = (layers, classes) }

  var document: Document {
    Document(layers: layers.map { .init(name: $0.layer.name, folder: $0.layer.folder, neurons: $0.document) })
  }

  var table: String {
    var table = TextTable(columns: [
      ("layer", .left), ("neurons", .right), ("constant", .right), ("stress", .right), ("trust", .right),
      ("groups", .right), ("silh.", .right), ("forests", .right), ("together", .right), ("shuffled", .right),
      ("p", .right),
    ])
    for layer in layers {
      let document = layer.document
      let map = document.projections.first
      let stress = document.projections.first { $0.name == "mds" }?.measures["normalizedStress"]
      table.add([
        Self.shortened(layer.layer.name), "\(document.neuronCount)", "\(document.constant.count)", Self.number(stress),
        Self.number(map?.measures["trustworthiness"]),
        document.clusters.count == 0 ? "–" : "\(document.clusters.count)",
        document.clusters.count == 0 ? "–" : Self.number(document.clusters.silhouette),
        Self.number(Self.mean(document.forests.compactMap(\.balancedAccuracy))),
        Self.number(document.specialization?.value), Self.number(document.specialization?.expected),
        Self.number(document.specialization?.pValue),
      ])
    }
    let values = layers.contains { $0.document.groups != nil } ? "\n\n" + valueTable : ""
    return table.text + values + "\n\n" + legend
  }

  /// The values of a column, where neurons tell those: few enough for a line each.
  private var valueTable: String {
    var table = TextTable(columns: [
      ("layer", .left), ("value", .left), ("images", .right), ("neurons", .right), ("accuracy", .right),
      ("baseline", .right), ("balanced", .right), ("together", .right), ("p", .right),
    ])
    for layer in layers {
      for (place, forest) in layer.document.forests.enumerated() {
        let own = layer.document.specialization?.classes.first { $0.classIndex == forest.classIndex }
        table.add([
          place == 0 ? Self.shortened(layer.layer.name) : "",
          Self.shortened(name(forest.classIndex, of: layer.document), to: 18), "\(forest.itemCount)",
          "\(layer.document.bestClass?.count { $0 == forest.classIndex } ?? 0)", Self.number(forest.accuracy),
          Self.number(forest.baseline), Self.number(forest.balancedAccuracy), Self.number(own?.value),
          Self.number(own?.pValue),
        ])
      }
    }
    return table.text
  }

  private var legend: String {
    guard let column = layers.first?.document.groups?.column else {
      return """
        forests: mean balanced accuracy of telling a class from the rest, on images held out
        together: share of the nearest neurons that tell the same class best; shuffled: that of shuffled
        classes; p: how often a shuffle comes as far
        """
    }
    return """
      forests, accuracy: of telling a value of \(Self.shortened(column)) from the rest, on images held out
      balanced: mean of both sides' accuracy; baseline: of always naming the larger side
      neurons: those that tell the value best; together: share of their nearest neurons that do, too
      shuffled: that of shuffled values; p: how often a shuffle comes as far
      """
  }

  private static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  var csv: String {
    let told = layers.contains { $0.document.groups != nil } ? "value" : "class"
    var lines = [CSVText.line(["layer", "neuron", "constant", "mean_activation", "group", told, "score"])]
    for layer in layers {
      let constant = Set(layer.document.constant)
      for neuron in 0..<layer.document.neuronCount {
        let group = layer.document.clusters.ofNeuron[neuron]
        lines.append(
          CSVText.line([
            layer.layer.name, "\(neuron)", constant.contains(neuron) ? "1" : "0",
            "\(layer.document.meanActivation[neuron])", group < 0 ? "" : "\(group)",
            best(layer.document, neuron), layer.document.bestScore.map { "\($0[neuron])" } ?? "",
          ]))
      }
    }
    return lines.joined(separator: "\n")
  }

  private func best(_ document: NeuronDocument, _ neuron: Int) -> String {
    guard let index = document.bestClass?[neuron], index >= 0 else { return "" }
    return name(index, of: document)
  }

  private func name(_ index: Int, of document: NeuronDocument) -> String {
    let names = document.groups?.values ?? classes
    return names.indices.contains(index) ? names[index] : "\(index)"
  }

  private static func number(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "–" }

  private static func shortened(_ name: String, to width: Int = nameWidth) -> String {
    name.count > width ? "…" + name.suffix(width - 1) : name
  }
}
