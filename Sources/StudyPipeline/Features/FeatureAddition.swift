import FeatureVisualization
public import Foundation
import ONNXModel
public import StudyStore
import TensorEngine

/// Images that are to be added to those that a layer of a study has, made as those were.
///
/// For those who ask for a few images at a time, such as a page: it never makes a layer's images anew.
public struct FeatureAddition: Sendable {
  /// What is to get an image.
  public enum Wanted: Sendable, Equatable {
    /// Channels of the layer.
    case channels([Int])
    /// Classes of the network, by number; the layer is the last one.
    case classes([Int])
    /// What some images of the study have that others have not.
    case direction(FeatureDirection)
  }

  /// What the images are called.
  public let names: [String]
  /// What is to be asked for.
  public let request: FeatureRequest

  /// Prepares images; nothing is made or written yet. Images that are there count as made.
  ///
  /// - Parameters:
  ///   - study: The study, opened for reading or writing.
  ///   - model: The network's folder.
  ///   - layer: The layer's folder.
  ///   - wanted: What is to get an image.
  ///   - stepCount: At most so many steps; nil: those of the layer's images, or the default.
  /// - Throws: `StudyPipelineError` of kind `badInput` for what the layer does not have, and where the layer's images were made
  ///   with other options.
  public init(_ study: Study, model: String, layer: String, _ wanted: Wanted, stepCount: Int? = nil) throws {
    let found = try study.model(named: model)
    let layers = try study.database.layers(ofModel: found.folder)
    guard let record = layers.first(where: { $0.folder == layer }) else {
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "\(found.name) has no layer \(layer). Expected one of \(layers.map(\.folder).joined(separator: ", ")).")
    }
    var request = FeatureRequest(study: study.url)
    (request.model, request.selection) = (found.folder, try Self.selection(wanted, record, layers: layers, found))
    let kept = try FeatureFiles(study, model: found.folder, layer: layer).document()
    let recipe = try Self.recipe(kept, stepCount: stepCount, model: found, study: study)
    (request.options, request.imageLimit) = (recipe.options, recipe.imageLimit)
    // Images come sooner, and stopping does, in small batches.
    request.options.batchSize = 4
    let objectives = try StudyFeatures.wanted(request.selection, study: study, model: found)
    names = objectives.flatMap { $0.named(besides: kept).entries.map(\.name) }
    self.request = request
  }

  private static func selection(
    _ wanted: Wanted, _ layer: StudyLayer, layers: [StudyLayer], _ model: StudyModel
  ) throws -> FeatureSelection {
    var selection = FeatureSelection()
    selection.channels = []
    switch wanted {
    case .channels(let channels):
      guard !channels.isEmpty else { throw problem("No channels were named. Give at least one.") }
      guard layer.operatorName != "Input" else {
        throw problem(
          "\(layer.name) is the input; its channels are colours, which no image shows. Choose a later layer.")
      }
      (selection.layers, selection.channels) = ([layer.folder], channels)
    case .classes(let classes):
      guard !classes.isEmpty else { throw problem("No classes were named. Give at least one.") }
      guard layer.folder == layers.last?.folder else {
        throw problem(
          "The images of classes are kept with the last layer, not with \(layer.name). Ask for them in "
            + "\(layers.last?.folder ?? "").")
      }
      let count = model.outputClasses.count
      if let wrong = classes.first(where: { $0 < 0 || count > 0 && $0 >= count }) {
        throw problem("\(model.name) has no class \(wrong). Expected numbers from 0 to \(max(0, count - 1)).")
      }
      selection.objectives = Set(classes).sorted().map { "class:\($0)" }
    case .direction(let direction):
      (selection.layers, selection.directions) = ([layer.folder], [direction])
    }
    return selection
  }

  /// How the layer's images were made, or the default for a layer without any.
  private static func recipe(
    _ kept: FeatureDocument?, stepCount: Int?, model: StudyModel, study: Study
  ) throws -> FeatureRecipe {
    guard let kept, !kept.features.isEmpty else {
      let request = FeatureRequest(study: study.url)
      var options = request.options
      if let stepCount {
        guard (1...100_000).contains(stepCount) else {
          throw problem("Images cannot be made in \(stepCount) steps. Expected 1 to 100,000.")
        }
        options.stepCount = stepCount
      }
      return FeatureRecipe(options: options, imageLimit: request.imageLimit)
    }
    let known = try FeatureRecipe.candidates(for: kept).first {
      try FeatureStage.key($0, model: model, study: study) == kept.key
    }
    guard let known else {
      throw problem(
        "\(kept.layer) has \(kept.features.count) images that were made of another state of the study or by another version of "
          + "Strata; others would replace them. Make them anew with `strata maximize`.")
    }
    guard stepCount == nil || stepCount == known.options.stepCount else {
      throw problem(
        "The \(kept.features.count) images of \(kept.layer) were made in at most \(known.options.stepCount) steps; images of "
          + "another number would replace them. Leave the number out, or make all anew with `strata maximize --steps`.")
    }
    return known
  }

  private static func problem(_ description: String) -> StudyPipelineError {
    StudyPipelineError(kind: .badInput, description: description)
  }
}

extension FeatureAddition {
  /// The same once it is sure that libtorch and the network are there: `given`, where it is the study's network, or the file that
  /// the study names. Throws `StudyPipelineError` of kind `unavailable`.
  public func prepared(_ study: Study, network given: URL?) throws -> FeatureRequest {
    let file = StudyNetworkFile(study: study, model: try study.model(named: request.model))
    try file.requireNetwork()
    do {
      _ = try TensorEngine.load()
    } catch {
      throw StudyPipelineError(kind: .unavailable, description: "\(error)")
    }
    var (request, failure) = (request, "")
    for url in given.map({ [$0, nil] }) ?? [nil] {
      do {
        request.network = try file.open(url).url
        return request
      } catch { failure = "\(error)" }
    }
    throw StudyPipelineError(
      kind: .unavailable,
      description: "\(failure) Start `strata serve` again with --network and the file of \(file.model.name).")
  }
}
