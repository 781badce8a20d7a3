public import Foundation
public import ImageDatasets

/// Which network of a study is run on which spoiled images.
public struct CorruptionRequest: Sendable {
  /// The study's folder.
  public var study: URL
  /// The network, by name or folder; nil takes the first.
  public var model: String?
  /// How images are spoiled; each makes a network of the study.
  public var corruptions: [Corruption]
  /// The network's file; nil takes the one that the study was made with.
  public var network: URL?
  /// Where the study's images are, as `strata analyze` takes them; nil takes the place that they were read from.
  public var images: String?
  /// Threads; nil means one for every core.
  public var threadCount: Int?

  /// Asks for the corruptions of the study's first network.
  public init(study: URL, corruptions: [Corruption]) { (self.study, self.corruptions) = (study, corruptions) }
}
