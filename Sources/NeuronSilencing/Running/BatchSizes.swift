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
    let layer = network.valueCount(ofTensor: cut.layer.tensorName) ?? image
    let before = max(4 * max(2 * image, layer), network.largestByteCount(of: cut.before))
    let after = max(8 * layer, network.largestByteCount(of: cut.after))
    let bypassing = cut.bypassing.reduce(0) { $0 + 4 * (network.valueCount(ofTensor: $1) ?? image) }
    isFixed = network.fixedBatchSize != nil
    // Several tensors live at once, and convolutions unfold what they read.
    let fitting = options.memoryLimit / (4 * before + bypassing + 2 * after)
    images = network.fixedBatchSize ?? max(1, min(options.largestBatch, fitting))
    let limit = min(Self.tailBytes, options.memoryLimit)
    groups = isFixed ? 1 : max(1, limit / ((after + bypassing) * images))
  }
}
