import Foundation
import StudyStore

/// The two networks of a study that are compared, and a layer of each.
struct ComparedNetworks {
  let a, b: StudyModel
  let layerA, layerB: StudyLayer

  var places: (a: LikenessReport.Place, b: LikenessReport.Place) {
    (
      LikenessReport.Place(model: a.folder, layer: layerA.folder),
      LikenessReport.Place(model: b.folder, layer: layerB.folder)
    )
  }

  /// Throws `badInput` for networks and layers that the study does not have, or that are one and the same.
  init(_ study: Study, request: ComparisonRequest) throws {
    if let names = request.models {
      (a, b) = (try study.model(named: names.a), try study.model(named: names.b))
    } else {
      (a, b) = try Self.usual(of: study)
    }
    layerA = try Self.layer(request.layers?.a, of: a, study)
    layerB = try Self.layer(request.layers?.b, of: b, study)
    guard a.folder != b.folder || layerA.folder != layerB.folder else {
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "\(layerA.name) of \(a.name) would be compared with itself. Give two networks with --models, or two "
          + "layers with --layers.")
    }
  }

  /// Two networks by themselves, a network and its first corruption, or the ends of a training.
  private static func usual(of study: Study) throws -> (StudyModel, StudyModel) {
    let models = try study.database.models()
    let single = models.filter { $0.series == nil && $0.corruption == nil }
    if single.count > 1 { return (single[0], single[1]) }
    let spoiled = models.first { $0.corruption != nil }
    if let spoiled, let clean = models.first(where: { $0.folder == spoiled.corruption?.of }) { return (clean, spoiled) }
    let epochs = models.filter { $0.series != nil && $0.series == models.first?.series }
      .sorted { ($0.epoch ?? 0) < ($1.epoch ?? 0) }
    if let first = epochs.first, let last = epochs.last, first.folder != last.folder { return (first, last) }
    throw StudyPipelineError(
      kind: .badInput,
      description: "\(study.url.path) has \(models.isEmpty ? "no network" : "one network, \(models[0].name)"); two are "
        + "compared. Analyze another one on the same images into the study: strata analyze NETWORK.onnx IMAGES --study "
        + "\(study.url.path).")
  }

  private static func layer(_ pattern: String?, of model: StudyModel, _ study: Study) throws -> StudyLayer {
    let layers = try study.database.layers(ofModel: model.folder)
    let choice = LayerChoice(layers: layers, outputCount: model.outputClasses.count)
    if let pattern {
      let found = try choice([pattern])
      guard found.count == 1, let layer = found.first else {
        throw StudyPipelineError(
          kind: .badInput,
          description: "\(pattern) names \(found.count) layers of \(model.name): "
            + "\(found.map(\.name).joined(separator: ", ")). One of each network is compared; give a name or a number.")
      }
      return layer
    }
    let known = try layers.filter { try study.database.artifact(.neighbors, layer: $0.folder, of: model.folder) != nil }
    let folders = Set(known.map(\.folder))
    guard let last = try choice.inOrder([]).last(where: { folders.contains($0.folder) }) ?? known.last ?? layers.last
    else {
      throw StudyPipelineError(
        kind: .badInput,
        description: "\(model.name) has no layer in \(study.url.path) yet. Run `strata analyze` again to go on with it."
      )
    }
    return last
  }
}
