import EmbeddingMethods
import Foundation
import NeighborSearch
import NumericKernels
import StudyStore

/// Makes one kind of embedding of every layer, from the input to the output.
///
/// UMAP starts each layer from the layer before, so that points move little from one to the next.
struct EmbeddingStage {
  static let name = "embedding"

  let request: EmbeddingRequest
  let seed: UInt64
  /// The network, by folder, whose embedding of the same layer each starts from, so that both can be compared; its layers
  /// are the same. Nil starts from the layer before.
  var reference: String?

  /// Runs the stage for all layers, or finds that its work is done.
  func run(_ context: StageContext, layers: [StudyLayer], model: String) throws {
    var previous: StudyLayer?
    var computed = 0
    for (index, layer) in layers.enumerated() {
      let start = Double(index) / Double(layers.count)
      try context.report(
        StageProgress(stage: request.name, layer: layer.name, fraction: start), layerFolder: layer.folder)
      let key = try self.key(context.study, layer: layer, previous: previous, model: model)
      let decision = try context.study.beginRun(
        stage: Self.name, scope: .layer(layer.folder, of: model, variant: request.name), key: key,
        parameters: parameters(previous: previous), seed: seed)
      if case .start(let run) = decision {
        let handler = context.handler(
          stage: request.name, layer: layer, from: start, to: Double(index + 1) / Double(layers.count))
        try compute(context, run: run, layer: layer, previous: previous, model: model, progress: handler)
        computed += 1
      }
      if reference == nil { previous = layer }
    }
    context.observer.stageEnded(
      stage: request.name, detail: "\(layers.count) layers" + (computed == 0 ? ", up to date" : ""))
  }

  private func key(_ study: Study, layer: StudyLayer, previous: StudyLayer?, model: String) throws -> String {
    var key = StageKey(stage: Self.name, version: 2)
    key.add("activations", try study.contentHash(.activations, layer: layer, model: model))
    key.add("embedding", request.name)
    // Nothing in principal components is random.
    if request.method != .pca { key.add("seed", String(seed)) }
    switch request.method {
    case .umap:
      key.add("neighbors", try study.contentHash(.neighbors, layer: layer, model: model))
      try key.add("options", encoding: umapOptions(start: nil))
      if let previous {
        key.add("start", try study.contentHash(.embedding, name: request.name, layer: previous, model: model))
      }
    case .tsne: try key.add("options", encoding: tsneOptions)
    case .pca: break
    }
    if let reference {
      let role = request.method == .pca ? ArtifactRole.activations : .embedding
      let name = request.method == .pca ? nil : request.name
      key.add("reference", try study.contentHash(role, name: name, layer: layer, model: reference))
    }
    return key.digest
  }

  private func parameters(previous: StudyLayer?) -> [String: ParameterPair] {
    switch request.method {
    case .umap:
      let options = umapOptions(start: nil)
      return [
        "neighborCount": .same(.integer(options.neighborCount)),
        "minimumDistance": .same(.number(options.minimumDistance)),
        "initialization": .same(.string(initializationName(previous) ?? options.initialization.name)),
      ]
    case .tsne:
      return [
        "perplexity": .same(.number(tsneOptions.perplexity)),
        "initialization": .same(.string(initializationName(nil) ?? "pca")),
      ]
    case .pca:
      return ["componentCount": .same(.integer(request.dimensions))]
    }
  }

  private func initializationName(_ previous: StudyLayer?) -> String? {
    reference.map { "same layer of \($0)" } ?? previous.map { "layer \($0.name)" }
  }

  private var tsneOptions: TSNEOptions {
    var options = TSNEOptions()
    options.dimensions = request.dimensions
    options.seed = seed
    return options
  }

  private func umapOptions(start: Matrix?) -> UMAPOptions {
    var options = UMAPOptions()
    options.dimensions = request.dimensions
    options.seed = seed
    if let start { options.initialization = .given(start) }
    return options
  }

  private func compute(
    _ context: StageContext, run: StudyRun, layer: StudyLayer, previous: StudyLayer?, model: String,
    progress: @escaping ProgressHandler
  ) throws {
    let paths = context.study.paths
    let activations = try context.study.array("activations.npy", layer: layer, model: model).matrix()
    let file = "\(request.name).npy"
    let (embedding, effective) = try embed(
      activations, context, layer: layer, previous: previous, model: model, progress: progress)
    try NPYWriter.write(embedding, to: paths.file(file, inLayer: layer.folder, of: model))
    try context.study.finishRun(
      run,
      artifacts: [
        .embedding(
          request.name, method: request.method.displayName, path: Study.path(file, layer: layer, model: model),
          rows: embedding.rowCount, dimensions: embedding.columnCount)
      ], effective: effective)
  }

  private func embed(
    _ activations: Matrix, _ context: StageContext, layer: StudyLayer, previous: StudyLayer?, model: String,
    progress: @escaping ProgressHandler
  ) throws -> (Matrix, effective: [String: JSONValue]) {
    switch request.method {
    case .umap:
      let start =
        try start(context, of: layer)
        ?? previous.map { try context.study.array("\(request.name).npy", layer: $0, model: model).matrix() }
      let graph = try NeighborsStage.graph(context.study, layer: layer, model: model)
      let result = try UMAP(options: umapOptions(start: start), parallel: context.parallel).embed(
        activations, neighbors: graph, progress: progress)
      return (
        result.embedding,
        ["neighborCount": .integer(result.effectiveNeighborCount), "epochCount": .integer(result.epochCount)]
      )
    case .tsne:
      var options = tsneOptions
      if let start = try start(context, of: layer) { options.initialization = .given(Self.shrunk(start)) }
      let result = try TSNE(options: options, parallel: context.parallel).embed(activations, progress: progress)
      return (
        result.embedding,
        [
          "perplexity": .number(result.effectivePerplexity), "klDivergence": .number(result.klDivergence),
          "learningRate": .number(result.learningRate), "iterationCount": .integer(result.iterationCount),
        ]
      )
    case .pca:
      let fitted = try reference.map { try context.study.array("activations.npy", layer: layer, model: $0).matrix() }
      let components = try PrincipalComponents(
        fitted ?? activations, options: PrincipalComponentsOptions(componentCount: request.dimensions),
        parallel: context.parallel)
      let explained = components.explainedVarianceRatio.reduce(0, +)
      return (
        try components.transform(activations, parallel: context.parallel),
        ["componentCount": .integer(components.components.rowCount), "explainedVarianceRatio": .number(explained)]
      )
    }
  }

  /// The reference's embedding of the same layer; nil without a reference.
  private func start(_ context: StageContext, of layer: StudyLayer) throws -> Matrix? {
    try reference.map { try context.study.array("\(request.name).npy", layer: layer, model: $0).matrix() }
  }

  /// Positions of another t-SNE at the size that t-SNE starts with: a deviation of 1e-4 along the widest axis.
  private static func shrunk(_ positions: Matrix) -> Matrix {
    var (result, largest) = (positions, 0.0)
    let (count, width) = (positions.rowCount, positions.columnCount)
    for column in 0..<width {
      let mean = (0..<count).reduce(0.0) { $0 + Double(positions[$1, column]) } / Double(max(1, count))
      for row in 0..<count { result[row, column] = Float(Double(positions[row, column]) - mean) }
      let squares = (0..<count).reduce(0.0) { $0 + Double(result[$1, column]) * Double(result[$1, column]) }
      largest = max(largest, (squares / Double(max(1, count))).squareRoot())
    }
    guard largest > 0 else { return result }
    for place in result.elements.indices { result.elements[place] *= Float(1e-4 / largest) }
    return result
  }
}
