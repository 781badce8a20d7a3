import EmbeddingMethods
import Foundation
import NumericKernels
import StudyStore

/// Turns the embeddings of neighbouring layers onto each other, backwards from the last layer.
struct AlignmentStage {
  static let name = "alignment"

  /// The kind of embedding, such as `umap-2d`.
  let name: String

  /// Runs the stage for one kind of embedding, or finds that its work is done.
  func run(_ context: StageContext, layers: [StudyLayer], model: String) throws {
    var key = StageKey(stage: Self.name, version: 1)
    for layer in layers {
      key.add(layer.folder, try context.study.contentHash(.embedding, name: name, layer: layer, model: model))
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
    let alignment = try LayerAlignment(embeddings)
    let file = "\(name).aligned.npy"
    var artifacts: [FinishedArtifact] = []
    for (index, layer) in layers.enumerated() {
      let aligned = alignment.aligned[index]
      try NPYWriter.write(aligned, to: paths.file(file, inLayer: layer.folder, of: model))
      artifacts.append(
        .alignedEmbedding(
          name, path: Study.path(file, layer: layer, model: model), rows: aligned.rowCount,
          dimensions: aligned.columnCount, reference: last.folder,
          disparity: index < alignment.disparities.count ? alignment.disparities[index] : 0))
    }
    try context.study.finishRun(run, artifacts: artifacts)
  }
}
