import Foundation
import NeighborSearch
import NumericKernels
public import StudyStore

/// Looks for the nearest neighbors of images in layers of a study; all candidates are compared, nothing is approximate.
public struct StudyNeighbors: Sendable {
  private let study: Study
  private let request: NeighborRequest
  private let cancellation: AnalysisCancellation

  /// Prepares a search; nothing is read yet.
  public init(_ study: Study, request: NeighborRequest, cancellation: AnalysisCancellation = .init()) {
    (self.study, self.request, self.cancellation) = (study, request, cancellation)
  }

  /// Searches. One seed, one result, for any number of threads. O(queries · images · features) a layer.
  ///
  /// - Throws: `StudyPipelineError` of kind `badInput` for queries, layers, networks and splits that the study does not
  ///   have, errors of image and study files, and `CancellationError` when asked to stop.
  public func run() throws -> NeighborTable {
    guard request.neighborCount > 0 else {
      throw StudyPipelineError(
        kind: .badInput, description: "0 neighbors were asked for; at least 1 is expected. Give a larger number.")
    }
    let model = try study.model(named: request.model)
    let all = try study.database.layers(ofModel: model.folder)
    let layers = try LayerChoice(layers: all, outputCount: model.outputClasses.count)(request.layers)
    let description = try study.description()
    let items = try study.database.items()
    let resolution = QueryResolution(items: items)
    let queries = try queries(resolution)
    let candidates = try resolution.rows(ofSplit: request.among)
    let files = queries.compactMap { if case .file(let url) = $0 { url } else { nil } }
    let outside =
      files.isEmpty
      ? [:]
      : try OutsideImages(
        study: study, model: model, layers: all, network: request.network, threadCount: request.threadCount
      ).activations(files, cancellation: cancellation)
    let labels = Labels(items: items, classes: description.classes)
    let pictures = queries.map { query in
      switch query {
      case .item(let row): labels.picture(row)
      case .file(let url): NeighborTable.Picture(item: nil, identifier: url.path, label: nil, labelIndex: nil)
      }
    }
    let found = try layers.map { layer in
      try search(layer, model: model.folder, queries: queries, outside: outside[layer.folder], candidates: candidates)
    }
    let metrics = Dictionary(
      description.models.first { $0.folder == model.folder }?.layers.map { ($0.folder, $0.metrics) } ?? [],
      uniquingKeysWith: { first, _ in first })
    return NeighborTable(
      study: description.name, model: model.name, metric: request.metric.rawValue, candidateCount: candidates.count,
      columns: layers.map {
        .init(
          layer: $0.name, folder: $0.folder, isInput: $0.operatorName == "Input",
          accuracy: metrics[$0.folder]?["knnAccuracy"])
      },
      rows: pictures.indices.map { place in
        .init(query: pictures[place], neighbors: found.map { labels.neighbors($0[place], of: pictures[place]) })
      })
  }

  private func queries(_ resolution: QueryResolution) throws -> [QueryResolution.Query] {
    let rows = try resolution.rows(ofSplit: request.from)
    guard case .named(let names) = request.queries else {
      guard case .sampled(let count) = request.queries else { return [] }
      return resolution.sample(count, from: rows, seed: request.seed)
    }
    let allowed = Set(rows)
    return try names.map { name in
      let query = try resolution.query(name)
      if case .item(let row) = query, !allowed.contains(row) {
        throw StudyPipelineError(
          kind: .badInput,
          description:
            "The image \(name) is not in the split \(request.from ?? ""). Choose others, or leave --from out.")
      }
      return query
    }
  }

  /// The nearest candidates of every query, without itself.
  private func search(
    _ layer: StudyLayer, model: String, queries: [QueryResolution.Query], outside: Matrix?, candidates: [Int]
  ) throws -> [[(row: Int, distance: Float)]] {
    try cancellation.check()
    let file = try study.array("activations.npy", layer: layer, model: model)
    var wanted: [Float] = []
    var files = 0
    for query in queries {
      switch query {
      case .item(let row): wanted += try file.rows(row..<row + 1).elements
      case .file:
        let width = layer.featureCount
        wanted += outside.map { Array($0.elements[files * width..<(files + 1) * width]) } ?? []
        files += 1
      }
    }
    let isAll = candidates.count == file.header.shape.first
    let data = isAll ? try file.matrix() : try Self.gathered(file, candidates, width: layer.featureCount)
    let found = try ExactSearch(metric: request.metric, parallel: ParallelRows(threadCount: request.threadCount))
      .neighbors(
        of: Matrix(rowCount: queries.count, columnCount: layer.featureCount, elements: wanted), in: data,
        neighborCount: request.neighborCount + 1, progress: { _ in try cancellation.check() })
    return queries.enumerated().map { place, query in
      let start = place * found.neighborCount
      let near = (start..<start + found.neighborCount).map {
        (row: candidates[Int(found.indices[$0])], distance: found.distances[$0])
      }
      return Array(near.filter { query != .item($0.row) }.prefix(request.neighborCount))
    }
  }

  private static func gathered(_ file: NPYFile, _ rows: [Int], width: Int) throws -> Matrix {
    var elements: [Float] = []
    elements.reserveCapacity(rows.count * width)
    for row in rows { elements += try file.rows(row..<row + 1).elements }
    return Matrix(rowCount: rows.count, columnCount: width, elements: elements)
  }
}

/// What images are called and what they show.
private struct Labels {
  let items: [StudyItem]
  let classes: [String]

  func picture(_ row: Int) -> NeighborTable.Picture {
    NeighborTable.Picture(
      item: row, identifier: items[row].identifier, label: items[row].labelIndex.map { classes[$0] },
      labelIndex: items[row].labelIndex)
  }

  func neighbors(
    _ found: [(row: Int, distance: Float)], of query: NeighborTable.Picture
  ) -> [NeighborTable.Neighbor] {
    found.map { row, distance in
      let label = items[row].labelIndex
      let isSame = query.labelIndex.flatMap { wanted in label.map { $0 == wanted } }
      return NeighborTable.Neighbor(picture: picture(row), distance: distance, isSameClass: isSame)
    }
  }
}
