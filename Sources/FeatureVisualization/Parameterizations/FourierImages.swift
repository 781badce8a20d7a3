import Foundation
import NumericKernels
import TensorEngine

/// Images in the coefficients of their Fourier transform, each scaled by 1 / frequency^power.
///
/// Scales are those of Lucid: 1 / max(frequency, 1 / longer side)^power / 4, with an orthonormal transform.
struct FourierImages: ParameterizedImages {
  let geometry: ImageGeometry
  let colors: ColorDecorrelation
  private let scale: Tensor

  init(_ geometry: ImageGeometry, colors: ColorDecorrelation, decayPower: Double) throws {
    (self.geometry, self.colors) = (geometry, colors)
    let lowest = 1 / Double(max(geometry.height, geometry.width))
    let scales = geometry.frequencies.map { Float(pow(1 / max($0, lowest), decayPower) / 4) }
    scale = try geometry.engine.tensor(
      scales, shape: [1, 1, geometry.height, geometry.columnCount, 1], device: geometry.device)
  }

  var valueCount: Int { 2 * geometry.channelCount * geometry.height * geometry.columnCount }

  func initialValues(_ generator: inout SeededGenerator) -> [Float] {
    normal(valueCount, deviation: 0.01, &generator)
  }

  func images(_ values: Tensor) throws -> Tensor {
    let (height, width) = (geometry.height, geometry.width)
    let coefficients = try values.reshaped(
      to: [values.shape[0], geometry.channelCount, height, geometry.columnCount, 2])
    return try colors.colors((coefficients * scale).inverseFourier(height: height, width: width))
  }
}
