import Foundation
import Hummingbird
import ImageDatasets
import StudyPipeline
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

  private struct TopImagesReply: Encodable {
    private enum CodingKeys: CodingKey { case channel, field, images }
    struct Image: Encodable {
      var item: Int
      var value: Float
      var row: Int?
      var column: Int?
      var width: Int?
      var height: Int?
      var region: ImageRegion?
    }
    /// What a position sees of the network's input; `rows` and `columns` are nil where it sees all.
    struct Field: Encodable {
      private enum CodingKeys: CodingKey { case rows, columns, inputRows, inputColumns }
      var rows: Int?
      var columns: Int?
      var inputRows: Int
      var inputColumns: Int

      func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(rows, forKey: .rows)
        try container.encode(columns, forKey: .columns)
        try container.encode(inputRows, forKey: .inputRows)
        try container.encode(inputColumns, forKey: .inputColumns)
      }
    }
    var channel: Int
    var field: Field?
    var images: [Image]

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(channel, forKey: .channel)
      try container.encode(field, forKey: .field)
      try container.encode(images, forKey: .images)
    }
  }

  func add(to router: Router<BasicRequestContext>) {
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

  private func topImages(of channel: Int, _ layer: LayerAddress) throws -> TopImagesReply {
    guard let items = try layer.file(.topImages, of: study), let values = try layer.file(.topValues, of: study) else {
      throw ErrorResponse.notFound(
        "\(layer.layer) of \(layer.model) has no top images yet.", remedy: "Wait for them, or analyze the layer again.")
    }
    let rows = try ArrayRows(items)
    guard channel < rows.rowCount else {
      throw ErrorResponse.notFound(
        "There is no channel \(channel).", remedy: "Channels count from 0; there are \(rows.rowCount).")
    }
    let positions = try layer.file(.topPositions, of: study).map { try ArrayRows($0).integers(channel) }
    let shape = try layer.record(of: study).shape
    let images = zip(try rows.integers(channel), try ArrayRows(values).floats(channel)).enumerated()
      .filter { $0.element.0 >= 0 }.map { rank, pair in
        let place = UnitRoutes.place(positions.flatMap { rank < $0.count ? $0[rank] : nil }, shape: shape)
        return TopImagesReply.Image(item: pair.0, value: pair.1, row: place?.row, column: place?.column)
      }
    return try located(TopImagesReply(channel: channel, images: images), layer)
  }

  /// Adds what the strongest position of each image sees of it.
  private func located(_ reply: TopImagesReply, _ layer: LayerAddress) throws -> TopImagesReply {
    guard let model = try study.database.models().first(where: { $0.folder == layer.model }),
      let seen = try SeenRegions(study, model: model, layer: try layer.record(of: study))
    else { return reply }
    var reply = reply
    reply.field = .init(
      rows: seen.rowCount, columns: seen.columnCount, inputRows: seen.inputRowCount, inputColumns: seen.inputColumnCount
    )
    let sizes = try study.database.imageSizes(of: reply.images.map(\.item))
    for (index, image) in reply.images.enumerated() {
      guard let size = sizes[image.item] else { continue }
      (reply.images[index].width, reply.images[index].height) = (size.width, size.height)
      // Without a place the layer has a single one.
      guard image.row != nil || seen.isGlobal else { continue }
      reply.images[index].region = seen.region(
        row: image.row ?? 0, column: image.column ?? 0, imageWidth: size.width, imageHeight: size.height)
    }
    return reply
  }

  /// Row and column of a flattened position in a feature map; nil for layers without one.
  private static func place(_ position: Int?, shape: [Int]) -> (row: Int, column: Int)? {
    guard let position, position >= 0, shape.count >= 2, let width = shape.last, width > 0 else { return nil }
    return shape.count == 2 ? (0, position) : (position / width, position % width)
  }
}
