import Foundation
package import ImageDatasets
import StudyPipeline
package import StudyStore

/// Which images excite the channels of a layer most, and what of them the strongest place sees.
package struct TopImages {
  /// Those of one channel.
  package struct Reply: Encodable {
    private enum CodingKeys: CodingKey { case channel, field, images }
    package var channel: Int
    package var field: Field?
    package var images: [Image]

    package func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(channel, forKey: .channel)
      try container.encode(field, forKey: .field)
      try container.encode(images, forKey: .images)
    }
  }

  /// An image, how much it excites, and where.
  package struct Image: Encodable {
    package var item: Int
    package var value: Float
    package var row: Int?
    package var column: Int?
    package var width: Int?
    package var height: Int?
    package var region: ImageRegion?
  }

  /// What a position sees of the network's input; `rows` and `columns` are nil where it sees all.
  package struct Field: Encodable {
    private enum CodingKeys: CodingKey { case rows, columns, inputRows, inputColumns }
    var rows: Int?
    var columns: Int?
    var inputRows: Int
    var inputColumns: Int

    package func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(rows, forKey: .rows)
      try container.encode(columns, forKey: .columns)
      try container.encode(inputRows, forKey: .inputRows)
      try container.encode(inputColumns, forKey: .inputColumns)
    }
  }

  private let study: Study
  private let shape: [Int]
  private let seen: SeenRegions?
  private let items: ArrayRows
  private let values: ArrayRows
  private let positions: ArrayRows?

  /// How many channels there are.
  package var channelCount: Int { items.rowCount }

  /// Nil before the layer has been extracted.
  ///
  /// - Throws: `ErrorResponse` for a layer that the study does not have; errors of the study's files.
  package init?(_ study: Study, model: String, layer: String) throws {
    guard let items = try study.file(.topImages, layer: layer, of: model),
      let values = try study.file(.topValues, layer: layer, of: model)
    else { return nil }
    let record = try study.requireLayer(layer, of: model)
    self.study = study
    shape = record.shape
    let network = try study.database.models().first { $0.folder == model }
    seen = try network.flatMap { try SeenRegions(study, model: $0, layer: record) }
    (self.items, self.values) = (try ArrayRows(items), try ArrayRows(values))
    positions = try study.file(.topPositions, layer: layer, of: model).map { try ArrayRows($0) }
  }

  /// The layer's receptive field; nil where it was not recorded.
  package var field: Field? {
    seen.map {
      Field(
        rows: $0.rowCount, columns: $0.columnCount, inputRows: $0.inputRowCount, inputColumns: $0.inputColumnCount)
    }
  }

  /// The images of one channel, which must be below ``channelCount``.
  package func reply(channel: Int) throws -> Reply {
    let places = try positions?.integers(channel)
    var images = zip(try items.integers(channel), try values.floats(channel)).enumerated()
      .filter { $0.element.0 >= 0 }.map { rank, pair in
        let place = place(places.flatMap { rank < $0.count ? $0[rank] : nil })
        return Image(item: pair.0, value: pair.1, row: place?.row, column: place?.column)
      }
    guard let seen else { return Reply(channel: channel, images: images) }
    let sizes = try study.database.imageSizes(of: images.map(\.item))
    for (index, image) in images.enumerated() {
      guard let size = sizes[image.item] else { continue }
      (images[index].width, images[index].height) = (size.width, size.height)
      // Without a place the layer has a single one.
      guard image.row != nil || seen.isGlobal else { continue }
      images[index].region = seen.region(
        row: image.row ?? 0, column: image.column ?? 0, imageWidth: size.width, imageHeight: size.height)
    }
    return Reply(channel: channel, field: field, images: images)
  }

  /// Row and column of a flattened position in a feature map; nil for layers without one.
  private func place(_ position: Int?) -> (row: Int, column: Int)? {
    guard let position, position >= 0, shape.count >= 2, let width = shape.last, width > 0 else { return nil }
    return shape.count == 2 ? (0, position) : (position / width, position % width)
  }
}
