import NumericKernels
public import StudyStore

/// Analyzes the neurons of a study's layers: which go together, and which tell classes apart.
///
/// The study has to hold activations; neither network nor images are needed.
public struct StudyNeurons: Sendable {
  /// What was found in a layer.
  public struct Layer: Sendable, Equatable {
    /// The layer.
    public let layer: StudyLayer
    /// What is known of its neurons.
    public let document: NeuronDocument
  }

  private let request: NeuronRequest
  private let observer: any AnalysisObserver
  private let cancellation: AnalysisCancellation

  /// Prepares; nothing is read or written yet.
  public init(request: NeuronRequest, observer: any AnalysisObserver, cancellation: AnalysisCancellation = .init()) {
    (self.request, self.observer, self.cancellation) = (request, observer, cancellation)
  }

  /// Analyzes what has not been analyzed yet and returns all layers that were asked for, in the order of the network. A
  /// layer is recorded whole; one that is up to date is not analyzed again.
  ///
  /// - Throws: `StudyPipelineError` of kind `badInput` for networks and layers that the study does not have, and when no
  ///   layer has a column for each neuron; `NeuronAnalysisError` and `EmbeddingMethodsError` for options out of range;
  ///   errors of the study's files; `CancellationError` when asked to stop.
  public func run() throws -> [Layer] {
    guard request.itemLimit >= 2 else {
      throw refusal("\(request.itemLimit) images say nothing about neurons; at least 2 are expected.")
    }
    let study = try Study.open(at: request.study, for: .writing)
    let model = try study.model(named: request.model)
    let columns = try columns(of: model, in: study)
    let context = StageContext(
      study: study, observer: observer, cancellation: cancellation,
      parallel: ParallelRows(threadCount: request.threadCount), model: model.folder)
    let stage = NeuronStage(request: request, model: model, labels: try study.database.items().map(\.labelIndex))
    var made = 0
    let step = 1 / Double(columns.count)
    let found = try columns.enumerated().map { place, columns in
      let (start, end) = (Double(place) * step, Double(place + 1) * step)
      if try stage.run(context, columns: columns, from: start, to: end) { made += 1 }
      guard let document = try NeuronFiles(study, model: model.folder, layer: columns.layer.folder).document() else {
        throw StudyPipelineError(
          kind: .internalFault, description: "The neurons of \(columns.layer.name) were analyzed but are not recorded.")
      }
      return Layer(layer: columns.layer, document: document)
    }
    let total = found.reduce(0) { $0 + $1.document.neuronCount }
    observer.stageEnded(
      stage: NeuronStage.name,
      detail: "\(total) neurons in \(found.count) layers" + (made == 0 ? ", up to date" : ""))
    try study.clearProgress()
    return found
  }

  private func columns(of model: StudyModel, in study: Study) throws -> [NeuronColumns] {
    let choice = LayerChoice(
      layers: try study.database.layers(ofModel: model.folder), outputCount: model.outputClasses.count)
    let layers = try choice.inOrder(request.layers)
    let columns = try layers.compactMap { try NeuronColumns(study, layer: $0, model: model.folder) }
    guard !columns.isEmpty else {
      throw refusal(
        "No layer of \(model.name) among \(layers.map(\.name).joined(separator: ", ")) has activations by channel. "
          + "Analyze the network again with --pool avg or max, or name other --layers.")
    }
    let left = layers.count - columns.count
    if left > 0 { observer.remark("\(left) layers have no activations by channel and are left out.") }
    return columns
  }

  private func refusal(_ description: String) -> StudyPipelineError {
    StudyPipelineError(kind: .badInput, description: description)
  }
}
