import NumericKernels
import TensorEngine

/// Images in the phases of their Fourier transform, with fixed magnitudes (Fel et al. 2023, arXiv:2306.06805).
///
/// The lowest frequency keeps the natural images' own value, so that an image has their mean brightness.
struct PhaseImages: ParameterizedImages {
  let geometry: ImageGeometry
  let colors: ColorDecorrelation
  private let magnitudes: Tensor

  init(_ geometry: ImageGeometry, colors: ColorDecorrelation, spectrum: NaturalSpectrum) throws {
    (self.geometry, self.colors) = (geometry, colors)
    guard spectrum.channelCount == geometry.channelCount, spectrum.height == geometry.height,
      spectrum.width == geometry.width
    else {
      throw FeatureVisualizationError(
        .badInput,
        "The spectrum is of images \(spectrum.channelCount) x \(spectrum.height) x \(spectrum.width). Expected "
          + "\(geometry.channelCount) x \(geometry.height) x \(geometry.width).")
    }
    magnitudes = try geometry.engine.tensor(
      spectrum.magnitudes, shape: [1, geometry.channelCount, geometry.height, geometry.columnCount],
      device: geometry.device)
  }

  var valueCount: Int { geometry.channelCount * geometry.height * geometry.columnCount }

  func initialValues(_ generator: inout SeededGenerator) -> [Float] {
    (0..<valueCount).map { _ in Float((2 * generator.nextUniform() - 1) * .pi) }
  }

  func images(_ values: Tensor) throws -> Tensor {
    let (height, width) = (geometry.height, geometry.width)
    let phases = try values.reshaped(to: [values.shape[0], geometry.channelCount, height, geometry.columnCount])
    let last = phases.shape + [1]
    let coefficients = try Tensor.concatenated(
      [(phases.cosine() * magnitudes).reshaped(to: last), (phases.sine() * magnitudes).reshaped(to: last)], along: 4)
    return try colors.colors(coefficients.inverseFourier(height: height, width: width))
  }
}
