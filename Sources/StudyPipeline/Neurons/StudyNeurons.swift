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
  ///   layer has a column for each neuron; for columns of the manifest that it does not have or that are no division into
  ///   groups; `NeuronAnalysisError` and `EmbeddingMethodsError` for options out of range;
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
    let stages = try stages(study, model)
    var made = 0
    let step = 1 / Double(columns.count)
    let found = try columns.enumerated().map { place, columns in
      let (start, end) = (Double(place) * step, Double(place + 1) * step)
      if try stages.run(context, columns, from: start, to: end) { made += 1 }
      return Layer(layer: columns.layer, document: try document(study, model, columns.layer))
    }
    let total = found.reduce(0) { $0 + $1.document.neuronCount }
    observer.stageEnded(
      stage: NeuronStage.name,
      detail: "\(total) neurons in \(found.count) layers" + (column.map { " by \($0)" } ?? "")
        + (made == 0 ? ", up to date" : ""))
    try study.clearProgress()
    return found
  }

  /// The column that is asked for in the place of the label.
  private var column: String? { request.by == StudyColumns.label ? nil : request.by }

  private func stages(_ study: Study, _ model: StudyModel) throws -> Stages {
    let labels = try study.database.items().map(\.labelIndex)
    let maps = NeuronStage(request: request, model: model, labels: labels)
    guard let column else {
      if request.bins != nil { throw refusal("Only the numbers of a column are divided into bins; the label is not.") }
      return Stages(maps: maps, groups: nil)
    }
    guard request.treeCount > 0 else { throw refusal("Without trees nothing is scored by \(column). Ask for some.") }
    let groups = NeuronGroupStage(
      request: request, model: model, labels: labels,
      column: try StudyColumns(study).column(column, bins: request.bins))
    return Stages(maps: maps, groups: groups)
  }

  private func document(_ study: Study, _ model: StudyModel, _ layer: StudyLayer) throws -> NeuronDocument {
    let files = NeuronFiles(study, model: model.folder, layer: layer.folder)
    guard let document = try files.document(by: column) else {
      throw StudyPipelineError(
        kind: .internalFault, description: "The neurons of \(layer.name) were analyzed but are not recorded.")
    }
    return document
  }

  /// What is done for each layer.
  private struct Stages {
    let maps: NeuronStage
    let groups: NeuronGroupStage?

    /// Returns whether there was anything to do.
    func run(_ context: StageContext, _ columns: NeuronColumns, from start: Double, to end: Double) throws -> Bool {
      guard let groups else { return try maps.run(context, columns: columns, from: start, to: end) }
      guard try !maps.isMapped(context.study, columns.layer) else {
        return try groups.run(context, columns: columns, from: start, to: end)
      }
      let middle = (start + end) / 2
      _ = try maps.run(context, columns: columns, from: start, to: middle)
      _ = try groups.run(context, columns: columns, from: middle, to: end)
      return true
    }
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
