import NumericKernels
import TensorEngine

/// Images in their pixels' logits.
struct PixelImages: ParameterizedImages {
  let geometry: ImageGeometry
  let colors: ColorDecorrelation

  var valueCount: Int { geometry.channelCount * geometry.height * geometry.width }

  func initialValues(_ generator: inout SeededGenerator) -> [Float] {
    normal(valueCount, deviation: 0.01, &generator)
  }

  func images(_ values: Tensor) throws -> Tensor {
    try colors.colors(
      values.reshaped(to: [values.shape[0], geometry.channelCount, geometry.height, geometry.width]))
  }
}
