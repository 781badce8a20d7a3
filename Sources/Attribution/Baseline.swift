/// What stands for a part of an image that is not there: where a path of integrated gradients begins, or what covers an
/// occluded window. There is no neutral choice (Sturmfels, Lundberg & Lee 2020, doi:10.23915/distill.00022): a network can
/// take black for night, and gray for fog.
public enum Baseline: Sendable, Equatable {
  /// Zero in the network's own values; with a mean that is subtracted, that is the mean color.
  case zero
  /// A value for each channel, in the network's own values, such as what black becomes in preprocessing.
  case channels([Float])
  /// The image's own mean of every channel.
  case mean
  /// The image, blurred with a Gaussian of this deviation in pixels; nil means a tenth of the shorter side.
  case blurred(deviation: Double?)

  /// The baseline of one image, of as many values.
  func values(for image: ArraySlice<Float>, in images: AttributionImages) throws -> [Float] {
    switch self {
    case .zero: return [Float](repeating: 0, count: image.count)
    case .channels(let values):
      guard values.count == images.shape[0], values.allSatisfy(\.isFinite) else {
        throw AttributionError(
          .badOption,
          "The baseline \(values) does not fit images of \(images.shape[0]) channels. Give a value for each.")
      }
      let plane = images.size / images.shape[0]
      return values.flatMap { [Float](repeating: $0, count: plane) }
    case .mean:
      let plane = images.size / images.shape[0]
      return (0..<images.shape[0]).flatMap { channel in
        let start = image.startIndex + channel * plane
        let sum = image[start..<start + plane].reduce(0.0) { $0 + Double($1) }
        return [Float](repeating: Float(sum / Double(plane)), count: plane)
      }
    case .blurred(let deviation):
      let (channels, height, width) = try images.planes(for: "A blurred baseline")
      let chosen = deviation ?? Double(min(height, width)) / 10
      try AttributionError.option(
        chosen > 0 && chosen <= 1000, "A blur of \(chosen) pixels was asked for. Expected above 0, at most 1000.")
      return GaussianBlur(deviation: chosen).applied(to: Array(image), channels: channels, height: height, width: width)
    }
  }
}
