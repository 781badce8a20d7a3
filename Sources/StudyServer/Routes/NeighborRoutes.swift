import Hummingbird
import StudyStore

/// `/api/models/{model}/layers/{layer}/neighbors?item=17&count=15`.
struct NeighborRoutes: Sendable {
  let study: Study

  private struct Reply: Encodable {
    struct Neighbor: Encodable {
      var item: Int
      var distance: Float
    }
    var item: Int
    var neighbors: [Neighbor]
  }

  func add(to router: Router<StudyRequestContext>) {
    router.get("/api/models/{model}/layers/{layer}/neighbors") { request, context in
      let layer = try LayerAddress(context)
      let item = try request.number("item", in: 0...Int(Int32.max))
      let count = try request.number("count", default: 15, in: 1...10_000)
      return try await onBlockingThread { try ContentReply(json: reply(item, count: count, layer)) }
        .response(to: request)
    }
  }

  private func reply(_ item: Int, count: Int, _ layer: LayerAddress) throws -> Reply {
    guard let indices = try layer.file(.neighbors, of: study),
      let distances = try layer.file(.neighborDistances, of: study)
    else {
      throw ErrorResponse.notFound(
        "\(layer.layer) of \(layer.model) has no neighbours yet.", remedy: "Wait for them, or run strata analyze again."
      )
    }
    let rows = try ArrayRows(indices)
    try requireItem(item, below: rows.rowCount)
    let pairs = zip(try rows.integers(item), try ArrayRows(distances).floats(item)).prefix(count)
    return Reply(item: item, neighbors: pairs.map { Reply.Neighbor(item: $0, distance: $1) })
  }
}

/// Throws 404 for an item that is not there.
func requireItem(_ item: Int, below count: Int) throws {
  guard item < count else {
    throw ErrorResponse.notFound("There is no item \(item).", remedy: "Items count from 0; there are \(count).")
  }
}
