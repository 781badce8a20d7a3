import Foundation
import NumericKernels
import StudyStore

/// Takes ready-made embeddings of layers into a study.
struct GivenEmbeddingStage {
  /// An embedding and the layer that it shows.
  struct Placed {
    let name: String
    let array: ImportedArray
    /// Position of the layer among those of the model.
    let layer: Int
  }

  let embeddings: [Placed]

  /// Runs the stage for all embeddings, or finds that its work is done. Row `i` of the study is row `rows[i]` of the arrays.
  func run(_ context: StageContext, rows: [Int], layers: [StudyLayer], model: String) throws {
    for placed in embeddings {
      let layer = layers[placed.layer]
      var key = StageKey(stage: EmbeddingStage.name, version: 1)
      key.add("given", placed.array.contentKey)
      key.add("rows", rows.map(String.init).joined(separator: ","))
      let decision = try context.study.beginRun(
        stage: EmbeddingStage.name, scope: .layer(layer.folder, of: model, variant: placed.name), key: key.digest,
        parameters: ["file": .same(.string(placed.array.place))])
      guard case .start(let run) = decision else { continue }
      let file = "\(placed.name).npy"
      let coordinates = try placed.array.rows(rows[...])
      try NPYWriter.write(coordinates, to: context.study.paths.file(file, inLayer: layer.folder, of: model))
      try context.study.finishRun(
        run,
        artifacts: [
          .embedding(
            placed.name, method: "imported", path: Study.path(file, layer: layer, model: model),
            rows: coordinates.rowCount, dimensions: coordinates.columnCount)
        ])
      context.observer.stageEnded(stage: placed.name, detail: "layer \(layer.name), from \(placed.array.place)")
    }
  }

  /// The names of the embeddings of each layer, by its folder.
  func names(in layers: [StudyLayer]) -> [String: [String]] {
    Dictionary(grouping: embeddings, by: { layers[$0.layer].folder }).mapValues { $0.map(\.name) }
  }
}
