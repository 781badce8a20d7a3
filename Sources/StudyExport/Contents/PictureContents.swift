import Foundation
import ImageDatasets
import NumericKernels
import StudyPipeline
import StudyServer
import StudyStore

extension ExportContext {
  /// Below this side a picture keeps every value: there are few of them, and each is seen.
  static let smallSide = 64

  /// The images that were optimized for each layer, and what is known of them.
  func featureEntries(quality: Int, isHalved: Bool) async throws -> [PackEntry] {
    try await pictureEntries("optimized images", "features", list: "features", quality, isHalved) { $0.features > 0 }
  }

  /// The activation atlas of each layer that has one.
  func atlasEntries(quality: Int, isHalved: Bool) async throws -> [PackEntry] {
    try await pictureEntries("atlases", "atlas", list: "cells", quality, isHalved) { $0.hasAtlas }
  }

  private func pictureEntries(
    _ stage: String, _ resource: String, list: String, _ quality: Int, _ isHalved: Bool,
    where isThere: (LayerDescription) -> Bool
  ) async throws -> [PackEntry] {
    var entries: [PackEntry] = []
    let concerned = layers.filter { isThere($0.layer) }
    for (place, (model, layer)) in concerned.enumerated() {
      try progressed(stage, place, of: concerned.count, layer: layer.name)
      let address = Self.address(model, layer) + "/" + resource
      guard let told = try await json(address) else { continue }
      let names = told[list]?.elements.compactMap { $0["image"]?.stringValue } ?? []
      var images: [Data] = []
      for name in names {
        images.append(try await replies.reply(to: "\(address)/\(name.inQuery)")?.data ?? Data())
      }
      let written = try reencoded(images, quality: quality, isHalved: isHalved)
      let pictures = zip(names, written).compactMap { name, data in
        data.map { PackFile("/\(name)", type: "image/webp", $0) }
      }
      entries.append(PackEntry(name: address, files: [try PackFile("", json: cleaned(told, list: list))] + pictures))
    }
    return entries
  }

  /// Without what only serves to add images (it names files of this machine), and with the images that take part.
  private func cleaned(_ told: JSONValue, list: String) -> JSONValue {
    var told = told
    told["recipe"] = nil
    if !has(.names) {
      // Images of content and style are named after their files.
      for reference in ["content", "style"] { told["parameters"]?[reference] = nil }
    }
    told.edit(list) { entry in
      var entry = entry
      if let items = entry["items"]?.elements {
        let kept = items.indices.filter { items[$0].integerValue.flatMap(sample.place) != nil }
        entry["items"] = entry["items"]?.items(in: sample)
        if let places = entry["places"]?.elements, !places.isEmpty { entry["places"] = .array(kept.map { places[$0] }) }
      }
      if !has(.names), entry["kind"]?.stringValue == "direction", let number = entry["number"] {
        // People name directions.
        entry["name"] = .string("direction \(number.integerValue ?? 0)")
      }
      return entry
    }
    return told
  }

  /// As WebP; nil for pictures that are gone or cannot be read.
  private func reencoded(_ images: [Data], quality: Int, isHalved: Bool) throws -> [Data?] {
    try concurrently(images.count) { place in
      guard !images[place].isEmpty else { return nil }
      let picture = try images[place].withUnsafeBytes { try ImageDecoder().decode($0, named: "an optimized image") }
      guard max(picture.width, picture.height) > Self.smallSide else { return try picture.webPData() }
      guard isHalved else { return try picture.webPData(quality: quality) }
      return try ImageResampler().resized(
        picture, width: max(1, picture.width / 2), height: max(1, picture.height / 2), interpolation: .bicubic
      ).webPData(quality: quality)
    }
  }

  /// One value for each place, worked out on all threads; the same for any number of them.
  func concurrently<Value: Sendable>(_ count: Int, _ body: @Sendable (Int) throws -> Value) throws -> [Value] {
    let results = ResultList<Value>(count: count)
    parallel.forEachChunk(of: count, chunkSize: 1) { place, _ in
      if cancellation.isCancelled { return }
      results.set(place, Result { try body(place) })
    }
    try cancellation.check()
    return try results.values()
  }
}

/// Results of places, in their order.
private final class ResultList<Value: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  // Guarded by `lock`.
  private var results: [Result<Value, any Error>?]

  init(count: Int) { results = Array(repeating: nil, count: count) }

  func set(_ place: Int, _ result: Result<Value, any Error>) { lock.withLock { results[place] = result } }

  func values() throws -> [Value] {
    try lock.withLock {
      try results.map { result in
        guard let result else { throw CancellationError() }
        return try result.get()
      }
    }
  }
}
