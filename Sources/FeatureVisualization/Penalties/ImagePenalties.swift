/// What is subtracted from an objective, each with its weight: what images are not to be like.
public struct ImagePenalties: Sendable, Equatable, Codable {
  /// The mean distance of neighbouring pixels' colours (total variation; Mahendran and Vedaldi 2015, doi:10.1109/CVPR.2015.7299155,
  /// with the power 1).
  public var totalVariation: Double
  /// The mean distance from grey, of all values.
  public var l1: Double
  /// The root of the mean squared distance from grey.
  public var l2: Double
  /// The mean squared difference between the image and itself blurred by a pixel: high frequencies.
  public var frequency: Double
  /// How far the means and deviations of the inputs of batch normalizations are from those that the network has learned (Yin et
  /// al. 2020, doi:10.1109/CVPR42600.2020.00874): the mean over the normalizations below the objective's layers.
  public var batchNormalization: Double
  /// How alike the images of one objective are: the mean cosine of the Gram matrices of the objective's layer (Olah, Mordvintsev,
  /// Schubert 2017). Only where an objective has several images.
  public var diversity: Double

  /// Penalties; 0 switches one off.
  public init(
    totalVariation: Double = 0, l1: Double = 0, l2: Double = 0, frequency: Double = 0, batchNormalization: Double = 0,
    diversity: Double = 0
  ) {
    (self.totalVariation, self.l1, self.l2) = (totalVariation, l1, l2)
    (self.frequency, self.batchNormalization, self.diversity) = (frequency, batchNormalization, diversity)
  }

  /// None.
  public static let none = ImagePenalties()

  func validate() throws {
    let all = [
      ("total variation", totalVariation), ("l1", l1), ("l2", l2), ("frequency", frequency),
      ("batch normalization", batchNormalization), ("diversity", diversity),
    ]
    guard let wrong = all.first(where: { !($0.1 >= 0 && $0.1.isFinite) }) else { return }
    throw FeatureVisualizationError(
      .badOption, "The penalty on \(wrong.0) has the weight \(wrong.1). Expected 0 or more.")
  }
}
