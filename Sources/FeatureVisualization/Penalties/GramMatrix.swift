package import TensorEngine

/// Which channels of a layer answer together, wherever that is.
package enum GramMatrix {
  /// The mean over all positions of the products of every two channels: [N, channels, channels] of [N, channels, …], or of
  /// [N, …, features] where the channels come last.
  package static func of(_ activation: Tensor, channelsLast: Bool) throws -> Tensor {
    let shape = activation.shape
    guard shape.count > 2 else {
      return try activation.reshaped(to: [shape[0], -1, 1]).matrixProduct(activation.reshaped(to: [shape[0], 1, -1]))
    }
    let channels = channelsLast ? shape[shape.count - 1] : shape[1]
    let flat = try activation.reshaped(to: channelsLast ? [shape[0], -1, channels] : [shape[0], channels, -1])
    let rows = channelsLast ? try flat.transposed() : flat
    return try rows.matrixProduct(rows.transposed()) / Double(rows.shape[2])
  }
}
