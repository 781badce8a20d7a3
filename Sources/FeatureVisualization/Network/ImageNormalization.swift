import ImageDatasets
import TensorEngine

/// A preprocessing as an operator with gradients: from images with values from 0 to 1 to the network's input.
///
/// The images have the input's size already. `value = (255 · x · scale − mean) / standardDeviation` for each channel, in the
/// network's order of channels.
struct ImageNormalization {
  private let factor: Tensor
  private let offset: Tensor
  private let order: Tensor?

  init(_ preprocessing: Preprocessing, engine: TensorEngine, device: Device) throws {
    let count = preprocessing.channelOrder.channelCount
    let of = { (values: [Double], channel: Int) in values[min(channel, values.count - 1)] }
    let factors = (0..<count).map { Float(255 * preprocessing.scale / of(preprocessing.standardDeviation, $0)) }
    let offsets = (0..<count).map { Float(-of(preprocessing.mean, $0) / of(preprocessing.standardDeviation, $0)) }
    factor = try engine.tensor(factors, shape: [1, count, 1, 1], device: device)
    offset = try engine.tensor(offsets, shape: [1, count, 1, 1], device: device)
    order = preprocessing.channelOrder == .bgr ? try engine.tensor([2, 1, 0], shape: [3], device: device) : nil
  }

  /// The input for images [N, channels, height, width], red first.
  func input(_ images: Tensor) throws -> Tensor {
    let ordered = try order.map { try images.selected(along: 1, at: $0) } ?? images
    return try ordered * factor + offset
  }
}
