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
  /// The same as options, so that images can be added later.
  var recipe: JSONValue?

  /// What is there, under the names that are asked for.
  var kept: FeatureDocument? {
    guard var document = folder.found(key: key) else { return nil }
    let names = Dictionary(
      objectives.entries.flatMap { entry in
        (0..<options.imagesPerObjective).map { (entry.stem($0), entry.name) }
      }, uniquingKeysWith: { first, _ in first })
    for place in document.features.indices {
      if let name = names[document.features[place].stem] { document.features[place].name = name }
    }
    return document
  }

  /// The objectives that have no images yet.
  func missing(_ kept: FeatureDocument?) -> [FeatureObjectives.Entry] {
    let known = Set((kept?.features ?? []).map(\.stem))
    return objectives.entries.filter { entry in
      (0..<options.imagesPerObjective).contains { !known.contains(entry.stem($0)) }
    }
  }

  /// Makes what is missing and returns it with what is there (`kept`). `colors` says for people whose colours count as
  /// natural; `running` shows images on their way; `written` is told of the document after every batch.
  func make(
    kept: FeatureDocument?, with maximizer: ActivationMaximizer, colors: String, comparison: FeatureComparison?,
    progress: ProgressHandler?, running: RunningFolder? = nil, written: (FeatureDocument) throws -> Void = { _ in }
  ) throws -> FeatureDocument {
    let missing = missing(kept)
    var document = kept ?? empty(for: maximizer.network, colors: colors)
    document.recipe = recipe
    running?.beginBatch()
    defer { running?.remove() }
    var doneCount = 0
    _ = try maximizer.maximize(
      missing.map(\.objective), progress: progress,
      preview: running.map { running in { running.show($0.map { (shown($0, missing), $0.image) }) } }
    ) { place, images in
      let features = images.map { feature($0, missing[place], comparison) }
      for (image, feature) in zip(images, features) { try folder.write(image.image, named: feature.image) }
      document.features.removeAll { old in features.contains { $0.name == old.name && $0.number == old.number } }
      document.features = Self.sorted(document.features + features)
      doneCount += 1
      guard doneCount.isMultiple(of: options.objectivesAtOnce) || doneCount == missing.count else { return }
      try folder.write(document)
      try written(document)
      running?.beginBatch()
    }
    return document
  }

  private func empty(for network: VisualizedNetwork, colors: String) -> FeatureDocument {
    let layer = objectives.layer
    return FeatureDocument(
      layer: layer.name, channelCount: NeuronColumns.neuronCount(layer.shape) ?? 0, height: network.height,
      width: network.width, parameters: FeatureParameters(options, colors: colors), key: key, recipe: recipe,
      features: [])
  }

  private func shown(_ preview: OptimizationPreview, _ entries: [FeatureObjectives.Entry]) -> RunningFeatures.Image {
    let entry = entries[preview.objective]
    return RunningFeatures.Image(
      kind: entry.kind, channel: entry.channel, number: preview.number, name: entry.name, label: entry.label,
      step: preview.step, stepCount: options.stepCount, value: preview.value.isFinite ? preview.value : 0,
      image: entry.fileName(preview.number))
  }

  private func feature(
    _ image: OptimizedImage, _ entry: FeatureObjectives.Entry, _ comparison: FeatureComparison?
  ) -> FeatureDocument.Feature {
    // JSON has no NaN; the outcome says what happened.
    let compared = comparison?.compare(image.value, with: entry)
    return FeatureDocument.Feature(
      kind: entry.kind, channel: entry.channel, number: image.number, name: entry.name,
      value: image.value.isFinite ? image.value : 0, firstValue: image.firstValue.isFinite ? image.firstValue : 0,
      rank: compared?.rank, largest: compared?.largest, stepCount: image.stepCount,
      outcome: image.outcome, curve: Self.shortened(image.curve), image: entry.fileName(image.number),
      label: entry.label, direction: entry.direction)
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
