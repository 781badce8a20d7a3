import ArgumentParser
import Figures
import Foundation
import NumericKernels
import StudyPipeline
import StudyStore

/// What the points of an embedding are colored by.
struct EmbeddingColors {
  /// Classes of all maps; empty for numbers.
  var classes: [String] = []
  /// What it is, for the legend and the caption.
  var title = ""
  var scale = (low: "0", high: "1")
  /// The colors of a map.
  let colors: (LayerDescription, EmbeddingDescription) throws -> MapFigure.Colors

  /// Reads what `name` says: see `--color` in the help.
  init(_ source: FigureSource, model: ModelDescription, by name: String) throws {
    let (study, description) = (source.study, source.description)
    let labels = try study.database.itemLabels().map { $0 >= 0 ? Int?(Int($0)) : nil }
    let plain =
      name.hasPrefix("group:") || name.hasPrefix("attribute:") ? String(name.drop { $0 != ":" }.dropFirst()) : name
    if name.hasPrefix("unit:") {
      self = try Self.unit(source, model, name)
    } else if let hierarchy = description.hierarchies.first(where: { $0.name == plain }) {
      let groups = labels.map { $0.flatMap { hierarchy.groupOfClass[$0] } }
      self.init(classes: hierarchy.groups, title: plain) { _, _ in .classes(groups) }
    } else if let texts = try study.database.itemColumns().attributes[plain] {
      self = Self.column(plain, texts)
    } else {
      switch plain {
      case "label": self.init(classes: description.classes) { _, _ in .classes(labels) }
      case "none": self.init { _, _ in .classes(labels.map { _ in nil }) }
      case "trust": self = Self.trust(source, model)
      case "prediction", "correctness", "confidence":
        self = try Self.prediction(plain, study, model, description.classes)
      default:
        let known = ["label", "prediction", "correctness", "confidence", "trust", "unit:CHANNEL", "none"]
        throw ValidationError(
          "Images cannot be coloured by \(plain). Possible are: "
            + (known + description.hierarchies.map(\.name) + description.attributes).joined(separator: ", ") + ".")
      }
    }
  }

  /// Other colors than ``init(_:model:by:)`` knows.
  init(
    classes: [String] = [], title: String = "", scale: (low: String, high: String) = ("0", "1"),
    colors: @escaping (LayerDescription, EmbeddingDescription) throws -> MapFigure.Colors
  ) {
    (self.classes, self.title, self.scale, self.colors) = (classes, title, scale, colors)
  }

  private static func prediction(
    _ what: String, _ study: Study, _ model: ModelDescription, _ classes: [String]
  ) throws -> EmbeddingColors {
    guard let said = try study.database.predictionColumns(ofModel: model.folder) else {
      throw ValidationError("\(model.name) has no predictions. Run strata analyze again with --classes.")
    }
    switch what {
    case "prediction":
      let predicted = said.labelIndex.map { $0 >= 0 ? Int?($0) : nil }
      return EmbeddingColors(classes: classes, title: "prediction") { _, _ in .classes(predicted) }
    case "correctness":
      let correct = said.correct.map { $0 < 0 ? nil : Int?(1 - $0) }
      return EmbeddingColors(classes: ["right", "wrong"], title: "prediction") { _, _ in .classes(correct) }
    default:
      let sure = said.probability.map { Double?(Double($0)) }
      return EmbeddingColors(title: "confidence") { _, _ in .numbers(sure) }
    }
  }

  private static func trust(_ source: FigureSource, _ model: ModelDescription) -> EmbeddingColors {
    EmbeddingColors(title: "trust", scale: ("0", "1")) { layer, embedding in
      .numbers(try EmbeddingTrust(source.study, model, layer, embedding).values.map { Double?($0) })
    }
  }

  /// The activation of a channel of each layer, from its least to its largest value.
  private static func unit(
    _ source: FigureSource, _ model: ModelDescription, _ name: String
  ) throws -> EmbeddingColors {
    let parts = name.split(separator: ":", maxSplits: 2).map(String.init)
    guard parts.count >= 2, let channel = Int(parts[1]), channel >= 0 else {
      throw ValidationError("\(name) names no unit. Give unit: and the number of a channel, from 0.")
    }
    let layers = try source.study.database.layers(ofModel: model.folder)
    let named = parts.count == 3 ? try LayerChoice(layers: layers, outputCount: 0).inOrder([parts[2]]).first : nil
    return EmbeddingColors(title: "activation of unit \(channel)", scale: ("least", "most")) { shown, _ in
      guard let layer = named ?? layers.first(where: { $0.folder == shown.folder }) else { return .numbers([]) }
      let units = try source.study.unitActivations(of: layer, model: model.folder)
      guard channel < units.columnCount else {
        throw ValidationError("\(layer.name) has no unit \(channel); its units are 0 to \(units.columnCount - 1).")
      }
      let values = (0..<units.rowCount).map { Double(units[$0, channel]) }
      return .numbers(scaled(values))
    }
  }

  /// Numbers from the least to the largest where a column has many, else one class a value.
  private static func column(_ name: String, _ texts: [String]) -> EmbeddingColors {
    let values = Set(texts.filter { !$0.isEmpty })
    let numbers = texts.map { Double($0) ?? .nan }
    if values.count > 10, zip(texts, numbers).allSatisfy({ $0.isEmpty || $1.isFinite }) {
      let finite = numbers.filter(\.isFinite)
      let ends = (low: String(format: "%g", finite.min() ?? 0), high: String(format: "%g", finite.max() ?? 1))
      return EmbeddingColors(title: name, scale: ends) { _, _ in .numbers(scaled(numbers)) }
    }
    let names = values.sorted()
    let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    return EmbeddingColors(classes: names, title: name) { _, _ in .classes(texts.map { places[$0] }) }
  }

  private static func scaled(_ values: [Double]) -> [Double?] {
    let finite = values.filter(\.isFinite)
    let (low, high) = (finite.min() ?? 0, finite.max() ?? 1)
    return values.map { $0.isFinite ? ($0 - low) / max(1e-12, high - low) : nil }
  }
}

/// The trustworthiness of each point of an embedding.
struct EmbeddingTrust {
  let values: [Double]

  init(_ study: Study, _ model: ModelDescription, _ layer: LayerDescription, _ embedding: EmbeddingDescription) throws {
    guard let file = try study.file(.embeddingTrust, name: embedding.name, layer: layer.folder, of: model.folder) else {
      throw ValidationError(
        "How far \(embedding.name) of \(layer.name) can be trusted is not measured yet. Run strata analyze again.")
    }
    values = try NPYFile(contentsOf: file).floatElements().map(Double.init)
  }
}
