import Foundation
import NeighborSearch
import NumericKernels
import StudyPipeline
import StudyStore

extension ExportContext {
  private struct Facts: Encodable {
    var metric: String
  }

  /// Steps between the distance of the nearest and the farthest neighbour of an image.
  private static let distanceLevels = 255

  /// The nearest of every image in every layer, at most `count` of them. Where only some images take part, those nearest
  /// among them are searched for.
  func neighborEntries(count: Int) throws -> [PackEntry] {
    var entries: [PackEntry] = []
    for (place, (model, layer)) in layers.enumerated() {
      try progressed("neighbours", place, of: layers.count, layer: layer.name)
      guard let graph = try neighbors(count: count, layer: layer.folder, of: model.folder) else { continue }
      let shape = [graph.rowCount, graph.neighborCount]
      guard graph.neighborCount > 0 else { continue }
      entries.append(
        PackEntry(
          name: "\(Self.address(model, layer))/neighbors",
          files: [
            try PackFile("", json: Facts(metric: try metric(layer: layer.folder, of: model.folder))),
            PackFile("/items", .integers(graph.indices, shape: shape)),
            PackFile(
              "/distances", .scaled(graph.distances, shape: shape, by: 0, levels: Self.distanceLevels, delta: true)),
          ]))
    }
    return entries
  }

  private func metric(layer: String, of model: String) throws -> String {
    try study.database.run(stage: "neighbors", scope: .layer(layer, of: model))?
      .parameters["metric"]?.effective.stringValue ?? "euclidean"
  }

  private struct Graph {
    var rowCount: Int
    var neighborCount: Int
    var indices: [Int32]
    var distances: [Float]
  }

  private func neighbors(count: Int, layer: String, of model: String) throws -> Graph? {
    guard let indices = try study.file(.neighbors, layer: layer, of: model),
      let distances = try study.file(.neighborDistances, layer: layer, of: model)
    else { return nil }
    if sample.isWhole {
      let (near, far) = (try NPYFile(contentsOf: indices), try NPYFile(contentsOf: distances))
      let (stored, kept) = (near.header.shape.last ?? 0, min(count, near.header.shape.last ?? 0))
      let (items, lengths) = (try near.int32Elements(), far.floatElements())
      let rows = 0..<sample.rows.count
      return Graph(
        rowCount: rows.count, neighborCount: kept,
        indices: rows.flatMap { items[($0 * stored)..<($0 * stored + kept)] },
        distances: rows.flatMap { lengths[($0 * stored)..<($0 * stored + kept)] })
    }
    guard let activations = try study.file(.activations, layer: layer, of: model),
      let metric = DistanceMetric(rawValue: try metric(layer: layer, of: model))
    else { return nil }
    let (values, shape) = try sample.selected(NPYFile(contentsOf: activations))
    let data = Matrix(rowCount: shape[0], columnCount: values.count / max(1, shape[0]), elements: values)
    let cancellation = cancellation
    let found = try ExactSearch(metric: metric, parallel: parallel).neighbors(of: data, neighborCount: count) { _ in
      try cancellation.check()
    }
    return Graph(
      rowCount: found.rowCount, neighborCount: found.neighborCount, indices: found.indices, distances: found.distances)
  }
}
