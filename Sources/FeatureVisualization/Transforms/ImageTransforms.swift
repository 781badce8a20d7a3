/// What is done to an image at random before every step, so that it excites a unit wherever and however it is seen.
///
/// Defaults are Lucid's (Olah, Mordvintsev, Schubert 2017): jitter, scaling and rotation in small amounts. All geometric ones are
/// one bilinear resampling; what lies outside of the image has the mean colour of natural images.
public struct ImageTransforms: Sendable, Equatable, Codable {
  /// Moves by up to this share of the longer side to each side.
  public var jitter: Double
  /// Sizes are drawn from here; 1.1 enlarges the image by a tenth.
  public var scale: ClosedRange<Double>
  /// Turns by up to this many degrees to each side.
  public var rotation: Double
  /// Shares of the image's side that a square crop has, which is then enlarged to the whole; nil: no crops.
  public var crop: ClosedRange<Double>?
  /// The standard deviation of noise that is added, of values from 0 to 1.
  public var noise: Double
  /// The standard deviations in pixels of a Gaussian blur, in the first step and in the last; nil: none.
  public var blur: Blur?

  /// A blur that changes from step to step.
  public struct Blur: Sendable, Equatable, Codable {
    /// In the first step, in pixels.
    public var first: Double
    /// In the last step, in pixels.
    public var last: Double

    /// A schedule.
    public init(first: Double, last: Double) { (self.first, self.last) = (first, last) }
  }

  /// Transforms; each can be switched off by 0, 1...1 or nil.
  public init(
    jitter: Double = 0.055, scale: ClosedRange<Double> = 0.9...1.1, rotation: Double = 10,
    crop: ClosedRange<Double>? = nil, noise: Double = 0, blur: Blur? = nil
  ) {
    (self.jitter, self.scale, self.rotation) = (jitter, scale, rotation)
    (self.crop, self.noise, self.blur) = (crop, noise, blur)
  }

  /// The image as it is.
  public static let none = ImageTransforms(jitter: 0, scale: 1...1, rotation: 0)
  /// As MACO takes them: crops of a quarter to the whole, and noise.
  public static let crops = ImageTransforms(jitter: 0, scale: 1...1, rotation: 0, crop: 0.25...1, noise: 0.05)

  var isGeometric: Bool { jitter > 0 || scale != 1...1 || rotation > 0 || crop != nil }

  func validate() throws {
    let crop = self.crop ?? 1...1
    let blur = self.blur ?? Blur(first: 0, last: 0)
    let checks: [(Bool, String)] = [
      ((0...0.5).contains(jitter), "jitter is \(jitter); expected 0 to 0.5 of the longer side"),
      (scale.lowerBound >= 0.2 && scale.upperBound <= 5, "scale is \(scale); expected between 0.2 and 5"),
      ((0...180).contains(rotation), "rotation is \(rotation); expected 0 to 180 degrees"),
      (crop.lowerBound >= 0.05 && crop.upperBound <= 1, "crop is \(crop); expected between 0.05 and 1"),
      ((0...1).contains(noise), "noise is \(noise); expected 0 to 1"),
      (
        (0...20).contains(blur.first) && (0...20).contains(blur.last),
        "blur goes from \(blur.first) to \(blur.last) pixels; expected 0 to 20"
      ),
    ]
    let problem = checks.first { !$0.0 }?.1
    if let problem { throw FeatureVisualizationError(.badOption, "The transforms do not fit: \(problem).") }
  }
}
