public import ImageDatasets

/// An image on its way, for those who watch.
public struct OptimizationPreview: Sendable, Equatable {
  /// The place of its objective among those that were given.
  public let objective: Int
  /// Which of the objective's images it is, from 0.
  public let number: Int
  /// The image as it is, 8 bits a channel.
  public let image: PixelImage
  /// The steps that were taken.
  public let step: Int
  /// The objective under the last step's transforms.
  public let value: Double

  /// Whether images are shown after so many steps: often at first, when they change most, and then every 16, so that showing
  /// them costs little of the time that the steps take.
  static func isDue(after step: Int) -> Bool {
    step < 16 ? step > 0 && step & (step - 1) == 0 : step.isMultiple(of: 16)
  }
}
