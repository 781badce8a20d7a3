public import ImageDatasets

/// An image that optimized ones are to be like in some layers, and how much that counts.
///
/// As content, the activations themselves are compared, place by place; as style, their Gram matrices, which know which
/// channels answer together but not where (Gatys, Ecker, Bethge 2016, doi:10.1109/CVPR.2016.265). Differences from the paper:
/// every distance is a share of the reference's own square, so that 0 is equality and 1 is what an image without any
/// activations has, in every layer of every network; the image is optimized as `MaximizationOptions` says.
public struct ReferencePenalty: Sendable, Equatable, Codable {
  /// Multiplies the distance, in units of the objective; above 0.
  public var weight: Double
  /// The layers' names or tensors; empty: the network's own choice (`VisualizedNetwork.contentLayers`, `.styleLayers`).
  public var layers: [String]
  /// What the image is called, for people.
  public var name: String
  /// Names the pixels: images with other pixels have other hashes.
  public let contentHash: String
  /// The image, of any size; nil where the penalty was read from a record.
  public let image: PixelImage?

  private enum CodingKeys: String, CodingKey { case weight, layers, name, contentHash }

  /// A penalty.
  public init(_ image: PixelImage, name: String, layers: [String] = [], weight: Double = 100) {
    (self.image, self.name, self.layers, self.weight) = (image, name, layers, weight)
    contentHash = Self.hash(of: image)
  }

  /// Reads what a record tells; the image is not in it.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    weight = try values.decode(Double.self, forKey: .weight)
    layers = try values.decode([String].self, forKey: .layers)
    name = try values.decode(String.self, forKey: .name)
    contentHash = try values.decode(String.self, forKey: .contentHash)
    image = nil
  }

  func validate(as kind: String) throws {
    guard weight > 0, weight.isFinite else {
      throw FeatureVisualizationError(.badOption, "The weight of the \(kind) is \(weight). Expected above 0.")
    }
  }

  /// FNV-1a of size and pixels.
  private static func hash(of image: PixelImage) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    let size = "\(image.width) x \(image.height) x \(image.channelCount)"
    for byte in size.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    image.pixels.withUnsafeBufferPointer { pixels in
      for byte in pixels { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
