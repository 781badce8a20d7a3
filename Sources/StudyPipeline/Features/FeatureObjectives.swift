import FeatureVisualization
import StudyStore

/// The objectives of one layer of a study.
struct FeatureObjectives {
  struct Entry {
    let objective: Objective
    let kind: FeatureDocument.Kind
    let channel: Int
    let label: String?
    /// For people.
    var name: String
    /// Of directions from a selection of images.
    let direction: FeatureDocument.Direction?

    init(
      objective: Objective, kind: FeatureDocument.Kind, channel: Int, label: String?, name: String? = nil,
      direction: FeatureDocument.Direction? = nil
    ) {
      (self.objective, self.kind, self.channel, self.label) = (objective, kind, channel, label)
      (self.name, self.direction) = (name ?? objective.name, direction)
    }

    /// What names an image, in whatever format it is kept.
    func stem(_ number: Int) -> String {
      switch kind {
      case .channel: "\(channel)-\(number)"
      case .class: "\(objective.name.hasPrefix("probability") ? "probability" : "class")-\(channel)-\(number)"
      case .direction: "direction-\(Self.hash(objective.name))-\(number)"
      }
    }

    /// The file that an image is written to.
    func fileName(_ number: Int) -> String { stem(number) + ".png" }

    /// FNV-1a of the name: names may hold what file names may not.
    private static func hash(_ name: String) -> String {
      let hash = name.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
      return String(hash, radix: 16)
    }
  }

  let layer: StudyLayer
  var entries: [Entry]

  /// The objectives that are asked for, by layer; `directions` gives those of selections of images in a layer.
  static func wanted(
    _ selection: FeatureSelection, choice: LayerChoice, outputClasses: [String],
    directions: (StudyLayer) throws -> [Entry] = { _ in [] }
  ) throws -> [FeatureObjectives] {
    var found = try parsed(selection.objectives, layers: choice.layers, outputClasses: outputClasses)
    if selection.objectives.isEmpty || !selection.layers.isEmpty {
      for layer in try choice.inOrder(selection.layers) {
        let entries = try channels(of: layer, selection) + directions(layer)
        if let place = found.firstIndex(where: { $0.layer.folder == layer.folder }) {
          let named = Set(found[place].entries.map(\.objective.name))
          found[place].entries += entries.filter { !named.contains($0.objective.name) }
        } else if !entries.isEmpty {
          found.append(FeatureObjectives(layer: layer, entries: entries))
        }
      }
    }
    guard !found.isEmpty else {
      throw StudyPipelineError(
        kind: .badInput, description: "None of the layers that were named has channels. Name other --layers.")
    }
    return found
  }

  /// The channels of a layer: certain ones, all, or some spread evenly over their numbers. The input has none.
  private static func channels(of layer: StudyLayer, _ selection: FeatureSelection) throws -> [Entry] {
    guard layer.operatorName != "Input", let count = NeuronColumns.neuronCount(layer.shape) else { return [] }
    if let channels = selection.channels {
      if let wrong = channels.first(where: { !(0..<count).contains($0) }) {
        throw StudyPipelineError(
          kind: .badInput,
          description: "The layer \(layer.name) has no channel \(wrong). Expected numbers from 0 to \(count - 1).")
      }
      return Set(channels).sorted().map { entry(layer, channel: $0) }
    }
    let wanted = min(selection.channelLimit ?? count, count)
    return (0..<wanted).map { entry(layer, channel: wanted == count ? $0 : $0 * count / wanted) }
  }

  /// The same with names that no other direction of the layer has: one whose images are known under this name, or under it with a
  /// number, keeps that; another of the same name gets a number.
  func named(besides kept: FeatureDocument?) -> FeatureObjectives {
    var (named, taken) = (self, [String: String]())
    for feature in kept?.features ?? [] where feature.number == 0 { taken[feature.name] = feature.stem }
    for place in named.entries.indices where named.entries[place].direction != nil {
      let (stem, base) = (named.entries[place].stem(0), named.entries[place].name)
      let names = [base] + (2...taken.count + named.entries.count + 2).map { "\(base) (\($0))" }
      let name = names.first { taken[$0] == stem } ?? names.first { taken[$0] == nil } ?? base
      named.entries[place].name = name
      taken[name] = stem
    }
    return named
  }

  private static func entry(_ layer: StudyLayer, channel: Int) -> Entry {
    let objective = Objective(
      .unit(layer: layer.tensorName, channel: channel, position: .everywhere), name: "\(layer.name):\(channel)")
    return Entry(objective: objective, kind: .channel, channel: channel, label: nil)
  }

  /// Objectives given as text, each with the layer of its first term; classes belong to the last layer.
  static func parsed(
    _ texts: [String], layers: [StudyLayer], outputClasses: [String]
  ) throws -> [FeatureObjectives] {
    var found: [FeatureObjectives] = []
    for text in texts {
      let objective = try Objective(parsing: text, classNames: outputClasses)
      let (layer, entry) = try self.entry(objective, layers: layers, outputClasses: outputClasses)
      if let place = found.firstIndex(where: { $0.layer.folder == layer.folder }) {
        found[place].entries.append(entry)
      } else {
        found.append(FeatureObjectives(layer: layer, entries: [entry]))
      }
    }
    return found
  }

  private static func entry(
    _ objective: Objective, layers: [StudyLayer], outputClasses: [String]
  ) throws -> (StudyLayer, Entry) {
    guard let first = objective.terms.first?.target, let last = layers.last else {
      throw StudyPipelineError(kind: .badInput, description: "The study has no layers.")
    }
    let isAlone = objective.terms.count == 1 && objective.terms[0].weight == 1
    switch first {
    case .classScore(let index, _):
      let label = outputClasses.indices.contains(index) ? outputClasses[index] : nil
      let entry = Entry(
        objective: objective, kind: isAlone ? .class : .direction, channel: isAlone ? index : -1, label: label)
      return (last, entry)
    case .unit(let name, let channel, let position):
      let layer = try self.layer(name, among: layers)
      if isAlone, position == .everywhere { return (layer, self.entry(layer, channel: channel)) }
      return (layer, Entry(objective: objective, kind: .direction, channel: -1, label: nil))
    case .layer(let name):
      return (try layer(name, among: layers), Entry(objective: objective, kind: .direction, channel: -1, label: nil))
    case .direction(let direction):
      return (
        try layer(direction.layer, among: layers),
        Entry(objective: objective, kind: .direction, channel: -1, label: nil)
      )
    }
  }

  private static func layer(_ name: String, among layers: [StudyLayer]) throws -> StudyLayer {
    if let layer = layers.first(where: { $0.name == name || $0.tensorName == name }) { return layer }
    throw StudyPipelineError(
      kind: .badInput,
      description: "The study has no layer `\(name)`. Expected one of \(layers.map(\.name).joined(separator: ", ")).")
  }
}

extension FeatureDocument.Feature {
  /// The image's file without what says its format.
  var stem: String { String(image.prefix { $0 != "." }) }
}
