import EmbeddingMethods
import StudyStore

/// A sequence that is to be made: which layers of which networks, in which order.
struct EvolutionPlan {
  struct Frame {
    let name: String
    let model: StudyModel
    let layer: StudyLayer
  }

  let kind: EvolutionKind
  let name: String
  let model: String?
  let series: String?
  let layer: String?
  let frames: [Frame]

  /// The layers of a network, in its order.
  init(layers: [StudyLayer], of network: StudyModel) {
    kind = .layers
    name = "\(network.name), layer after layer"
    (model, series, layer) = (network.folder, nil, nil)
    frames = layers.map { Frame(name: $0.name, model: network, layer: $0) }
  }

  /// A layer after several epochs.
  init(series: String, layer: String, frames: [(model: StudyModel, layer: StudyLayer)]) {
    kind = .epochs
    name = "\(series), epoch after epoch, \(layer)"
    (model, self.series, self.layer) = (nil, series, layer)
    self.frames = frames.map { Frame(name: "epoch \($0.model.epoch ?? 0)", model: $0.model, layer: $0.layer) }
  }

  /// The folder below `evolution`: one for each network or training and each method.
  func folder(_ method: EvolutionMethod) -> String {
    let subject = kind == .layers ? model ?? "" : "\(series ?? "")-\(layer ?? "")"
    let (start, end) = ("\(kind.rawValue)-", "-\(method.rawValue)")
    return StudyPaths.folderName(for: start + subject.prefix(80 - start.count - end.count) + end)
  }

  /// Trails have about as many vertices whether there are few frames or many.
  var segmentVertexCount: Int { max(8, min(32, (64 + frames.count - 2) / max(1, frames.count - 1))) }
}
