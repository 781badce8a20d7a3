import ONNXModel

/// How many images are run at once, with gradients and without.
struct BatchSizes {
  /// With gradients, for which all tensors are kept.
  let withGradients: Int
  /// Without.
  let withoutGradients: Int
  /// Whether the file fixes the number of images: then every batch has exactly so many.
  let isFixed: Bool

  /// An estimate for networks that do not tell the sizes of their tensors, in images.
  private static let usualTotal = 64

  init(_ network: ONNXNetwork, nodes: [NodeDescription], imageSize: Int, options: AttributionOptions) {
    let image = 4 * imageSize
    let knowsSizes = nodes.flatMap(\.outputs).allSatisfy { network.valueCount(ofTensor: $0) != nil }
    let usual = knowsSizes ? image : Self.usualTotal * image
    let total = max(usual, network.totalByteCount(of: nodes))
    let largest = max(2 * image, network.largestByteCount(of: nodes))
    isFixed = network.fixedBatchSize != nil
    func size(_ bytes: Int) -> Int {
      network.fixedBatchSize ?? max(1, min(options.largestBatch, options.memoryLimit / bytes))
    }
    // Gradients of tensors live beside them for a while, and convolutions unfold what they read.
    (withGradients, withoutGradients) = (size(2 * total + 4 * largest), size(4 * largest))
  }
}
