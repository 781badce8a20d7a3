import Foundation
import ImageDatasets
import NumericKernels
import StudyPipeline
import StudyServer
import StudyStore

extension ExportContext {
  private struct Facts: Encodable {
    /// Whether the features of the layer are its channels.
    var answersUnits: Bool
  }

  private struct TopFacts: Encodable {
    private enum CodingKeys: CodingKey { case field }
    var field: TopImages.Field?

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(field, forKey: .field)
    }
  }

  /// What the channels of every layer make of the images, in `levels` steps between the least and the largest activation of
  /// a channel.
  func channelEntries(levels: Int) throws -> [PackEntry] {
    var entries: [PackEntry] = []
    for (place, (model, layer)) in layers.enumerated() {
      try progressed("activations by channel", place, of: layers.count, layer: layer.name)
      guard let file = try channelFile(layer, of: model.folder) else { continue }
      let (values, shape) = try sample.selected(NPYFile(contentsOf: file))
      // As the route has it: of sequences the features are no channels for this question.
      let isChannel = try study.file(.unitActivations, layer: layer.folder, of: model.folder) != nil
      entries.append(
        PackEntry(
          name: "\(Self.address(model, layer))/channels",
          files: [
            try PackFile("", json: Facts(answersUnits: isChannel || layer.featureCount == layer.shape.first)),
            PackFile("/activations", .scaled(values, shape: shape, levels: levels, columnsTogether: true)),
          ]))
    }
    return entries
  }

  /// The channels of every layer that each image excites most, and the images that excite each channel most. What channels
  /// make of all images is too coarse for the first of some channels, such as probabilities.
  func topEntries() throws -> [PackEntry] {
    var entries: [PackEntry] = []
    for (place, (model, layer)) in layers.enumerated() {
      try progressed("top images", place, of: layers.count, layer: layer.name)
      if let files = try unitFiles(layer, of: model.folder) {
        entries.append(PackEntry(name: "\(Self.address(model, layer))/units", files: files))
      }
      guard let top = try TopImages(study, model: model.folder, layer: layer.folder) else { continue }
      let files = try topFiles(top)
      if !files.isEmpty { entries.append(PackEntry(name: "\(Self.address(model, layer))/top-images", files: files)) }
    }
    return entries
  }

  private static let unitsPerImage = 5

  /// Where the largest values are, the largest first, ties by place. O(values · count).
  private static func strongest(_ count: Int, of values: ArraySlice<Float>) -> [Int] {
    var found: [(place: Int, value: Float)] = []
    for (place, value) in values.enumerated() where found.count < count || value > found[count - 1].value {
      found.insert((place, value), at: found.firstIndex { $0.value < value } ?? found.count)
      if found.count > count { found.removeLast() }
    }
    return found.map(\.place)
  }

  private func unitFiles(_ layer: LayerDescription, of model: String) throws -> [PackFile]? {
    let unitFile = try study.file(.unitActivations, layer: layer.folder, of: model)
    let isChannel = layer.featureCount == layer.shape.first
    guard let file = try unitFile ?? (isChannel ? study.file(.activations, layer: layer.folder, of: model) : nil) else {
      return nil
    }
    let (values, shape) = try sample.selected(NPYFile(contentsOf: file))
    let (width, count) = (shape.last ?? 0, min(Self.unitsPerImage, shape.last ?? 0))
    guard count > 0 else { return nil }
    var (channels, strengths): ([Int32], [Float]) = ([], [])
    for row in 0..<shape[0] {
      let first = Self.strongest(count, of: values[(row * width)..<((row + 1) * width)])
      channels += first.map { Int32($0) }
      strengths += first.map { values[row * width + $0] }
    }
    return [
      PackFile("/channels", .integers(channels, shape: [shape[0], count])),
      PackFile("/values", .halves(strengths, shape: [shape[0], count])),
    ]
  }

  /// The activations with a column for each channel or feature; nil for maps that were kept as a grid.
  private func channelFile(_ layer: LayerDescription, of model: String) throws -> URL? {
    if let file = try study.file(.unitActivations, layer: layer.folder, of: model) { return file }
    let neurons = layer.shape.count == 2 ? layer.shape.last : layer.shape.first
    guard layer.featureCount == layer.shape.first || (layer.operator != "Input" && layer.featureCount == neurons)
    else { return nil }
    return try study.file(.activations, layer: layer.folder, of: model)
  }

  /// The images of all channels in columns: as JSON they would take several times as much.
  private func topFiles(_ top: TopImages) throws -> [PackFile] {
    let replies = try (0..<top.channelCount).map { channel in
      if channel % 64 == 0 { try cancellation.check() }
      return try top.reply(channel: channel).images.compactMap { image in
        sample.place(of: image.item).map { (place: $0, image: image) }
      }
    }
    let width = replies.map(\.count).max() ?? 0
    guard width > 0 else { return [] }
    var (items, values, places, regions) = ([Int32](), [Float](), [Int32](), [Int32]())
    for images in replies {
      for rank in 0..<width {
        let found = rank < images.count ? images[rank] : nil
        let image = found?.image
        items.append(Int32(found?.place ?? -1))
        values.append(image?.value ?? images.last?.image.value ?? 0)
        places += [Int32(image?.row ?? -1), Int32(image?.column ?? -1)]
        let region = image?.region
        let numbers: [Int?] = [image?.width, image?.height, region?.x, region?.y, region?.width, region?.height]
        regions += numbers.map { Int32($0 ?? 0) }
      }
    }
    let count = top.channelCount
    return [
      try PackFile("", json: TopFacts(field: top.field)),
      PackFile("/items", .integers(items, shape: [count, width])),
      PackFile("/values", .halves(values, shape: [count, width])),
      PackFile("/places", .integers(places, shape: [count, 2 * width])),
      PackFile("/regions", .integers(regions, shape: [count, 6 * width])),
    ]
  }
}
