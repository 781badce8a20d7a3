public import EmbeddingMethods
public import Foundation
import NumericKernels
import StudyStore

/// What `StudyEvolution` is asked for. The defaults are those of `strata evolution`.
public struct EvolutionRequest: Sendable {
  /// The study's folder.
  public var study: URL
  /// A network or a training of the study; nil means the first network, or the last epoch of its training.
  public var model: String?
  /// Layers by name or pattern, for the sequence over layers; empty means all.
  public var layers: [String] = []
  /// The layer that is followed over epochs; nil means the last before the outputs.
  public var layer: String?
  /// How maps are made. Its `frame.seed` is replaced by `seed`.
  public var options = EvolutionOptions()
  /// At most so many images take part, equally many of each class.
  public var itemLimit = 2_000
  /// Everything random follows from it.
  public var seed: UInt64 = 42
  /// Threads; nil means one for every core.
  public var threadCount: Int?

  /// Asks for the evolution of a study with the defaults.
  public init(study: URL) { self.study = study }
}

/// Makes the sequences of a study: over the layers of a network, and over the epochs of its training where there are
/// several. The study has to hold activations and neighbors; neither network nor images are needed.
public struct StudyEvolution: Sendable {
  private let request: EvolutionRequest
  private let observer: any AnalysisObserver
  private let cancellation: AnalysisCancellation

  /// Prepares; nothing is read or written yet.
  public init(
    request: EvolutionRequest, observer: any AnalysisObserver, cancellation: AnalysisCancellation = .init()
  ) {
    (self.request, self.observer, self.cancellation) = (request, observer, cancellation)
  }

  /// Makes what has not been made yet and returns all sequences that were asked for. Two steps are never half done: a
  /// sequence is recorded whole, and one that is up to date is not made again.
  ///
  /// - Throws: `StudyPipelineError` of kind `badInput` for networks and layers that the study does not have, for a single
  ///   layer, and for a method that the frames do not allow; `EmbeddingMethodsError` for options out of range; errors of
  ///   the study's files; `CancellationError` when asked to stop.
  public func run() throws -> [EvolutionSequence] {
    var options = request.options
    options.frame.seed = request.seed
    try options.validate()
    guard request.itemLimit >= 3 else {
      throw refusal("\(request.itemLimit) trails make no picture; at least 3 are expected.")
    }
    let study = try Study.open(at: request.study, for: .writing)
    let plans = try plans(in: study)
    let labels = try study.database.items().map(\.labelIndex)
    if labels.allSatisfy({ $0 == nil }) {
      observer.remark(
        "The images have no labels: the maps are made, but class separation cannot be measured and no trail strays.")
    }
    var context = StageContext(
      study: study, observer: observer, cancellation: cancellation,
      parallel: ParallelRows(threadCount: request.threadCount))
    let sequences = try plans.map { plan in
      context.model = plan.model
      return try EvolutionStage(plan: plan, options: options, itemLimit: request.itemLimit, seed: request.seed).run(
        context, labels: labels)
    }
    try study.clearProgress()
    return sequences
  }

  private func plans(in study: Study) throws -> [EvolutionPlan] {
    let models = try study.database.models()
    let model = try chosenModel(study, models)
    let layers = try study.database.layers(ofModel: model.folder)
    let choice = LayerChoice(layers: layers, outputCount: model.outputClasses.count)
    let epochs = models.filter { $0.series != nil && $0.series == model.series }
      .sorted { ($0.epoch ?? 0) < ($1.epoch ?? 0) }
    var plans: [EvolutionPlan] = []
    if epochs.count >= 2 { plans.append(try overEpochs(epochs, choice, study)) } else { try refuseEpochs(model) }
    let wanted = Set(try choice(request.layers.isEmpty ? ["*"] : request.layers).map(\.folder))
    let frames = layers.filter { wanted.contains($0.folder) }
    let takesLayers = request.options.method != .union && frames.count >= 2
    if takesLayers { plans.append(EvolutionPlan(layers: frames, of: model)) }
    guard !plans.isEmpty else { throw noFrames(model, frames) }
    if !takesLayers {
      observer.remark(
        "Only over epochs: "
          + (frames.count < 2 ? "\(model.name) has one layer only." : "layers differ, so that their union has no map."))
    }
    return plans
  }

  private func chosenModel(_ study: Study, _ models: [StudyModel]) throws -> StudyModel {
    if let name = request.model, let last = last(ofSeries: name, models) { return last }
    let model = try study.model(named: request.model)
    guard request.model == nil, let series = model.series else { return model }
    return last(ofSeries: series, models) ?? model
  }

  private func last(ofSeries series: String, _ models: [StudyModel]) -> StudyModel? {
    models.filter { $0.series == series }.max { ($0.epoch ?? 0) < ($1.epoch ?? 0) }
  }

  private func overEpochs(_ epochs: [StudyModel], _ choice: LayerChoice, _ study: Study) throws -> EvolutionPlan {
    let chosen = try request.layer.map { try choice([$0]) } ?? choice.inOrder([])
    guard let layer = chosen.last else { throw refusal("The study has no analyzed layer yet.") }
    let frames = try epochs.map { model in
      guard let same = try study.database.layers(ofModel: model.folder).first(where: { $0.name == layer.name }) else {
        throw refusal(
          "\(model.name) has no layer \(layer.name), which \(epochs.last?.name ?? "") has. Analyze every epoch with the "
            + "same layers, or choose another layer with --layer.")
      }
      return (model, same)
    }
    return EvolutionPlan(series: epochs[0].series ?? "", layer: layer.name, frames: frames)
  }

  /// What only means something over epochs is refused where there are none.
  private func refuseEpochs(_ model: StudyModel) throws {
    if let layer = request.layer {
      throw refusal(
        "\(model.name) is not one of several epochs of a training, so \(layer) cannot be followed over epochs. "
          + "Leave --layer out, or choose frames with --layers.")
    }
  }

  private func noFrames(_ model: StudyModel, _ frames: [StudyLayer]) -> StudyPipelineError {
    guard frames.count >= 2 else {
      return refusal(
        "\(frames.first.map { "\($0.name) is the only layer of \(model.name) that takes part" } ?? "No layer takes part"); "
          + "an evolution needs at least two frames. Name more --layers, or analyze more.")
    }
    return refusal(
      "The method union needs frames of one layer; those of \(model.name) are different layers. Choose dynamic-tsne, "
        + "shared-initialization or aligned.")
  }

  private func refusal(_ description: String) -> StudyPipelineError {
    StudyPipelineError(kind: .badInput, description: description)
  }
}
