import ImageDatasets
import NeighborSearch
import StudyStore

/// Everything that follows once the activations of a model's layers are there: neighbors, embeddings, their quality, measures,
/// suspects, likeness. Neither the network nor the images are needed for it.
struct LayerAnalysis {
  /// The embeddings to make of every layer.
  let embeddings: [EmbeddingRequest]
  /// Further embeddings that are there already, by the folders of their layers.
  var given: [String: [String]] = [:]
  let neighborCount: Int
  let metric: DistanceMetric
  /// Whether layers are measured beyond neighbors and embeddings.
  let measuresLayers: Bool
  let seed: UInt64

  /// Runs the stages, each only if its work is not done already.
  func run(_ context: StageContext, layers: [StudyLayer], of model: String, images: StudyImages) throws {
    try NeighborsStage(neighborCount: neighborCount, metric: metric, seed: seed).run(
      context, layers: layers, model: model)
    for request in embeddings {
      try EmbeddingStage(request: request, seed: seed).run(context, layers: layers, model: model)
      try AlignmentStage(name: request.name).run(context, layers: layers, model: model)
    }
    for name in Set(given.values.joined()).sorted() {
      let having = layers.filter { given[$0.folder]?.contains(name) == true }
      try AlignmentStage(name: name).run(context, layers: having, model: model)
    }
    let (labels, classCount) = (images.labels, images.dataset.classNames.count)
    try QualityStage(embeddings: embeddings.map(\.name), given: given, metric: metric).run(
      context, layers: layers, model: model, labels: labels, classCount: classCount)
    guard measuresLayers else { return }
    try MeasuresStage(seed: seed).run(context, layers: layers, model: model, labels: labels, classCount: classCount)
    try SuspectsStage(seed: seed).run(context, layers: layers, model: model, labels: labels)
    try LikenessStage(seed: seed).run(context, labels: labels)
  }
}
