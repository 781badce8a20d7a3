public import Foundation

/// What `StudySilencing` is asked for. The defaults are those of `strata silence`.
public struct SilencingRequest: Sendable {
  /// What takes the place of a silenced neuron.
  public enum Replacement: String, Sendable, Codable, CaseIterable {
    /// Zero at all positions.
    case zero
    /// Its mean over all images and positions.
    case mean
  }

  /// The study's folder.
  public var study: URL
  /// The network of the study; nil means the first.
  public var model: String?
  /// The layer, by name, pattern or number; nil means the last before the outputs whose neurons are analyzed.
  public var layer: String?
  /// The network's file; nil takes the one that the study was made with.
  public var network: URL?
  /// What takes the place of silenced neurons.
  public var replacement = Replacement.zero
  /// The share of the neurons that is silenced for a class: those with its highest scores.
  public var share = 0.05
  /// As many random groups are silenced to compare.
  public var repetitionCount = 10
  /// Whether each neuron is also silenced by itself.
  public var silencesEach = false
  /// At most so many images take part, equally many of each class.
  public var itemLimit = 500
  /// Everything random follows from it.
  public var seed: UInt64 = 42
  /// Threads; nil means one for every core.
  public var threadCount: Int?

  /// Asks for the silencing of a layer with the defaults.
  public init(study: URL) { self.study = study }
}
