public import FeatureVisualization
public import Foundation

/// What `StudyAtlas` is asked for. The defaults are those of `strata atlas`.
public struct AtlasRequest: Sendable {
  /// The study's folder.
  public var study: URL
  /// The network of the study; nil means the first.
  public var model: String?
  /// Layers by name, pattern or number; at least one.
  public var layers: [String]
  /// The network's file; nil takes the one that the study was made with.
  public var network: URL?
  /// About so many activations are laid out: as many positions of each image as fit, at least one.
  public var activationLimit = 20_000
  /// Cells along the longer side of the layout.
  public var gridSide = 16
  /// Cells with fewer activations get no image.
  public var minimumCount = 8
  /// How images are optimized.
  public var options = MaximizationOptions(stepCount: 192, batchSize: 16)
  /// Height and width of the images in pixels; nil: 96, or the network's where its layer takes no other.
  public var imageSide: Int?
  /// See `ObjectiveTarget.Direction.cosinePower`.
  public var cosinePower = 2.0
  /// Whether directions are followed in whitened activations, see `ActivationWhitening`.
  public var isWhitened = true
  /// Of each image's classes so many are asked which an activation speaks for.
  public var classesPerImage = 3
  /// Colours are measured in at most so many images of the study.
  public var imageLimit = 256
  /// Threads; nil means one for every core.
  public var threadCount: Int?

  /// Asks for atlases of layers.
  public init(study: URL, layers: [String]) { (self.study, self.layers) = (study, layers) }

  func validate() throws {
    let checks: [(Bool, String)] = [
      (!layers.isEmpty, "No layer was named; name at least one"),
      ((100...1_000_000).contains(activationLimit), "\(activationLimit) activations; expected 100 to 1,000,000"),
      ((1...200).contains(gridSide), "a grid of \(gridSide) cells a side; expected 1 to 200"),
      (minimumCount >= 1, "cells of at least \(minimumCount) activations; expected 1 or more"),
      (imageSide.map { (16...1024).contains($0) } ?? true, "images of \(imageSide ?? 0) pixels; expected 16 to 1,024"),
      ((0...16).contains(cosinePower), "the cosine to the power of \(cosinePower); expected 0 to 16"),
      ((0...100).contains(classesPerImage), "\(classesPerImage) classes of each image; expected 0 to 100"),
      (imageLimit >= 1, "colours of \(imageLimit) images; expected at least 1"),
    ]
    guard let problem = checks.first(where: { !$0.0 }) else { return }
    throw StudyPipelineError(kind: .badInput, description: "An atlas cannot be made so: \(problem.1).")
  }
}
