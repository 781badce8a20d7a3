import NeighborSearch
import RepresentationAnalysis
public import StudyStore

/// Finds the layer at which each class separates and the layer at which each image finds its class, from the neighbors
/// that a study has stored.
///
/// The input takes part where it was analyzed. Nothing is written, and neither the network nor the images are needed.
public struct StudyEmergence: Sendable {
  private let study: Study

  /// Prepares; nothing is read yet.
  public init(_ study: Study) { self.study = study }

  /// Goes through the layers of a network, by name or folder; nil takes the first. Deterministic. O(layers · images ·
  /// neighbors).
  ///
  /// - Returns: nil when the images have no labels, or when no layer has neighbors yet.
  /// - Throws: `StudyPipelineError` of kind `badInput` for a network that the study does not have, and errors of the
  ///   study's files.
  public func report(ofModel name: String? = nil) throws -> EmergenceReport? {
    let model = try study.model(named: name)
    let labels = try study.database.itemLabels().map { $0 >= 0 ? Int?(Int($0)) : nil }
    let layers = try study.database.layers(ofModel: model.folder).filter {
      try study.database.artifact(.neighbors, layer: $0.folder, of: model.folder) != nil
    }
    guard !layers.isEmpty, labels.contains(where: { $0 != nil }) else { return nil }
    let graphs = try layers.map { try NeighborsStage.graph(study, layer: $0, model: model.folder) }
    let options = ClassEmergenceOptions()
    let found = try ClassEmergence(graphs, labels: labels, options: options)
    let names = try study.database.classes()
    return EmergenceReport(
      model: model.name, neighborCount: min(options.neighborCount, graphs.map(\.neighborCount).min() ?? 0),
      share: options.share,
      layers: layers.enumerated().map { place, layer in
        EmergenceReport.Layer(
          name: layer.name, folder: layer.folder, classCount: found.classLayers.count { $0 == place },
          imageCount: found.itemLayers.count { $0 == place })
      },
      classes: found.classes.enumerated().map { place, label in
        EmergenceReport.Class(
          index: label, name: names[label], layer: found.classLayers[place], hits: found.hits.map { $0[place] })
      }, images: found.itemLayers)
  }
}
