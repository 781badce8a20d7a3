import FeatureVisualization
import NumericKernels
import StudyStore

/// Makes the images of a layer that are not there yet; each batch is written as soon as it is done.
struct FeatureMaker {
  let objectives: FeatureObjectives
  let folder: FeatureFolder
  /// What decides the images besides the objectives.
  let key: String
  let options: MaximizationOptions

  /// What is there.
  var kept: FeatureDocument? { folder.found(key: key) }

  /// The objectives that have no images yet.
  func missing(_ kept: FeatureDocument?) -> [FeatureObjectives.Entry] {
    let known = Set((kept?.features ?? []).map { "\($0.name) \($0.number)" })
    return objectives.entries.filter { entry in
      (0..<options.imagesPerObjective).contains { !known.contains("\(entry.objective.name) \($0)") }
    }
  }

  /// Makes what is missing and returns it with what is there (`kept`). `colors` says for people whose colours count as
  /// natural; `written` is told of every document that is written.
  func make(
    kept: FeatureDocument?, with maximizer: ActivationMaximizer, colors: String, comparison: FeatureComparison?,
    progress: ProgressHandler?, written: (FeatureDocument) -> Void = { _ in }
  ) throws -> FeatureDocument {
    let layer = objectives.layer
    let missing = missing(kept)
    var document =
      kept
      ?? FeatureDocument(
        layer: layer.name, channelCount: NeuronColumns.neuronCount(layer.shape) ?? 0,
        height: maximizer.network.height, width: maximizer.network.width,
        parameters: FeatureParameters(options, colors: colors), key: key, features: [])
    _ = try maximizer.maximize(missing.map(\.objective), progress: progress) { place, images in
      let features = images.map { feature($0, missing[place], comparison) }
      for (image, feature) in zip(images, features) { try folder.write(image.image, named: feature.image) }
      document.features.removeAll { old in features.contains { $0.image == old.image } }
      document.features = Self.sorted(document.features + features)
      try folder.write(document)
      written(document)
    }
    return document
  }

  private func feature(
    _ image: OptimizedImage, _ entry: FeatureObjectives.Entry, _ comparison: FeatureComparison?
  ) -> FeatureDocument.Feature {
    let compared = entry.kind == .channel ? comparison?.compare(image.value, channel: entry.channel) : nil
    return FeatureDocument.Feature(
      kind: entry.kind, channel: entry.channel, number: image.number, name: entry.objective.name, value: image.value,
      firstValue: image.firstValue, rank: compared?.rank, largest: compared?.largest, stepCount: image.stepCount,
      outcome: image.outcome, curve: Self.shortened(image.curve), image: entry.fileName(image.number),
      label: entry.label)
  }

  /// At most 128 numbers: means of as many equal stretches.
  private static func shortened(_ curve: [Float]) -> [Float] {
    let count = min(128, curve.count)
    return (0..<count).map { place in
      let part = curve[place * curve.count / count..<(place + 1) * curve.count / count]
      return part.reduce(0, +) / Float(part.count)
    }
  }

  private static func sorted(_ features: [FeatureDocument.Feature]) -> [FeatureDocument.Feature] {
    let order: [FeatureDocument.Kind: Int] = [.channel: 0, .class: 1, .direction: 2]
    return features.sorted {
      (order[$0.kind] ?? 0, $0.channel, $0.name, $0.number) < (order[$1.kind] ?? 0, $1.channel, $1.name, $1.number)
    }
  }
}
