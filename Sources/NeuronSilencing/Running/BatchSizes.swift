import ONNXModel

/// How many images are run to the layer at once, and how many groups from there.
struct BatchSizes {
  /// Images of a batch.
  let images: Int
  /// Whether the file fixes the number of images: then every batch has exactly so many, and one group at a time.
  let isFixed: Bool
  /// Groups that are run at once on a full batch.
  let groups: Int

  /// What a run after the layer takes at most: more rows at once make it no faster where they leave the caches.
  private static let tailBytes = 32 << 20

  init(_ network: ONNXNetwork, cut: NetworkCut, imageShape: [Int], options: SilencingOptions) {
    let image = imageShape.reduce(1, *)
    let layer = Self.count(network.shape(ofTensor: cut.layer.tensorName)) ?? image
    let before = Self.bytes(cut.before, network: network, atLeast: max(2 * image, layer))
    let after = Self.bytes(cut.after, network: network, atLeast: 2 * layer)
    let bypassing = cut.bypassing.reduce(0) { $0 + 4 * (Self.count(network.shape(ofTensor: $1)) ?? image) }
    isFixed = network.fixedBatchSize != nil
    // Several tensors live at once, and convolutions unfold what they read.
    let fitting = options.memoryLimit / (4 * before + bypassing + 2 * after)
    images = network.fixedBatchSize ?? max(1, min(options.largestBatch, fitting))
    let limit = min(Self.tailBytes, options.memoryLimit)
    groups = isFixed ? 1 : max(1, limit / ((after + bypassing) * images))
  }

  /// The bytes that the largest node reads and writes for one image; sizes that are not known do not count.
  private static func bytes(_ nodes: [NodeDescription], network: ONNXNetwork, atLeast least: Int) -> Int {
    let made = Set(nodes.flatMap(\.outputs))
    let sizes = nodes.map { node in
      (node.inputs.filter(made.contains) + node.outputs).reduce(0) { $0 + (count(network.shape(ofTensor: $1)) ?? 0) }
    }
    return 4 * max(least, sizes.max() ?? 0)
  }

  private static func count(_ shape: [Int?]?) -> Int? {
    guard let sizes = shape?.dropFirst(), !sizes.isEmpty else { return nil }
    var product = 1
    for size in sizes {
      guard let size else { return nil }
      let (next, overflows) = product.multipliedReportingOverflow(by: size)
      guard !overflows, next < 1 << 40 else { return nil }
      product = next
    }
    return product
  }
}
