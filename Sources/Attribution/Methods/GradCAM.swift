/// Class activation maps by gradients (Selvaraju et al. 2017, arXiv:1610.02391): the feature maps of a layer, each weighted
/// with the mean of the target's gradient over its positions, added up and enlarged to the image's size.
///
/// Tokens of a transformer make a map where their number, less a class token, is a square.
public struct GradCAM: Sendable, Equatable, Codable {
  /// The layer, by its name or its tensor's. Nil means the last layer of the resolution of the last convolution before the
  /// target or, in a transformer without one, the last normalized (or added) tokens before the last attention.
  public var layer: String?
  /// Whether what speaks against the target is left out, as in the paper.
  public var isRectified: Bool

  /// Creates options.
  public init(layer: String? = nil, isRectified: Bool = true) { (self.layer, self.isRectified) = (layer, isRectified) }
}
