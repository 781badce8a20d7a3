public import ImageDatasets

/// An image that was made to excite something, and how it came about.
public struct OptimizedImage: Sendable, Equatable {
  /// How an optimization ended.
  public enum Outcome: String, Sendable, Equatable, Codable, CaseIterable {
    /// The objective rose no more.
    case converged
    /// All steps were taken while it still rose.
    case allSteps
    /// The unit stayed silent, or had no slope: no image that was tried excited it, and nothing told which would.
    case silent
    /// Numbers that are none came up; the image is the last one before.
    case notFinite
  }

  /// What it was to excite.
  public let objective: Objective
  /// Which of the objective's images it is, from 0.
  public let number: Int
  /// The image, 8 bits a channel, of the network's size.
  public let image: PixelImage
  /// The objective for that image, as it is stored, without transforms.
  public let value: Double
  /// The objective for the image that the optimization began with, without transforms.
  public let firstValue: Double
  /// The steps that were taken.
  public let stepCount: Int
  /// How it ended.
  public let outcome: Outcome
  /// The objective under transforms in each step, without penalties.
  public let curve: [Float]
}
