import NeighborSearch
public import StudyStore

/// Compares two networks of a study: how often each is right, which layers are alike, and which images they see most
/// differently. Nothing is written, and neither the networks nor the images are needed.
public struct StudyComparison: Sendable {
  private let study: Study
  private let request: ComparisonRequest

  /// Prepares; nothing is read yet.
  public init(_ study: Study, request: ComparisonRequest = .init()) { (self.study, self.request) = (study, request) }

  /// Compares. O(layers² + images · log images).
  ///
  /// - Throws: `StudyPipelineError` of kind `badInput` for networks and layers that the study does not have, and where what
  ///   images shall differ by is not known; errors of the study's files.
  public func run() throws -> ComparisonReport {
    let networks = try ComparedNetworks(study, request: request)
    let (a, b) = networks.places
    let change = try NeighborhoodChange(study, a: a, b: b)
    let distance = try PredictionDistance(study, a: networks.a, b: networks.b)
    let order: [Int]
    switch request.measure {
    case .neighbors:
      guard let change else { throw noNeighbors(networks) }
      order = change.order
    case .predictions:
      guard let distance else { throw noPredictions(networks) }
      order = distance.order
    }
    let names = try study.database.classes()
    return ComparisonReport(
      study: try study.description().name, a: try network(networks.a, networks.layerA),
      b: try network(networks.b, networks.layerB), predictions: try PredictionAgreement(study, a: a.model, b: b.model),
      alike: try LayerMatches(study, a: networks.a, b: networks.b).matches, neighborCount: change?.neighborCount ?? 0,
      changed: change?.mean, changedByChance: change.map { 1 - $0.expected },
      classes: (change?.classes ?? []).map {
        .init(class: $0.class, name: names[$0.class], images: $0.images, changed: $0.changed)
      }, by: request.measure,
      images: try images(order.prefix(request.count), networks, change, distance, names))
  }

  private func network(_ model: StudyModel, _ layer: StudyLayer) throws -> ComparisonReport.Network {
    .init(
      name: model.name, model: model.folder, layer: layer.folder, layerName: layer.name,
      accuracy: try study.database.accuracy(ofModel: model.folder))
  }

  private func images(
    _ items: ArraySlice<Int>, _ networks: ComparedNetworks, _ change: NeighborhoodChange?,
    _ distance: PredictionDistance?, _ names: [String]
  ) throws -> [ComparisonReport.Image] {
    let columns = try study.database.itemColumns()
    let said = try [networks.a, networks.b].map { model in
      (model, try study.database.predictionColumns(ofModel: model.folder))
    }
    return items.map { item in
      let label = columns.labels[item]
      let near = change.map { change in
        [change.graphs.a, change.graphs.b].map { $0.neighbors(of: item).prefix(change.neighborCount).map(Int.init) }
      }
      return .init(
        item: item, identifier: columns.identifiers[item], label: label >= 0 ? names[label] : nil,
        changed: change?.perItem[item], distance: distance?.perItem[item],
        predictionA: Self.prediction(said[0].1, said[0].0, item),
        predictionB: Self.prediction(said[1].1, said[1].0, item), nearestA: near?[0] ?? [], nearestB: near?[1] ?? [])
    }
  }

  private static func prediction(
    _ said: PredictionColumns?, _ model: StudyModel, _ item: Int
  ) -> ComparisonReport.Prediction? {
    guard let said, said.classIndex[item] >= 0 else { return nil }
    let output = said.classIndex[item]
    let name = model.outputClasses.indices.contains(output) ? model.outputClasses[output].name : "output \(output)"
    let correct = said.correct[item]
    return .init(
      name: name, probability: Double(said.probability[item]), isRight: correct < 0 ? nil : correct == 1)
  }

  private func noNeighbors(_ networks: ComparedNetworks) -> StudyPipelineError {
    StudyPipelineError(
      kind: .badInput,
      description:
        "\(networks.layerA.name) of \(networks.a.name) or \(networks.layerB.name) of \(networks.b.name) has no "
        + "stored neighbours. Run `strata analyze` again to go on, or compare --by predictions.")
  }

  private func noPredictions(_ networks: ComparedNetworks) -> StudyPipelineError {
    StudyPipelineError(
      kind: .badInput,
      description: "\(networks.a.name) or \(networks.b.name) has no predictions. Compare --by neighbors.")
  }
}
