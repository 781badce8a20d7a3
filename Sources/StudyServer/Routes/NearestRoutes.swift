import Foundation
import Hummingbird
import NeighborSearch
import StudyPipeline
import StudyStore

/// `/api/models/{model}/layers/{layer}/nearest?items=1,17&count=10&metric=cosine&among=train`: the neighbors of several
/// images at once. Those that the study keeps are read, any other ones are searched for.
struct NearestRoutes: Sendable {
  private static let mostItems = 500

  let study: Study

  private struct Reply: Encodable {
    struct Row: Encodable {
      var item: Int
      var neighbors: [Neighbor]
    }
    struct Neighbor: Encodable {
      var item: Int
      var distance: Float
    }
    var metric: String
    var rows: [Row]
  }

  func add(to router: Router<StudyRequestContext>) {
    router.get("/api/models/{model}/layers/{layer}/nearest") { request, context in
      let layer = try LayerAddress(context)
      let items = try Self.items(of: request, below: study.database.itemCount())
      let count = try request.number("count", default: 10, in: 1...1000)
      let metric = request.uri.queryParameters["metric"].map(String.init)
      let among = request.uri.queryParameters["among"].map(String.init)
      return try await onBlockingThread {
        try ContentReply(json: reply(items, count: count, metric: metric, among: among, layer))
      }.response(to: request)
    }
  }

  private static func items(of request: Request, below count: Int) throws -> [Int] {
    let texts = (request.uri.queryParameters["items"] ?? "").split(separator: ",", omittingEmptySubsequences: false)
    let items = texts.compactMap { Int($0) }
    guard !items.isEmpty, items.count == texts.count, items.count <= mostItems, items.allSatisfy({ $0 >= 0 }) else {
      throw ErrorResponse.badRequest(
        "items is no list of images.", remedy: "Give 1 to \(mostItems) numbers with commas between them.")
    }
    for item in items { try requireItem(item, below: count) }
    return items
  }

  private func reply(
    _ items: [Int], count: Int, metric: String?, among: String?, _ layer: LayerAddress
  ) throws -> Reply {
    _ = try layer.record(of: study)
    let stored = try study.database.run(stage: "neighbors", scope: .layer(layer.layer, of: layer.model))?
      .parameters["metric"]?.effective.stringValue
    if among == nil, metric == nil || metric == stored, let rows = try kept(items, count: count, layer) {
      return Reply(metric: stored ?? "", rows: rows)
    }
    return try search(items, count: count, metric: metric ?? stored ?? "euclidean", among: among, layer)
  }

  /// Compares the images with all others.
  private func search(
    _ items: [Int], count: Int, metric name: String, among: String?, _ layer: LayerAddress
  ) throws -> Reply {
    guard let metric = DistanceMetric(rawValue: name) else {
      throw ErrorResponse.badRequest(
        "There is no metric \(name).",
        remedy: "Give euclidean, cosine, correlation, manhattan, chebyshev or minkowski:P.")
    }
    var request = NeighborRequest()
    request.queries = .named(items.map(String.init))
    (request.model, request.layers) = (layer.model, [layer.layer])
    (request.neighborCount, request.metric, request.among) = (count, metric, among)
    let found = try StudyNeighbors(study, request: request).run()
    return Reply(
      metric: name,
      rows: zip(items, found.rows).map { item, row in
        let near = row.neighbors[0].compactMap { near in
          near.picture.item.map { Reply.Neighbor(item: $0, distance: near.distance) }
        }
        return Reply.Row(item: item, neighbors: near)
      })
  }

  /// The neighbors that the study keeps; nil where there are none or too few of them.
  private func kept(_ items: [Int], count: Int, _ layer: LayerAddress) throws -> [Reply.Row]? {
    guard let indices = try layer.file(.neighbors, of: study),
      let distances = try layer.file(.neighborDistances, of: study)
    else { return nil }
    let (near, far) = (try ArrayRows(indices), try ArrayRows(distances))
    guard near.columnCount >= min(count, near.rowCount - 1) else { return nil }
    return try items.map { item in
      let pairs = zip(try near.integers(item), try far.floats(item)).prefix(count)
      return Reply.Row(item: item, neighbors: pairs.map { Reply.Neighbor(item: $0, distance: $1) })
    }
  }
}
