import EmbeddingMethods
import Foundation
import NumericKernels
import StudyStore

/// Turns the embeddings of neighbouring layers onto each other, backwards from the last layer.
struct AlignmentStage {
  static let name = "alignment"

  /// The kind of embedding, such as `umap-2d`.
  let name: String
  /// The network, by folder, onto whose aligned embedding of the same layer each is turned; nil turns each onto the layer
  /// after it.
  var reference: String?

  /// Runs the stage for one kind of embedding, or finds that its work is done.
  func run(_ context: StageContext, layers: [StudyLayer], model: String) throws {
    var key = StageKey(stage: Self.name, version: 1)
    for layer in layers {
      key.add(layer.folder, try context.study.contentHash(.embedding, name: name, layer: layer, model: model))
    }
    if let reference {
      for layer in layers {
        key.add(
          "reference",
          try context.study.contentHash(.alignedEmbedding, name: name, layer: layer, model: reference))
      }
    }
    try context.cancellation.check()
    let decision = try context.study.beginRun(
      stage: Self.name, scope: .model(model, variant: name), key: key.digest,
      parameters: ["method": .same("orthogonal Procrustes")])
    guard case .start(let run) = decision, let last = layers.last else { return }
    let paths = context.study.paths
    let embeddings = try layers.map {
      try context.study.array("\(name).npy", layer: $0, model: model).matrix()
    }
    let alignment = try aligned(embeddings, context, layers: layers)
    let file = "\(name).aligned.npy"
    var artifacts: [FinishedArtifact] = []
    for (index, layer) in layers.enumerated() {
      let aligned = alignment.positions[index]
      try NPYWriter.write(aligned, to: paths.file(file, inLayer: layer.folder, of: model))
      artifacts.append(
        .alignedEmbedding(
          name, path: Study.path(file, layer: layer, model: model), rows: aligned.rowCount,
          dimensions: aligned.columnCount, reference: last.folder,
          disparity: index < alignment.disparities.count ? alignment.disparities[index] : 0))
    }
    try context.study.finishRun(run, artifacts: artifacts)
  }

  /// The embeddings in their common frame, and how far the shape of each is from what it was turned onto.
  private func aligned(
    _ embeddings: [Matrix], _ context: StageContext, layers: [StudyLayer]
  ) throws -> (positions: [Matrix], disparities: [Double]) {
    guard let reference else {
      let alignment = try LayerAlignment(embeddings)
      return (alignment.aligned, alignment.disparities)
    }
    let turned = try zip(embeddings, layers).map { embedding, layer in
      let target = try context.study.array("\(name).aligned.npy", layer: layer, model: reference).matrix()
      return try OrthogonalProcrustes(aligning: embedding, to: target, parallel: context.parallel)
    }
    return (turned.map(\.aligned), turned.map(\.disparity))
  }
}
