import Foundation
import Hummingbird
import StudyStore

/// `/units?item=17&count=5` and `/top-images?channel=12` of a layer: which channels an image excites, and which images a
/// channel.
struct UnitRoutes: Sendable {
  let study: Study

  private struct UnitsReply: Encodable {
    struct Unit: Encodable {
      var channel: Int
      var activation: Float
    }
    var item: Int
    var units: [Unit]
  }

  func add(to router: Router<StudyRequestContext>) {
    router.get("/api/models/{model}/layers/{layer}/units") { request, context in
      let layer = try LayerAddress(context)
      let item = try request.number("item", in: 0...Int(Int32.max))
      let count = try request.number("count", default: 5, in: 1...10_000)
      return try await onBlockingThread { try ContentReply(json: units(of: item, count: count, layer)) }
        .response(to: request)
    }
    router.get("/api/models/{model}/layers/{layer}/top-images") { request, context in
      let layer = try LayerAddress(context)
      let channel = try request.number("channel", in: 0...Int(Int32.max))
      return try await onBlockingThread { try ContentReply(json: topImages(of: channel, layer)) }
        .response(to: request)
    }
  }

  private func units(of item: Int, count: Int, _ layer: LayerAddress) throws -> UnitsReply {
    guard let file = try layer.unitActivations(of: study) else { throw layer.hasNoUnits }
    let rows = try ArrayRows(file)
    try requireItem(item, below: rows.rowCount)
    let strongest = try rows.floats(item).enumerated().filter { $0.element.isFinite }
      .sorted { ($1.element, $0.offset) < ($0.element, $1.offset) }.prefix(count)
    return UnitsReply(item: item, units: strongest.map { UnitsReply.Unit(channel: $0.offset, activation: $0.element) })
  }

  private func topImages(of channel: Int, _ layer: LayerAddress) throws -> TopImages.Reply {
    guard let found = try TopImages(study, model: layer.model, layer: layer.layer) else {
      throw ErrorResponse.notFound(
        "\(layer.layer) of \(layer.model) has no top images yet.", remedy: "Wait for them, or analyze the layer again.")
    }
    guard channel < found.channelCount else {
      throw ErrorResponse.notFound(
        "There is no channel \(channel).", remedy: "Channels count from 0; there are \(found.channelCount).")
    }
    return try found.reply(channel: channel)
  }
}
